import Foundation

/// What a call came to, with what its headers say.
@dynamicMemberLookup
public struct Answer<Value: Sendable>: Sendable {
    public var value: Value
    /// How much of the journal the answer knows of: `minSequence` of a read that must know of it too.
    public var sequence: String
    /// Whether the command took effect before, and was only answered again.
    public var isReplay: Bool
    /// Whether the answer is older than it ought to be: the journal takes nothing now, or the views
    /// are behind.
    public var isStale: Bool
    /// By which the server's log names the request.
    public var requestID: String

    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member {
        value[keyPath: path]
    }
}

extension JSONDecoder {
    /// Members of the interface as properties: `guaranteed_until` is `guaranteedUntil`.
    static var sluice: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

extension JSONEncoder {
    static var sluice: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
