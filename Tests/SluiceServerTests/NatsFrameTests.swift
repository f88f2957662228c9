import NIOCore
import NIOEmbedded
import Testing

@testable import SluiceClient

/// What a server of NATS says, taken apart.
@Suite struct NatsFrameTests {
    private static let said = """
        INFO {"server_id":"x","max_payload":1048576}\r
        PING\r
        MSG orders.1 1 5\r
        hello\r
        MSG orders.2 1 $JS.ACK.a 0\r
        \r
        HMSG orders.3 1 $JS.ACK.b 25 27\r
        NATS/1.0\r
        A: one-more\r
        \r
        {}\r
        HMSG _INBOX.a.1 1 28 28\r
        NATS/1.0 404 No Messages\r
        \r
        \r
        -ERR 'Authorization Violation'\r
        PONG\r

        """

    private static let frames: [NatsFrame] = [
        .info, .ping,
        .message(NatsMessage(subject: "orders.1", reply: nil, payload: Array("hello".utf8))),
        .message(NatsMessage(subject: "orders.2", reply: "$JS.ACK.a", payload: [])),
        .message(
            NatsMessage(subject: "orders.3", reply: "$JS.ACK.b", payload: Array("{}".utf8))),
        .message(NatsMessage(subject: "_INBOX.a.1", reply: nil, status: 404, payload: [])),
        .error("'Authorization Violation'"), .pong,
    ]

    @Test("frames are the same however their bytes are cut")
    func cut() throws {
        let bytes = Array(Self.said.utf8)
        for cut in 0...bytes.count {
            var buffer = ByteBuffer()
            var frames: [NatsFrame] = []
            for part in [bytes[..<cut], bytes[cut...]] {
                buffer.writeBytes(part)
                while let frame = try NatsFrameDecoder.frame(of: &buffer) { frames.append(frame) }
            }
            #expect(frames == Self.frames, "cut at \(cut)")
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test("who asks whether we are there is answered, whatever the task of the connection does")
    func ping() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(NatsSession.handlers())
        try channel.writeInbound(ByteBuffer(string: Self.said))
        var frames: [NatsFrame] = []
        while let frame: NatsFrame = try channel.readInbound() { frames.append(frame) }
        #expect(frames == Self.frames.filter { $0 != .ping })
        let answer: ByteBuffer? = try channel.readOutbound()
        #expect(answer == ByteBuffer(string: "PONG\r\n"))
        let more: ByteBuffer? = try channel.readOutbound()
        #expect(more == nil)
    }

    @Test(
        "what is no frame is refused",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "MSG a 1\r\n", "MSG a 1 -1\r\n", "MSG a 1 x\r\n",
            "HMSG a 1 9 5\r\n", "MSG a 1 99999999999\r\n", "\r\n",
            String(repeating: "x", count: NatsFrameDecoder.lineBytesMax + 1),
        ])
    func refused(text: String) {
        var buffer = ByteBuffer(string: text)
        #expect(throws: NatsProtocolError.self) {
            try NatsFrameDecoder.frame(of: &buffer)
        }
    }

    @Test(
        "addresses",
        arguments: [
            ("nats://host", "host:4222 - -"), ("nats://127.0.0.1:4333", "127.0.0.1:4333 - -"),
            ("nats://u:p:q@h:1", "h:1 u p:q"), ("nats://u%3A:p%40ss@h", "h:4222 u: p@ss"),
            ("nats://u:p@ss@h", "h:4222 u p@ss"), ("nats://[::1]:1", "::1:1 - -"),
            ("nats://[::1", nil), ("nats://u:%zz@h", nil), ("host:4222", nil), ("nats://", nil),
            ("nats://u@h", nil), ("nats://h:0", nil), ("nats://h:x", nil), ("tls://h", nil),
        ])
    func addresses(text: String, words: String?) {
        let address = NatsAddress(text)
        let found = address.map {
            "\($0.host):\($0.port) \($0.user ?? "-") \($0.password ?? "-")"
        }
        #expect(found == words)
    }
}
