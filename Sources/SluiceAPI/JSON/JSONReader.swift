/// A strict reader of one JSON document (RFC 8259).
///
/// It exists because the readers at hand take `1.0` and `1e3` for an integer and the last of two
/// equal names, and money is read here. One pass, no backtracking; O(bytes) but for the comparison
/// of names within one object, which `APILimits.objectMembersMax` bounds.
///
/// Refused beyond the grammar: duplicate names (compared byte by byte after unescaping), numbers
/// that are not plain 64-bit integers, lone surrogates, invalid UTF-8, a byte order mark, and
/// whatever exceeds `APILimits`.
public struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    var depth = 0
    /// Hashes of the names of the objects now open, the innermost last.
    var nameHashes: [UInt64] = []
    /// Reused for strings that hold escapes.
    var unescaped: [UInt8] = []
    private let numbers: Numbers

    /// What becomes of a number that is no plain integer of 64 bits.
    public enum Numbers: Sendable {
        /// It is refused: what our own doors take.
        case integers
        /// It is a string of the characters it is written with: documents of others, in which money
        /// may be `188.73` and is never to pass through a floating-point number.
        case asWritten
    }

    private init(_ bytes: [UInt8], _ numbers: Numbers) {
        self.bytes = bytes
        self.numbers = numbers
    }

    /// Reads the one document that `bytes` must be.
    ///
    /// Errors: the first fault, with its offset and the path of the field it lies in.
    public static func read(
        _ bytes: [UInt8], numbers: Numbers = .integers
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= APILimits.bodyBytesMax else {
            throw JSONError(
                cause: .bodyTooLarge, byteOffset: APILimits.bodyBytesMax, path: "")
        }
        var reader = JSONReader(bytes, numbers)
        reader.skipWhitespace()
        let value = try reader.value()
        reader.skipWhitespace()
        guard reader.position == bytes.count else { throw reader.fault(.trailingContent) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        switch bytes[position] {
        case ASCII.quote: return .string(try string())
        case ASCII.openBrace: return try object()
        case ASCII.openBracket: return try array()
        case ASCII.minus, ASCII.zero...ASCII.nine: return try number()
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default: throw fault(.unexpectedCharacter)
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        do throws(JSONError) {
            return .integer(try integer())
        } catch {
            guard numbers == .asWritten, error.cause.isOfNumber else { throw error }
            return .string(String(decoding: bytes[start..<position], as: UTF8.self))
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try open()
        var members: [JSONValue.Member] = []
        let firstHash = nameHashes.count
        if !closesAtOnce(ASCII.closeBrace) {
            members.reserveCapacity(8)
            repeat {
                skipWhitespace()
                guard position < bytes.count else { throw fault(.unexpectedEnd) }
                guard bytes[position] == ASCII.quote else { throw fault(.unexpectedCharacter) }
                guard members.count < APILimits.objectMembersMax else {
                    throw fault(.objectTooLarge)
                }
                let nameOffset = position
                let name = try string()
                let hash = Self.hash(name)
                guard !contains(name, hash: hash, in: members, firstHash: firstHash) else {
                    throw JSONError(
                        cause: .duplicateName, byteOffset: nameOffset,
                        path: FieldPath.echoed(name))
                }
                nameHashes.append(hash)
                try colon()
                do throws(JSONError) {
                    members.append(JSONValue.Member(name: name, value: try value()))
                } catch {
                    throw error.within(FieldPath.echoed(name))
                }
            } while try another(closing: ASCII.closeBrace)
        }
        nameHashes.removeLast(nameHashes.count - firstHash)
        depth -= 1
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try open()
        var elements: [JSONValue] = []
        if !closesAtOnce(ASCII.closeBracket) {
            repeat {
                skipWhitespace()
                guard elements.count < APILimits.arrayElementsMax else {
                    throw fault(.arrayTooLong)
                }
                do throws(JSONError) {
                    elements.append(try value())
                } catch {
                    throw error.within("[\(elements.count)]")
                }
            } while try another(closing: ASCII.closeBracket)
        }
        depth -= 1
        return .array(elements)
    }

    /// Takes the bracket that opens an object or array.
    private mutating func open() throws(JSONError) {
        guard depth < APILimits.nestingLevelsMax else { throw fault(.nestingTooDeep) }
        depth += 1
        position += 1
    }

    private mutating func closesAtOnce(_ closing: UInt8) -> Bool {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == closing else { return false }
        position += 1
        return true
    }

    /// Takes the comma before another element (true) or the closing bracket (false).
    private mutating func another(closing: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        let byte = bytes[position]
        guard byte == ASCII.comma || byte == closing else { throw fault(.unexpectedCharacter) }
        position += 1
        return byte == ASCII.comma
    }

    private mutating func colon() throws(JSONError) {
        skipWhitespace()
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        guard bytes[position] == ASCII.colon else { throw fault(.unexpectedCharacter) }
        position += 1
        skipWhitespace()
    }

    private mutating func word(_ word: String) throws(JSONError) {
        for byte in word.utf8 {
            guard position < bytes.count else { throw fault(.unexpectedEnd) }
            guard bytes[position] == byte else { throw fault(.unexpectedCharacter) }
            position += 1
        }
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab: position += 1
            default: return
            }
        }
    }

    /// The error that `cause` is at the byte now looked at; its path grows on the way up.
    func fault(_ cause: JSONError.Cause) -> JSONError {
        JSONError(cause: cause, byteOffset: position, path: "")
    }
}

/// Duplicate names.
extension JSONReader {
    private func contains(
        _ name: String, hash: UInt64, in members: [JSONValue.Member], firstHash: Int
    ) -> Bool {
        for index in members.indices where nameHashes[firstHash + index] == hash {
            // Bytes, not `==`: two spellings that Unicode calls equal are two names in JSON.
            if members[index].name.utf8.elementsEqual(name.utf8) { return true }
        }
        return false
    }

    /// FNV-1a. A caller who makes hashes collide gains nothing but a comparison of names.
    private static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
