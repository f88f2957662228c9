/// An append-only writer of compact JSON.
///
/// Deterministic: members stand in the order they are written, nothing is added or sorted, and a
/// character is escaped only where RFC 8259 asks for it. The caller gives each value of an object
/// its name first and no name twice; the nesting is right by construction.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    /// Whom the document is for: members that are not theirs are left out with their values.
    public let audience: Audience
    private var needsComma = false
    private var pendingName: String?
    /// Whether the value written next is not for the audience.
    private var isHidden = false
    /// What the object at hand is; nil for one without a table of its own.
    private var kind: DocumentKind?

    /// A writer with room for `capacity` bytes before it has to grow.
    public init(capacity: Int = 512, for audience: Audience = .staff) {
        self.audience = audience
        bytes.reserveCapacity(capacity)
    }

    /// The name of the value written next. A name without a value is not written.
    public mutating func name(_ name: String) {
        pendingName = name
        isHidden = !(kind?.shows(name, to: audience) ?? true)
    }

    public mutating func string(_ value: String) {
        guard begins() else { return }
        quote(value)
    }

    public mutating func integer(_ value: Int64) {
        guard begins() else { return }
        bytes.append(contentsOf: String(value).utf8)
    }

    public mutating func bool(_ value: Bool) {
        guard begins() else { return }
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func null() {
        guard begins() else { return }
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is JSON already; it is copied unseen.
    public mutating func raw(_ json: [UInt8]) {
        guard begins() else { return }
        bytes.append(contentsOf: json)
    }

    /// An object whose members the table of its kind gives to some audiences only.
    public mutating func object<Failure: Error>(
        _ kind: DocumentKind, _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try nested(ASCII.openBrace, ASCII.closeBrace, kind, members)
    }

    public mutating func object<Failure: Error>(
        _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try nested(ASCII.openBrace, ASCII.closeBrace, nil, members)
    }

    public mutating func array<Failure: Error>(
        _ elements: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try nested(ASCII.openBracket, ASCII.closeBracket, nil, elements)
    }

    private mutating func nested<Failure: Error>(
        _ opening: UInt8, _ closing: UInt8, _ inner: DocumentKind?,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        guard begins() else { return }
        bytes.append(opening)
        needsComma = false
        let outer = kind
        kind = inner
        try body(&self)
        kind = outer
        pendingName = nil
        isHidden = false
        bytes.append(closing)
        needsComma = true
    }

    /// Writes what stands before a value.
    /// - Returns: false for a value that is left out.
    private mutating func begins() -> Bool {
        if isHidden {
            isHidden = false
            pendingName = nil
            return false
        }
        if needsComma { bytes.append(ASCII.comma) }
        needsComma = true
        if let name = pendingName {
            quote(name)
            bytes.append(ASCII.colon)
            pendingName = nil
        }
        return true
    }

    private mutating func quote(_ text: String) {
        bytes.append(ASCII.quote)
        if text.utf8.contains(where: Self.needsEscape) {
            for byte in text.utf8 {
                if Self.needsEscape(byte) { escape(byte) } else { bytes.append(byte) }
            }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(ASCII.quote)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < ASCII.space || byte == ASCII.quote || byte == ASCII.backslash
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(ASCII.backslash)
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case ASCII.tab: bytes.append(UInt8(ascii: "t"))
        case ASCII.lineFeed: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case ASCII.carriageReturn: bytes.append(UInt8(ascii: "r"))
        case ASCII.quote, ASCII.backslash: bytes.append(byte)
        default:
            // Only 0x00…0x1F come here, so the first three digits of four are 0, 0 and 0 or 1.
            bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
            let digit = byte & 0x0F
            bytes.append(digit < 10 ? ASCII.zero + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

/// A name and its value at once.
extension JSONWriter {
    public mutating func member(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    public mutating func member(_ name: String, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }
}
