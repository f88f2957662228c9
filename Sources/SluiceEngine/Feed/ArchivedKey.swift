import SluiceCore

/// A key that leads to a record of the archive. In ascending order: records, then facts.
public enum ArchivedKey: Hashable, Comparable, Sendable {
    case record(StateKey)
    case fact(FactKey)

    /// The key without its kind.
    var anyKey: AnyKey {
        switch self {
        case .record(let place): place.key
        case .fact(let key): key.retagged()
        }
    }
}
