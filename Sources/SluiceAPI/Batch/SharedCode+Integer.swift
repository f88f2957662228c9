/// The integers of codes that stand for several, in results of batches.
extension SharedCode {
    /// What a merchant is told a refusal as; nil for a code no refusal is told as. The integers are
    /// part of the public interface: never renumber.
    public var integer: UInt16? {
        switch self {
        case .declined: 200
        case .waitsForLender: 201
        case .paused: 202
        case .refused: 203
        default: nil
        }
    }

    /// The code of an integer, nil if there is none.
    public init?(integer: UInt16) {
        guard let code = SharedCode.allCases.first(where: { $0.integer == integer }) else {
            return nil
        }
        self = code
    }
}
