/// The flag bits of the commands, by tag (docs/reference/batch.md).
enum BatchFlags {
    enum Place {
        static let consent: UInt8 = 1
        static let purpose: UInt8 = 2
        static let scenario: UInt8 = 4
        static let plan: UInt8 = 8
        static let retryOf: UInt8 = 16
        static let lines: UInt8 = 32
        static let automaticReview: UInt8 = 64
        static let personReview: UInt8 = 128
    }

    enum Operation {
        static let amount: UInt8 = 1
        static let final: UInt8 = 2
        static let force: UInt8 = 4
    }

    enum Fact {
        static let lines: UInt8 = 1
        static let merchantSequence: UInt8 = 2
        static let amount: UInt8 = 4
        static let reason: UInt8 = 8
    }

    /// The bits a command may have.
    static func known(_ operation: BatchOperation) -> UInt8 {
        switch operation {
        case .place: 0xFF
        case .capture: Operation.amount | Operation.final | Operation.force
        case .release: Operation.amount
        case .increment, .refund, .repay: 0
        case .recordFact: Fact.lines | Fact.merchantSequence | Fact.amount | Fact.reason
        }
    }
}
