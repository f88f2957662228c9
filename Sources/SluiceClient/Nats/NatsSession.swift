import NIOCore
import NIOPosix
import SluiceAPI

/// Why a server of NATS cannot be used; what it refuses.
public struct NatsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// One connection to a server of NATS, used by one task.
///
/// Plain TCP, no more of the protocol than a consumer of a stream needs: the small text protocol is
/// what we speak ourselves, in place of a library that every build would need.
public struct NatsSession {
    private var frames: NIOAsyncChannelInboundStream<NatsFrame>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel
    private let answerSeconds: Int64
    private let inbox = "_INBOX." + String(UInt64.random(in: .min ... .max), radix: 36)
    private var requests = 0

    /// Connects, and ends the connection when `body` does.
    ///
    /// Errors: `NatsError` where the server refuses, those of the connection.
    /// - Parameter answerSeconds: how long an answer is waited for: a server that lives may lose what would
    ///   have brought it.
    public static func with<Value>(
        _ address: NatsAddress, answerSeconds: Int64 = 10,
        _ body: (inout NatsSession) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(10))
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(Self.handlers())
                    return try NIOAsyncChannel<NatsFrame, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var session = NatsSession(
                frames: inbound.makeAsyncIterator(), outbound: outbound,
                channel: channel.channel, answerSeconds: answerSeconds)
            try await session.begin(address)
            return try await body(&session)
        }
    }

    /// What stands between the bytes and the frames of a session. A server looks every two minutes whether
    /// it heard of us in the last two, and asks if not: within four.
    static func handlers() -> [any ChannelHandler] {
        [
            IdleStateHandler(readTimeout: .seconds(300)),
            ByteToMessageHandler(NatsFrameDecoder()), NatsPonger(), IdleCloser(),
        ]
    }

    private init(
        frames: NIOAsyncChannelInboundStream<NatsFrame>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel,
        answerSeconds: Int64
    ) {
        self.frames = frames
        self.outbound = outbound
        self.channel = channel
        self.answerSeconds = answerSeconds
    }

    private mutating func begin(_ address: NatsAddress) async throws {
        guard case .info = try await next() else {
            throw NatsError("the server does not begin as one of NATS")
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("verbose", false)
            writer.member("pedantic", false)
            writer.member("lang", "swift")
            writer.member("name", "sluice")
            writer.member("protocol", 1)
            writer.member("headers", true)
            writer.member("no_responders", true)
            if let user = address.user { writer.member("user", user) }
            if let password = address.password { writer.member("pass", password) }
        }
        try await write(
            "CONNECT \(String(decoding: writer.bytes, as: UTF8.self))\r\nSUB \(inbox).* 1\r\n")
        try await flush()
    }

    // MARK: Speaking

    /// Publishes a message.
    public func publish(
        _ payload: [UInt8], to subject: String, reply: String? = nil,
        headers: [(String, String)] = []
    ) async throws {
        var buffer = ByteBuffer()
        let target = reply.map { "\(subject) \($0)" } ?? subject
        if headers.isEmpty {
            buffer.writeString("PUB \(target) \(payload.count)\r\n")
        } else {
            let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
            let head = Array("NATS/1.0\r\n\(lines)\r\n".utf8)
            buffer.writeString("HPUB \(target) \(head.count) \(head.count + payload.count)\r\n")
            buffer.writeBytes(head)
        }
        buffer.writeBytes(payload)
        buffer.writeString("\r\n")
        try await outbound.write(buffer)
    }

    /// Publishes a message and waits for its answer.
    ///
    /// Errors: `NatsError` where nobody answers at the subject.
    public mutating func request(
        _ payload: [UInt8], to subject: String, headers: [(String, String)] = []
    ) async throws -> [UInt8] {
        let reply = nextInbox()
        try await publish(payload, to: subject, reply: reply, headers: headers)
        let deadline = closing(in: answerSeconds)
        defer { deadline.cancel() }
        while true {
            guard let message = try await nextMessage(), message.subject == reply else {
                continue
            }
            guard message.status == nil else {
                throw NatsError("nobody answers at \(subject)")
            }
            return message.payload
        }
    }

    /// Publishes a request and takes the messages it brings, until a status says that there are no
    /// more or there are as many as were asked for.
    /// - Parameter waitSeconds: after which the server says so.
    mutating func fetch(
        _ payload: [UInt8], from subject: String, countMax: Int, waitSeconds: Int64
    ) async throws -> [NatsMessage] {
        let reply = nextInbox()
        try await publish(payload, to: subject, reply: reply)
        let deadline = closing(in: waitSeconds + answerSeconds)
        defer { deadline.cancel() }
        var messages: [NatsMessage] = []
        while messages.count < countMax {
            guard let message = try await nextMessage() else { continue }
            // A message of the stream has its own subject, whatever its headers begin with.
            if message.subject == reply, let status = message.status {
                // 100 is a sign of life, 404 and 408 say that there is nothing more.
                if status == 100 { continue }
                guard status == 404 || status == 408 else {
                    throw NatsError("the consumer is refused: status \(status)")
                }
                return messages
            }
            messages.append(message)
        }
        return messages
    }

    /// Waits until the server has seen all that was said.
    public mutating func flush() async throws {
        try await write("PING\r\n")
        let deadline = closing(in: answerSeconds)
        defer { deadline.cancel() }
        while true {
            if case .pong = try await next() { return }
        }
    }

    /// Ends the connection after a time, which every wait sees, unless it is cancelled before.
    private func closing(in seconds: Int64) -> Scheduled<Void> {
        let channel = channel
        return channel.eventLoop.scheduleTask(in: .seconds(seconds)) {
            channel.close(promise: nil)
        }
    }

    private mutating func nextInbox() -> String {
        requests += 1
        return "\(inbox).\(requests)"
    }

    /// nil for anything that is no message.
    private mutating func nextMessage() async throws -> NatsMessage? {
        guard case .message(let message) = try await next() else { return nil }
        return message
    }

    private mutating func next() async throws -> NatsFrame {
        while let frame = try await frames.next() {
            if case .error(let text) = frame { throw NatsError("the server says \(text)") }
            return frame
        }
        throw NatsError("the server ended the connection")
    }

    private func write(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }
}

/// Answers a server that asks whether we are there, whatever the task of the connection waits for: a
/// server that has no answer twice in a row, four minutes, gives the connection up.
final class NatsPonger: ChannelInboundHandler {
    typealias InboundIn = NatsFrame
    typealias InboundOut = NatsFrame
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .ping = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "PONG\r\n")), promise: nil)
    }
}

/// Ends a connection that is silent for too long.
private final class IdleCloser: ChannelInboundHandler {
    typealias InboundIn = NatsFrame

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
