extension JSONReader {
    /// Takes a string from its opening to its closing quote.
    ///
    /// A string without escapes, the usual case, is copied once.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        let first = position
        var bits: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.quote {
                let text = try Self.text(
                    bytes[first..<position], isASCII: bits < 0x80, start: start)
                position += 1
                return text
            }
            if byte == ASCII.backslash { return try escapedString(start: start) }
            guard byte >= ASCII.space else { throw fault(.controlCharacter) }
            bits |= byte
            position += 1
        }
        throw fault(.unexpectedEnd)
    }

    /// Takes the rest of a string from its first backslash on.
    private mutating func escapedString(start: Int) throws(JSONError) -> String {
        unescaped.removeAll(keepingCapacity: true)
        unescaped.append(contentsOf: bytes[(start + 1)..<position])
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.quote {
                position += 1
                return try Self.text(unescaped[...], isASCII: false, start: start)
            }
            if byte == ASCII.backslash {
                try escape()
                continue
            }
            guard byte >= ASCII.space else { throw fault(.controlCharacter) }
            unescaped.append(byte)
            position += 1
        }
        throw fault(.unexpectedEnd)
    }

    /// The bytes as text. An escape always adds whole characters, so bytes that are no valid UTF-8
    /// by themselves cannot become valid beside one, and checking the result is enough.
    private static func text(
        _ utf8: ArraySlice<UInt8>, isASCII: Bool, start: Int
    ) throws(JSONError) -> String {
        guard utf8.count <= APILimits.stringBytesMax else {
            throw JSONError(cause: .stringTooLong, byteOffset: start, path: "")
        }
        let text = String(decoding: utf8, as: UTF8.self)
        // Decoding mends what is invalid, and so changes it. `String(validating:as:)` would say
        // the same, but is not specialised, and took nearly half the time of a whole body.
        guard isASCII || text.utf8.elementsEqual(utf8) else {
            throw JSONError(cause: .invalidUTF8, byteOffset: start, path: "")
        }
        return text
    }

    /// Takes one escape, from its backslash on, and adds what it stands for.
    private mutating func escape() throws(JSONError) {
        let start = position
        guard position + 1 < bytes.count else {
            position = bytes.count
            throw fault(.unexpectedEnd)
        }
        position += 2
        switch bytes[position - 1] {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"):
            unescaped.append(bytes[position - 1])
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(ASCII.lineFeed)
        case UInt8(ascii: "r"): unescaped.append(ASCII.carriageReturn)
        case UInt8(ascii: "t"): unescaped.append(ASCII.tab)
        case UInt8(ascii: "u"):
            guard let scalar = Unicode.Scalar(try codePoint(start: start)) else {
                throw JSONError(cause: .loneSurrogate, byteOffset: start, path: "")
            }
            unescaped.append(contentsOf: scalar.utf8)
        default: throw JSONError(cause: .invalidEscape, byteOffset: start, path: "")
        }
    }

    /// Takes the digits of a `\u` escape and, after a high surrogate, the escape of its other half.
    ///
    /// A surrogate that stands alone is returned as it is; no `Unicode.Scalar` has its value.
    private mutating func codePoint(start: Int) throws(JSONError) -> UInt32 {
        let unit = try fourHexDigits(start: start)
        guard unit & 0xFC00 == 0xD800 else { return unit }
        guard position + 1 < bytes.count, bytes[position] == ASCII.backslash,
            bytes[position + 1] == UInt8(ascii: "u")
        else { return unit }
        let lowStart = position
        position += 2
        let low = try fourHexDigits(start: lowStart)
        guard low & 0xFC00 == 0xDC00 else { return unit }
        return 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
    }

    private mutating func fourHexDigits(start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw fault(.unexpectedEnd) }
            guard let digit = ASCII.hexValue(bytes[position]) else {
                throw JSONError(cause: .invalidEscape, byteOffset: start, path: "")
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }
}
