import Foundation
import SluiceCore

/// The tables, policy and facts of a mapping.
extension MappingFile {
    static func orders(_ root: YAMLObject) throws(MappingError) -> OrdersTable {
        let object = try root.object(
            "orders",
            keys: [
                "file", "id", "account", "placed_at", "status", "amount", "optional_columns",
            ])
        var optional: Set<String> = []
        if object.has("optional_columns") {
            optional = Set(try object.list("optional_columns").map(\.text))
        }
        return OrdersTable(
            file: try object.has("file") ? object.text("file") : nil,
            id: try object.column("id"), account: try account(object),
            accountFold: try accountFold(object),
            placedAt: try object.column("placed_at"),
            status: try object.optionalColumn("status"),
            amount: try object.has("amount") ? object.columns("amount") : [],
            optional: optional)
    }

    static func payments(_ root: YAMLObject) throws(MappingError) -> PaymentsTable {
        let object = try root.object("payments", keys: ["file", "order", "amount"])
        return PaymentsTable(
            file: try object.text("file"), order: try object.column("order"),
            amount: try object.columns("amount"))
    }

    static func items(_ root: YAMLObject) throws(MappingError) -> ItemsTable {
        let object = try root.object("items", keys: ["file", "order", "line", "amount", "seller"])
        return ItemsTable(
            file: try object.text("file"), order: try object.column("order"),
            line: try object.column("line"), amount: try object.columns("amount"),
            seller: try object.optionalColumn("seller"))
    }

    /// The columns of a settlement; without a section those of `generic`.
    static func settlement(_ root: YAMLObject) throws(MappingError) -> SettlementTable {
        func standard(_ name: String) -> Column { Column(name: name, line: 0) }
        guard root.has("settlement") else {
            return SettlementTable(
                order: standard("order_id"), merchant: try value(root, "merchant"),
                currency: try currency(root), amount: standard("amount"),
                at: standard("settled_at"))
        }
        let object = try root.object(
            "settlement", keys: ["order", "merchant", "currency", "amount", "at"])
        return SettlementTable(
            order: try object.column("order"),
            merchant: try value(object.has("merchant") ? object : root, "merchant"),
            currency: try currency(object.has("currency") ? object : root),
            amount: try object.column("amount"), at: try object.column("at"))
    }

    /// The rules an import needs, or the path of a policy file, beside the mapping's own file.
    static func policy(_ root: YAMLObject) throws(MappingError) -> Policy {
        guard !root.isScalar("policy") else {
            let path = try root.text("policy")
            let outages = try outages(root)
            do throws(PolicyError) {
                var policy = try PolicyFile.load(beside(root.mapping, path))
                if let outages { policy.feeds.outages = outages }
                return policy
            } catch {
                throw root.error("`policy`: \(error)", at: "policy")
            }
        }
        let object = try root.object(
            "policy",
            keys: [
                "scenario", "time_to_live", "capture_on", "refund_on_cancel", "refund_surplus",
                "silent_after",
            ])
        guard let scenario = Code(try object.text("scenario")) else {
            throw object.error(
                "`policy.scenario` is 1 to 32 of the characters a-z 0-9 _ . -", at: "scenario")
        }
        let captureOn = try choice(object, "capture_on", CaptureOn.allCases.map { ($0.code, $0) })
        var policy = Policy.standard
        policy.scenarios = [
            ScenarioPolicy(
                name: scenario, timeToLiveNs: try spanNs(object, "time_to_live"),
                captureOn: captureOn)
        ]
        policy.defaultScenario = scenario
        policy.refundSurplus = try choice(
            object, "refund_surplus", RefundSurplus.allCases.map { ($0.code, $0) })
        policy.refundOnCancel = try choice(
            object, "refund_on_cancel", [("true", true), ("false", false)])
        policy.feeds.outages = try outages(root) ?? false
        if object.has("silent_after") {
            policy.listen(silentAfterNs: try spanNs(object, "silent_after"))
        }
        return policy
    }

