import NIOCore

/// What a hostile client does over one connection.
enum HostileAttack: String, CaseIterable, Sendable {
    /// A head, a byte now and then.
    case slowHead
    /// A body, a byte now and then.
    case slowBody
    /// A body of 10 MiB.
    case largeBody
    /// A body of unknown length that does not end.
    case endlessBody
    /// Arrays within arrays, a hundred thousand deep.
    case deepJSON
    case notUTF8
    case manyFields
    case longField
    case longTarget
    /// Thousands of requests at once.
    case pipelined
    /// Bytes that are no HTTP.
    case garbage
    /// Half a request, and then no more.
    case halfHead
    /// A request, and then nothing more is sent.
    case halfClosed
    /// Asks for all events and reads none of them.
    case deafReader

    /// What is sent at once.
    /// - Parameter key: a good key, for what is only read of one who has it.
    func opening(key: String) -> ByteBuffer {
        let post = "POST /v1/holds HTTP/1.1\r\nHost: s\r\nAuthorization: Bearer \(key)\r\n"
        switch self {
        case .slowHead: return ByteBuffer(string: "GET /v1/holds HTTP/1.1\r\nX-Slow: ")
        case .slowBody:
            return ByteBuffer(string: post + "Content-Length: 100000\r\n\r\n{")
        case .largeBody: return Self.body(post, Array(repeating: 0x20, count: 10 << 20))
        case .endlessBody:
            return ByteBuffer(
                string: "POST /v1/holds HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\n\r\n")
        case .deepJSON: return Self.body(post, Array(repeating: 0x5B, count: 100_000))
        case .notUTF8: return Self.body(post, Array("{\"id\":\"\u{1}".utf8) + [0xFF, 0xC0, 0x80])
        case .manyFields:
            let fields = (0..<20_000).map { "X-\($0): 1\r\n" }.joined()
            return ByteBuffer(string: "GET /v1/holds HTTP/1.1\r\n" + fields)
        case .longField:
            return Self.long("GET / HTTP/1.1\r\nX: ")
        case .longTarget: return Self.long("GET /")
        case .pipelined:
            let request = "GET /healthz HTTP/1.1\r\nHost: s\r\n\r\n"
            return ByteBuffer(string: String(repeating: request, count: 5_000))
        case .garbage:
            return ByteBuffer(bytes: (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        case .halfHead: return ByteBuffer(string: "GET /v1/holds HT")
        case .halfClosed:
            return ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: s\r\n\r\n")
        case .deafReader:
            return ByteBuffer(
                string: "GET /v1/events?after=beginning HTTP/1.1\r\nHost: s\r\n"
                    + "Authorization: Bearer \(key)\r\n\r\n")
        }
    }

    /// What is sent again and again, and how long the pause before it is, in milliseconds.
    var drip: (bytes: ByteBuffer, pauseMs: Int64)? {
        switch self {
        case .slowHead, .slowBody: (ByteBuffer(string: "a"), 1_000)
        case .endlessBody:
            (ByteBuffer(string: "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n"), 5)
        default: nil
        }
    }

    /// Whether it says after the opening that it sends no more.
    var closesOutput: Bool { self == .halfHead || self == .halfClosed }

    /// Whether what comes back is left unread.
    var isDeaf: Bool { self == .deafReader }

    private static func long(_ head: String) -> ByteBuffer {
        var buffer = ByteBuffer(string: head)
        buffer.writeRepeatingByte(UInt8(ascii: "a"), count: 4 << 20)
        return buffer
    }

    private static func body(_ head: String, _ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(
            string: head
                + "Content-Type: application/json\r\nContent-Length: \(bytes.count)\r\n\r\n")
        buffer.writeBytes(bytes)
        return buffer
    }
}
