import SluiceAPI

/// A point in time as the interface writes it, RFC 3339 in UTC, to the nanosecond.
public struct Timestamp: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Since 1970 UTC.
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// - Returns: nil for a text that is no time by RFC 3339.
    public init?(_ text: String) {
        guard let nanoseconds = RFC3339.parse(text) else { return nil }
        self.nanoseconds = nanoseconds
    }

    public var description: String { RFC3339.format(nanoseconds) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no time by RFC 3339: \(text)")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
