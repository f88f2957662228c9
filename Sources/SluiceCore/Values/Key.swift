/// A 128-bit identifier of one kind of record.
///
/// The value is the first 128 bits of SHA-256 over kind, scope and exact name bytes
/// (docs/decisions/03-keys-and-scopes.md). It is made at the door; the core never sees a name.
public struct Key<Kind>: Hashable, Comparable, Sendable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The key of nothing: never derived from a name, marks an absent reference.
    public static var none: Key { Key(high: 0, low: 0) }

    @inlinable
    public var isNone: Bool { high == 0 && low == 0 }

    @inlinable
    public static func < (left: Key, right: Key) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// The same 128 bits read as the key of another kind; for tables that hold keys of all kinds.
    @inlinable
    public func retagged<Other>(_: Other.Type = Other.self) -> Key<Other> {
        Key<Other>(high: high, low: low)
    }
}

public enum AccountTag: Sendable {}
public enum HoldTag: Sendable {}
public enum OperationTag: Sendable {}
public enum OrderTag: Sendable {}
public enum MerchantTag: Sendable {}
public enum LineTag: Sendable {}
public enum FactTag: Sendable {}
public enum SourceTag: Sendable {}
public enum SubjectTag: Sendable {}
public enum ProposalTag: Sendable {}
public enum NoteTag: Sendable {}
/// The tag of a key whose kind is told beside it.
public enum AnyTag: Sendable {}

public typealias AccountKey = Key<AccountTag>
public typealias HoldKey = Key<HoldTag>
public typealias OperationKey = Key<OperationTag>
public typealias OrderKey = Key<OrderTag>
public typealias MerchantKey = Key<MerchantTag>
public typealias LineKey = Key<LineTag>
public typealias FactKey = Key<FactTag>
public typealias SourceKey = Key<SourceTag>
public typealias SubjectKey = Key<SubjectTag>
public typealias ProposalKey = Key<ProposalTag>
/// The first 128 bits of SHA-256 over the ciphertext of a text kept in the side store of persons.
public typealias NoteKey = Key<NoteTag>
public typealias AnyKey = Key<AnyTag>

/// What a key names. The integers are part of the key derivation and of the journal: never renumber.
public enum KeyKind: UInt8, Sendable, CaseIterable {
    case account = 1
    case hold = 2
    case operation = 3
    case order = 4
    case merchant = 5
    case line = 6
    case fact = 7
    case source = 8
    case subject = 9
    case proposal = 10
}
