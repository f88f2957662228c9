import SluiceCore

/// One line of a script: words, `key=value` options and the answer wanted.
struct Line {
    var words: [String] = []
    /// In order of appearance.
    var options: [(String, String)] = []
    var answer: [String] = []

    init(_ text: String) {
        var isAnswer = false
        for word in text.split(separator: " ").map(String.init) {
            if word == "->" {
                isAnswer = true
            } else if isAnswer {
                answer.append(word)
            } else if let equals = word.firstIndex(of: "=") {
                let value = String(word[word.index(after: equals)...])
                options.append((String(word[..<equals]), value))
            } else {
                words.append(word)
            }
        }
    }

    func option(_ name: String) -> String? { options.first { $0.0 == name }?.1 }

    func word(_ index: Int) throws -> String {
        guard index < words.count else { throw Script.Failure(description: "a word is missing") }
        return words[index]
    }

    /// Yuan with up to two decimals as fen; a sum written `#` is in fen already.
    static func minor(_ text: String) -> Int64? {
        if text.hasPrefix("#") { return Int64(text.dropFirst()) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let yuan = Int64(parts[0]), parts.count <= 2 else { return nil }
        let decimals = parts.count == 2 ? parts[1] : "00"
        guard decimals.count == 2, let fen = Int64(decimals) else { return nil }
        return yuan * 100 + (text.hasPrefix("-") ? -fen : fen)
    }

    func money(at index: Int) throws -> Money {
        guard let minor = Line.minor(try word(index)) else {
            throw Script.Failure(description: "no amount: \(words[index])")
        }
        return Money(minor: minor)
    }

    /// The amount at a place where there may be none.
    private func amount(at index: Int) -> Money? {
        index < words.count ? Line.minor(words[index]).map(Money.init(minor:)) : nil
    }

    func role() throws -> Role {
        guard let text = option("by") else { return .lender }
        guard let role = Role(code: text) else {
            throw Script.Failure(description: "no role \(text)")
        }
        return role
    }

    /// A span such as `30d`, `2h` or `1d-1ns`.
    func span(at index: Int) throws -> Int64 {
        let units: [(String, Int64)] = [
            ("ns", 1), ("h", Span.hourNs), ("d", Span.dayNs),
        ]
        var sum: Int64 = 0
        for (position, part) in try word(index).split(separator: "-").enumerated() {
            guard let unit = units.first(where: { part.hasSuffix($0.0) }),
                let count = Int64(part.dropLast(unit.0.count))
            else { throw Script.Failure(description: "no span: \(part)") }
            sum += position == 0 ? count * unit.1 : -count * unit.1
        }
        return sum
    }
}

extension Line {
    func body(now: Instant) throws -> Command.Body {
        switch words[0] {
        case "account":
            return .openAccount(
                OpenAccount(
                    account: .named("account \(try word(1))"), currency: .yuan,
                    limit: try money(at: 2)))
        case "limit":
            let (account, operation) = try accountOperation()
            return .setLimit(
                SetLimit(
                    account: account, operation: operation, limit: try money(at: 3),
                    reason: .limitReview))
        case "repay":
            let (account, operation) = try accountOperation()
            return .repay(
                Repay(account: account, operation: operation, principal: try money(at: 3)))
        case "reverse":
            let (account, operation) = try accountOperation()
            return .reverseRepayment(
                ReverseRepayment(
                    account: account, operation: operation,
                    repayment: .named("\(try word(1)) \(try word(3))")))
        case "hold": return .place(try placeHold())
        case "capture":
            let (hold, operation) = try holdOperation()
            return .capture(
                CaptureHold(
                    hold: hold, operation: operation, amount: amount(at: 3),
                    lines: try lines(), isFinal: words.contains("final")))
        case "release":
            let (hold, operation) = try holdOperation()
            return .release(
                ReleaseHold(
                    hold: hold, operation: operation, amount: amount(at: 3),
                    lines: try lines(), reason: try reason(or: .merchantVoid)))
        case "increment":
            let (hold, operation) = try holdOperation()
            return .increment(
                IncrementHold(hold: hold, operation: operation, amount: try money(at: 3)))
        case "refund":
            let (hold, operation) = try holdOperation()
            return .refund(
                RefundHold(
                    hold: hold, operation: operation, amount: try money(at: 3),
                    reason: try reason(or: .returnReceived)))
        case "fact": return .recordFact(try fact(now: now))
        case "tick": return .tick(dueMax: UInt32(try word(1)) ?? 0)
        case "settle": return .settle(.named("account \(try word(1))"))
        case "policy": return .adoptPolicy(try policy())
        default: throw Script.Failure(description: "no command \(words[0])")
        }
    }

