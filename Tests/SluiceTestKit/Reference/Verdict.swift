import SluiceCore

/// The part of an outcome that the reference knows: all but the sequence.
public struct Verdict: Hashable, Sendable, CustomStringConvertible {
    public var code: OutcomeCode
    public var field: Field
    public var hold: HoldKey
    public var amount: Int64
    public var isReplay: Bool

    public init(
        _ code: OutcomeCode, _ field: Field = .none, hold: HoldKey = .none, amount: Int64 = 0,
        isReplay: Bool = false
    ) {
        self.code = code
        self.field = field
        self.hold = hold
        self.amount = amount
        self.isReplay = isReplay
    }

    public init(_ outcome: Outcome) {
        self.init(
            outcome.code, outcome.field, hold: outcome.hold, amount: outcome.amount.minor,
            isReplay: outcome.isReplay)
    }

    /// The same answer, given again.
    var again: Verdict {
        var verdict = self
        verdict.isReplay = true
        return verdict
    }

    public var description: String {
        "\(code) field=\(field) hold=\(hold.high) amount=\(amount) replay=\(isReplay)"
    }
}

/// 2^53 − 1: no amount and no balance is larger.
let largestAmount: Int64 = 9_007_199_254_740_991

extension Money {
    /// Whether the amount is one to move: at least one minor unit and not too large.
    var isMovable: Bool { (1...largestAmount).contains(minor) }
    /// Whether the amount is one to grant: zero is.
    var isGrantable: Bool { (0...largestAmount).contains(minor) }
}

extension Instant {
    /// Later by a span, `never` where there is no such time.
    func later(by spanNs: Int64) -> Instant {
        let (sum, isBeyond) = ns.addingReportingOverflow(spanNs)
        return isBeyond ? .never : Instant(ns: sum)
    }
}
