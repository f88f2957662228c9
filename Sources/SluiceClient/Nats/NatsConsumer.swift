import SluiceAPI

/// A durable consumer of a stream of JetStream, from which messages are pulled; each is acknowledged
/// by itself.
public struct NatsConsumer: Sendable {
    public let stream: String
    public let name: String

    /// nil if a name is none that NATS takes as one word of a subject.
    public init?(stream: String, name: String) {
        for text in [stream, name] {
            let isWord = text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2D
            }
            guard isWord, (1...64).contains(text.utf8.count) else { return nil }
        }
        self.stream = stream
        self.name = name
    }

    /// How long the server waits for an acknowledgement before it delivers again.
    private static let ackWaitSeconds: Int64 = 60

    /// Makes sure that the consumer is there; one that is there is taken as it is.
    ///
    /// Errors: `NatsError`: no such stream, or a consumer that wants no acknowledgements, gives a
    /// message up after some deliveries, or pushes.
    public func prepare(_ session: inout NatsSession) async throws {
        let found = try await session.request(
            [], to: "$JS.API.CONSUMER.INFO.\(stream).\(name)")
        if NatsAnswer(found).error == nil {
            if let fault = NatsAnswer(found).consumerFault {
                throw NatsError("consumer \(name) \(fault)")
            }
            return
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("stream_name", stream)
            writer.name("config")
            writer.object { writer in
                writer.member("durable_name", name)
                writer.member("ack_policy", "explicit")
                writer.member("deliver_policy", "all")
                writer.member("replay_policy", "instant")
                writer.member("ack_wait", Self.ackWaitSeconds * 1_000_000_000)
                writer.member("max_deliver", -1)
            }
        }
        let made = try await session.request(
            writer.bytes, to: "$JS.API.CONSUMER.DURABLE.CREATE.\(stream).\(name)")
        if let error = NatsAnswer(made).error {
            throw NatsError("consumer \(name) of stream \(stream): \(error)")
        }
    }

    /// The messages that wait, at most so many; waits a second for the first ones.
    public func fetch(
        _ session: inout NatsSession, countMax: Int
    ) async throws -> [NatsMessage] {
        let request = #"{"batch":\#(countMax),"expires":1000000000}"#
        return try await session.fetch(
            Array(request.utf8), from: "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(name)",
            countMax: countMax, waitSeconds: 1)
    }

    /// What is said of a message.
    public enum Acknowledgement: Equatable, Sendable {
        /// It is done with.
        case done
        /// It is to be delivered again after some seconds.
        case later(seconds: Int)
        /// It is never to be delivered again.
        case never

        var text: String {
            switch self {
            case .done: "+ACK"
            case .later(let seconds): #"-NAK {"delay": \#(seconds)000000000}"#
            case .never: "+TERM"
            }
        }
    }

    public func acknowledge(
        _ message: NatsMessage, _ acknowledgement: Acknowledgement, _ session: NatsSession
    ) async throws {
        guard let reply = message.reply else { return }
        try await session.publish(Array(acknowledgement.text.utf8), to: reply)
    }
}