    private func accountOperation() throws -> (AccountKey, OperationKey) {
        (.named("account \(try word(1))"), .named("\(try word(1)) \(try word(2))"))
    }

    private func holdOperation() throws -> (HoldKey, OperationKey) {
        (.named("hold \(try word(1))"), .named("\(try word(1)) \(try word(2))"))
    }

    private func placeHold() throws -> PlaceHold {
        let name = try word(1)
        let purpose = option("purpose") ?? "order"
        return PlaceHold(
            hold: .named("hold \(name)"), account: .named("account \(try word(2))"),
            merchant: .named(option("merchant") ?? "M1"),
            order: .named("order \(option("order") ?? name)"), amount: try money(at: 3),
            currency: option("currency").flatMap { Currency($0) } ?? .yuan,
            purpose: try code(purpose), scenario: try option("scenario").map(code),
            lines: try lines().map { PlaceLine(line: $0.line, amount: $0.amount ?? .zero) },
            retryOf: option("retry").map { .named("hold \($0)") } ?? .none)
    }

    private func code(_ text: String) throws -> Code {
        guard let code = Code(text) else { throw Script.Failure(description: "no code \(text)") }
        return code
    }

    /// `lines=1:100,2` is a line with an amount and one without.
    private func lines() throws -> [LineAmount] {
        try (option("lines") ?? "").split(separator: ",").map { part in
            let halves = part.split(separator: ":").map(String.init)
            guard halves.count == 2 else { return LineAmount(line: .named(halves[0])) }
            guard let minor = Line.minor(halves[1]) else {
                throw Script.Failure(description: "no amount: \(part)")
            }
            return LineAmount(line: .named(halves[0]), amount: Money(minor: minor))
        }
    }

    private func reason(or usual: Reason) throws -> Reason {
        guard let text = option("reason") else { return usual }
        guard let reason = Reason.allCases.first(where: { "\($0)" == text }) else {
            throw Script.Failure(description: "no reason \(text)")
        }
        return reason
    }

    private func fact(now: Instant) throws -> RecordFact {
        guard let kind = FactKind.allCases.first(where: { "\($0)" == words[2] }) else {
            throw Script.Failure(description: "no fact \(words[2])")
        }
        let at = option("at").flatMap { Int64($0) }
        return RecordFact(
            fact: .named(try word(1)), source: .named("source"),
            merchant: .named(option("merchant") ?? "M1"), order: .named("order \(try word(3))"),
            kind: kind, occurredAt: Instant(ns: at ?? 0), lines: try lines(),
            reason: try reason(or: kind.isCancellation ? .orderCancelled : .none))
    }

    private func policy() throws -> Policy {
        var policy = Policy.standard
        if option("surplus") == "keep" { policy.refundSurplus = .keep }
        policy.refundOnCancel = option("refundOnCancel") == "true"
        if let parked = option("parkedMax") {
            policy.parkedFactsPerMerchantMax = UInt32(parked) ?? 0
        }
        if let captureOn = option("captureOn").flatMap({ CaptureOn(code: $0) }) {
            for index in policy.scenarios.indices {
                policy.scenarios[index].captureOn = captureOn
            }
        }
        return policy
    }
}
