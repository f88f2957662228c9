import SluiceCore

extension RecordKey {
    /// The place of a record in the state and in the archive; nil for a fact, which is kept with
    /// its order.
    public var stateKey: StateKey? {
        switch self {
        case .accountOperation(let key): StateKey(.accountOperation, key)
        case .hold(let key): StateKey(.hold, key)
        case .alias(let key): StateKey(.alias, key)
        case .order(let key): StateKey(.order, key)
        case .fact: nil
        }
    }

    /// The record at a place; nil for those that never leave memory.
    public init?(_ state: StateKey) {
        switch state.kind {
        case .accountOperation: self = .accountOperation(state.key.retagged())
        case .hold: self = .hold(state.key.retagged())
        case .alias: self = .alias(state.key.retagged())
        case .order: self = .order(state.key.retagged())
        case .account, .merchant, .source, .policy, .proposal, .subject, .dayBook: return nil
        }
    }
}
