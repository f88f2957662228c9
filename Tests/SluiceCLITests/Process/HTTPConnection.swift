import Foundation

/// One kept-alive HTTP/1.1 connection with blocking calls.
///
/// A test that kills the other side has to know which requests were answered: a client that tries
/// again by itself, as the great ones do, would hide it. Used by one thread at a time.
final class HTTPConnection: @unchecked Sendable {
    struct Failure: Error {
        var text: String
    }

    struct Answer {
        var status: Int
        /// Names in small letters.
        var headers: [String: String]
        var body: Data

        var isReplay: Bool { headers["idempotent-replay"] == "true" }

        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder.forAnswers.decode(type, from: body)
        }
    }

    private let descriptor: Int32
    private let key: String
    private var pending: [UInt8] = []

    /// - Parameter address: `http://127.0.0.1:PORT`, as the program prints it.
    init(address: String, key: String) throws {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw Failure(text: "no port in \(address)")
        }
        self.key = key
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Self.kind, 0)
        #endif
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(text: "cannot connect to \(address)") }
    }

    deinit { close(descriptor) }

    /// Sends a request and reads the whole answer.
    /// - Throws: `Failure` if the connection ends first; whether the request arrived is not known.
    func send(
        _ method: String, _ path: String, _ body: String = "", type: String = "application/json",
        cookie: String? = nil
    ) throws -> Answer {
        try begin(method, path, body, type: type, bytes: body.utf8.count, cookie: cookie)
        return try answer()
    }

    /// Sends the head of a request and the first bytes of its body, which has `bytes` of them.
    func begin(
        _ method: String, _ path: String, _ body: String = "",
        type: String = "application/json", bytes: Int, cookie: String? = nil
    ) throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += "Authorization: Bearer \(key)\r\n"
        if bytes > 0 { head += "Content-Type: \(type)\r\n" }
        if let cookie { head += "Cookie: \(cookie)\r\n" }
        head += "Content-Length: \(bytes)\r\n\r\n"
        try write(head + body)
    }

    /// Sends more of what was begun.
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Reads a whole answer.
    func answer() throws -> Answer {
        let lines = try readHead().split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first,
            let code = Int(status)
        else { throw Failure(text: "no status line") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure(text: "no header: \(line)") }
            let (name, value) = (
                parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)
            )
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else {
            throw Failure(text: "an answer without a length")
        }
        return Answer(status: code, headers: headers, body: try readBody(length))
    }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress!, $0.count, Self.noSignal)
            }
            guard count > 0 else { throw Failure(text: "the connection ended while writing") }
            rest = rest.dropFirst(count)
        }
    }

    private func readHead() throws -> String {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            while searched + end.count <= pending.count {
                if pending[searched] == end[0],
                    Array(pending[searched..<searched + end.count]) == end
                {
                    let head = String(decoding: pending[..<searched], as: UTF8.self)
                    pending.removeFirst(searched + end.count)
                    return head
                }
                searched += 1
            }
            try readMore()
        }
    }

    private func readBody(_ length: Int) throws -> Data {
        while pending.count < length { try readMore() }
        let body = Data(pending[..<length])
        pending.removeFirst(length)
        return body
    }

    private func readMore() throws {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure(text: "the connection ended while reading") }
        pending += buffer[..<count]
    }

    #if canImport(Darwin)
        private static let noSignal: Int32 = 0
    #else
        private static let noSignal = Int32(MSG_NOSIGNAL)
        private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #endif
}
