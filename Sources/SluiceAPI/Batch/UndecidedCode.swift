/// Why one command of a batch was not decided: it left no trace, and may be taken when it is sent
/// again. The integers are part of the public interface: never renumber.
public enum UndecidedCode: UInt16, Sendable, CaseIterable {
    case capacity = 210
    case archiveUnreadable = 211

    /// The problem a single door tells the same as.
    public var problem: ProblemCode {
        switch self {
        case .capacity: .capacity
        case .archiveUnreadable: .archiveUnreadable
        }
    }
}
