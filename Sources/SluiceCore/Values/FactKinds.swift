/// A set of kinds of facts: a bit each.
public struct FactKinds: Hashable, Sendable {
    public private(set) var bits: UInt16

    public init(_ kinds: some Sequence<FactKind> = []) {
        bits = kinds.reduce(0) { $0 | FactKinds.bit($1) }
    }

    /// The set of some bits, nil if one of them is of no kind.
    public init?(bits: UInt16) {
        guard bits & ~FactKinds.all.bits == 0 else { return nil }
        self.bits = bits
    }

    public static let all = FactKinds(FactKind.allCases)

    public func contains(_ kind: FactKind) -> Bool { bits & FactKinds.bit(kind) != 0 }

    /// In the order of their integers.
    public var kinds: [FactKind] { FactKind.allCases.filter(contains) }

    private static func bit(_ kind: FactKind) -> UInt16 { 1 << UInt16(kind.rawValue) }
}
