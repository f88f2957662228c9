/// An amount in minor units of one currency, which is told beside it.
///
/// Limits: ledger amounts are 0…`Money.maximum` (2^53 − 1, the largest integer every JSON reader
/// holds exactly). Arithmetic is checked: what leaves the range is nil, never wrapped.
public struct Money: Hashable, Comparable, Sendable {
    public var minor: Int64

    @inlinable
    public init(minor: Int64) { self.minor = minor }

    public static let zero = Money(minor: 0)
    public static let maximum = Money(minor: (1 << 53) - 1)

    @inlinable
    public static func < (left: Money, right: Money) -> Bool { left.minor < right.minor }

    @inlinable
    public var isPositive: Bool { minor > 0 }

    /// The sum, or nil beyond `maximum`.
    @inlinable
    public func adding(_ other: Money) -> Money? {
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        return overflow || sum > Money.maximum.minor ? nil : Money(minor: sum)
    }

    /// The sum of amounts; nil where it comes beyond `maximum` on the way.
    public static func sum(of amounts: some Sequence<Money>) -> Money? {
        var sum = Money.zero
        for amount in amounts {
            guard let next = sum.adding(amount) else { return nil }
            sum = next
        }
        return sum
    }

    /// The sum of amounts whose total is known to be in range, as parts of one balance are.
    @inlinable
    public static func + (left: Money, right: Money) -> Money {
        Money(minor: left.minor + right.minor)
    }

    @inlinable
    public static func - (left: Money, right: Money) -> Money {
        Money(minor: left.minor - right.minor)
    }

    @inlinable
    public static func += (left: inout Money, right: Money) { left.minor += right.minor }

    @inlinable
    public static func -= (left: inout Money, right: Money) { left.minor -= right.minor }
}

/// An ISO 4217 currency: three capital letters packed into 24 bits.
public struct Currency: Hashable, Sendable {
    public let packed: UInt32

    /// The currency of a three-letter code; nil unless it is three capital ASCII letters.
    public init?(_ code: some StringProtocol) {
        var packed: UInt32 = 0
        guard code.utf8.count == 3 else { return nil }
        for byte in code.utf8 {
            guard byte >= 0x41, byte <= 0x5A else { return nil }
            packed = packed << 8 | UInt32(byte)
        }
        self.packed = packed
    }

    /// The currency of packed bits read from a journal; nil unless they spell three capitals.
    public init?(packed: UInt32) {
        guard packed >> 24 == 0 else { return nil }
        for shift in [16, 8, 0] {
            let byte = packed >> UInt32(shift) & 0xFF
            guard byte >= 0x41, byte <= 0x5A else { return nil }
        }
        self.packed = packed
    }

    public var code: String {
        String(decoding: [16, 8, 0].map { UInt8(packed >> UInt32($0) & 0xFF) }, as: UTF8.self)
    }
}
