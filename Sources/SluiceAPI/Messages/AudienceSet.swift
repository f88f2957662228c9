/// Some of the audiences, as a store keeps them.
public struct AudienceSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ audiences: [Audience]) {
        self.init(rawValue: audiences.reduce(0) { $0 | 1 << $1.bit })
    }

    public func contains(_ audience: Audience) -> Bool { rawValue & 1 << audience.bit != 0 }

    /// In the order of `Audience`.
    public var all: [Audience] { Audience.allCases.filter(contains) }
}

extension Audience {
    /// Stored: never renumber.
    var bit: UInt8 {
        switch self {
        case .consumer: 0
        case .merchant: 1
        case .staff: 2
        }
    }
}
