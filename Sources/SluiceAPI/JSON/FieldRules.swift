/// The rules for texts that name things, for bodies, paths and queries alike.
public enum FieldRules {
    /// What is wrong with an identifier, nil if nothing: 1…64 bytes of UTF-8, no control
    /// characters, no white space at either end.
    public static func identifierFault(_ text: String) -> String? {
        let bytesMax = APILimits.identifierBytesMax
        guard (1...bytesMax).contains(text.utf8.count) else {
            return "An identifier has 1 to \(bytesMax) bytes."
        }
        // Most identifiers are ASCII without a space, which the two tables need not be asked for.
        if text.utf8.allSatisfy({ $0 > ASCII.space && $0 < ASCII.delete }) { return nil }
        let scalars = text.unicodeScalars
        if scalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
            return "An identifier has no control characters."
        }
        // At least one byte was found above, so both ends exist.
        if scalars.first!.properties.isWhitespace || scalars.last!.properties.isWhitespace {
            return "An identifier neither begins nor ends with white space."
        }
        return nil
    }

    /// What is wrong with a code, nil if nothing: 1…32 bytes of `a-z 0-9 _ . -`.
    public static func codeFault(_ text: String) -> String? {
        let bytesMax = APILimits.codeBytesMax
        guard (1...bytesMax).contains(text.utf8.count), text.utf8.allSatisfy(isCodeByte) else {
            return "A code has 1 to \(bytesMax) of the characters a-z, 0-9, _, . and -."
        }
        return nil
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), ASCII.zero...ASCII.nine: true
        case UInt8(ascii: "_"), ASCII.period, ASCII.minus: true
        default: false
        }
    }
}
