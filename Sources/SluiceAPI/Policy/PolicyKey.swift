import SluiceCore

/// One key of a policy, the same in YAML and JSON, and where its value stands.
public struct PolicyKey<Root: Sendable>: Sendable {
    public let name: String
    public let form: PolicyForm
    /// What a change of it means, and for whom; `{old}` and `{new}` stand for the values.
    let effect: String
    /// The value in YAML's words; nil where the key is left out.
    let get: @Sendable (Root) -> PolicyValue?
    let set: @Sendable (inout Root, PolicyValue) -> Void
    /// What holds where an optional key is left out; nil: the key is required.
    public let leaveOut: (@Sendable (inout Root) -> Void)?

    public var isOptional: Bool { leaveOut != nil }

    /// The value as YAML has it; nil where the key is left out.
    public func text(of root: Root) -> String? { get(root).map(form.text) }

    /// Takes over the value of a text, or what holds without one.
    ///
    /// - Returns: what is wrong with it.
    public func take(_ text: String?, into root: inout Root) -> String? {
        guard let text else {
            leaveOut?(&root)
            return isOptional ? nil : "is missing"
        }
        guard let value = form.value(of: text) else { return form.need }
        set(&root, value)
        return nil
    }

    /// A sentence on a change.
    func effect(old: String, new: String) -> String {
        effect.replacing("{old}", with: old).replacing("{new}", with: new)
    }
}

/// A value of a policy.
enum PolicyValue: Hashable, Sendable {
    /// Nanoseconds, minor units or a count.
    case number(Int64)
    case flag(Bool)
    case word(String)

    var number: Int64 {
        guard case .number(let number) = self else { preconditionFailure("a number's form") }
        return number
    }

    var flag: Bool {
        guard case .flag(let flag) = self else { preconditionFailure("a flag's form") }
        return flag
    }

    var word: String {
        guard case .word(let word) = self else { preconditionFailure("a word's form") }
        return word
    }
}

/// How the value of a key is written.
public enum PolicyForm: Hashable, Sendable {
    /// `30d`, at least `minNs` and at most `Policy.spanMaxNs`.
    case span(minNs: Int64)
    /// Minor units, 0 to 2^53 − 1.
    case amount
    case count(min: Int64 = 0, max: Int64)
    case flag
    case choice([String])
    /// A name of 1 to 32 of the characters `a-z 0-9 _ . -`.
    case code

    /// What a value must be, as the end of a sentence that begins with the key.
    public var need: String {
        switch self {
        case .span(let minNs):
            "must be a span such as 30d, 24h, 15m or 30s, from \(minNs == 0 ? "0s" : "1s") to "
                + SpanCode.text(Policy.spanMaxNs)
        case .amount:
            "must be an amount in minor units, a whole number from 0 to "
                + "\(APILimits.amountMinorMax)"
        case .count(let min, let max): "must be a whole number from \(min) to \(max)"
        case .flag: "must be true or false"
        case .choice(let words): "must be \(Self.list(words))"
        case .code: "must be 1 to 32 of the characters a-z 0-9 _ . -"
        }
    }

    func text(_ value: PolicyValue) -> String {
        switch self {
        case .span: SpanCode.text(value.number)
        case .amount, .count: String(value.number)
        case .flag: value.flag ? "true" : "false"
        case .choice, .code: value.word
        }
    }

    /// nil for a text of another form or out of range.
    func value(of text: String) -> PolicyValue? {
        switch self {
        case .span(let minNs):
            return SpanCode.ns(text).flatMap { $0 >= minNs ? .number($0) : nil }
        case .amount: return Self.number(text, in: 0...APILimits.amountMinorMax)
        case .count(let min, let max): return Self.number(text, in: min...max)
        case .flag: return text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
        case .choice(let words): return words.contains(text) ? .word(text) : nil
        case .code: return Code(text).map { .word($0.text) }
        }
    }

    /// Digits alone: `007`, `1_000` and `+5` have other meanings elsewhere.
    private static func number(_ text: String, in range: ClosedRange<Int64>) -> PolicyValue? {
        guard let number = Int64(text), text == String(number), range.contains(number) else {
            return nil
        }
        return .number(number)
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }
}
