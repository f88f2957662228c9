import SluiceCore

/// The body of `POST /v1/reviews/{hold}/verdict`.
public struct VerdictRequest: Equatable, Sendable {
    public let id: String?
    public let verdict: RiskVerdict

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        let tier = try reader.word("tier", of: RiskTier.allCases, \.code)
        let score = try reader.integer("score", in: 0...1_000)
        let reasons = try reader.riskReasons("reasons")
        let model = try reader.required(try reader.optionalLedgerCode("model"), "model")
        let isRandom = try reader.optionalBool("random") ?? false
        var worth = CheckWorth.none
        if var parts = try reader.optionalObject("worth") {
            let any = 0...APILimits.amountMinorMax
            worth.lossSaved = try parts.money("loss_saved", in: any)
            worth.checkCost = try parts.money("check_cost", in: any)
            worth.delayCost = try parts.money("delay_cost", in: any)
            worth.frictionCost = try parts.money("friction_cost", in: any)
            try parts.finish()
        }
        try reader.finish()
        verdict = RiskVerdict(
            tier: tier, score: UInt16(score), reasons: reasons, model: model,
            isRandom: isRandom, worth: worth)
    }
}

extension ObjectReader {
    /// At most so many reasons as a verdict has, each once; none where the field is absent.
    fileprivate mutating func riskReasons(_ name: String) throws(FieldError) -> [RiskReason] {
        guard let value = take(name) else { return [] }
        guard case .array(let items) = value else {
            throw wrongKind(name, needed: "An array", found: value)
        }
        let most = LedgerLimits.verdictReasonsMax
        guard items.count <= most else {
            throw fault(.invalidField, name, "At most \(most) reasons are given.")
        }
        var reasons: [RiskReason] = []
        for item in items {
            guard case .string(let word) = item, let reason = RiskReason(code: word),
                !reasons.contains(reason)
            else {
                let known = RiskReason.allCases.map(\.code).joined(separator: ", ")
                throw fault(.invalidField, name, "Each is one of these, once: \(known).")
            }
            reasons.append(reason)
        }
        return reasons
    }
}