    /// A path that is not absolute begins in the folder of the file that names it.
    private static func beside(_ file: String, _ path: String) -> String {
        guard path != ShippedPolicies.standardName else { return path }
        return URL(filePath: path, relativeTo: URL(filePath: file)).path
    }

    /// `180d` or `12h`; a day has 24 hours.
    static func spanNs(
        _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> Int64 {
        let text = try object.text(key)
        let unitNs: Int64? =
            switch text.last {
            case "d": Span.dayNs
            case "h": Span.hourNs
            default: nil
            }
        guard let unitNs, let count = Int64(text.dropLast()), count > 0,
            count <= Policy.spanMaxNs / unitNs
        else {
            throw object.error(
                "`\(key)` is a number of days or hours, e.g. 180d or 12h", at: key)
        }
        return count * unitNs
    }

    /// The facts a rule may make: those of whole orders, by their words.
    static let factWords = FactKind.allCases.filter { !$0.namesLines }.map { ($0.code, $0) }

    static func facts(
        _ root: YAMLObject, withReasons: Bool = true
    ) throws(MappingError) -> [FactRule] {
        var rules: [FactRule] = []
        let keys = ["fact", "time", "when_status", "if_empty"] + (withReasons ? ["reason"] : [])
        for object in try root.objects("facts", keys: keys) {
            let fact = try choice(object, "fact", factWords)
            var statuses: Set<String> = []
            if object.has("when_status") {
                statuses = Set(try object.list("when_status").map(\.text))
            }
            rules.append(
                FactRule(
                    fact: fact, time: try object.column("time"), statuses: statuses,
                    ifEmpty: try object.has("if_empty") ? object.columns("if_empty") : [],
                    reason: try withReasons ? reason(object, of: fact) : .constant(.none)))
        }
        return rules
    }

    private static func reason(
        _ object: YAMLObject, of fact: FactKind
    ) throws(MappingError) -> MappedReason {
        guard fact.isCancellation else {
            if object.has("reason") {
                throw object.error("only a `cancelled` fact has a reason", at: "reason")
            }
            return .constant(.none)
        }
        let codes = Reason.cancellationReasons.map { ($0.code, $0) }
        guard !object.isScalar("reason") else {
            return .constant(try choice(object, "reason", codes))
        }
        let inner = try object.object("reason", keys: ["column", "words", "otherwise"])
        var words: [String: Reason] = [:]
        for (code, reason) in codes { words[code.lowercased()] = reason }
        for (word, code) in try inner.has("words") ? inner.texts("words") : [] {
            guard let reason = codes.first(where: { $0.0 == code })?.1 else {
                throw unknown(inner, "words", code, codes.map(\.0))
            }
            words[word.lowercased()] = reason
        }
        return .column(
            try inner.column("column"), words: words,
            otherwise: try choice(inner, "otherwise", codes))
    }

    static func choice<Value>(
        _ object: YAMLObject, _ key: String, _ choices: [(String, Value)]
    ) throws(MappingError) -> Value {
        let text = try object.text(key)
        guard let found = choices.first(where: { $0.0 == text }) else {
            throw unknown(object, key, text, choices.map(\.0))
        }
        return found.1
    }

    static func unknown(
        _ object: YAMLObject, _ key: String, _ text: String, _ known: [String]
    ) -> MappingError {
        object.error(
            "`\(key)` cannot be `\(text)`" + YAMLObject.suggestion(for: text, among: known),
            at: key)
    }
}

extension Policy {
    /// Lets orders of every scenario fall silent. In a history any later fact of the merchant is proof:
    /// what is known of its feed is the whole of it.
    mutating func listen(silentAfterNs: Int64) {
        for index in scenarios.indices { scenarios[index].silentAfterNs = silentAfterNs }
        feeds.proofFacts = 1
        feeds.proofLeadNs = silentAfterNs
    }
}
