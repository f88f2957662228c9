import SluiceCore

/// What a merchant became payable for, in minor units: payable = captured − refunded + corrected.
public struct StatementAmounts: Hashable, Sendable {
    public var captured: Int64 = 0
    public var refunded: Int64 = 0
    /// What corrections added to what the merchant is due, negative for what they took.
    public var corrected: Int64 = 0

    public init(captured: Int64 = 0, refunded: Int64 = 0, corrected: Int64 = 0) {
        self.captured = captured
        self.refunded = refunded
        self.corrected = corrected
    }

    /// What an event did to what its merchant is due.
    public init(_ event: HoldMoved) {
        let due = -event.postings[.merchantPayable]
        switch event.kind {
        case .capture: captured = due
        case .refund: refunded = -due
        default: corrected = due
        }
    }

    public var payable: Int64 { captured - refunded + corrected }

    /// The names and values of every table and document, in their order.
    public var columns: [(name: String, minor: Int64)] {
        [
            ("captured", captured), ("refunded", refunded), ("corrected", corrected),
            ("payable", payable),
        ]
    }

    public static func += (left: inout StatementAmounts, right: StatementAmounts) {
        left.captured += right.captured
        left.refunded += right.refunded
        left.corrected += right.corrected
    }
}
