import SluiceAPI

/// Where messages go that will never be taken.
extension NatsConsumer {
    /// Makes sure that a stream keeps a subject, and another one than is consumed.
    ///
    /// Errors: `NatsError`.
    public func checkRejects(_ session: inout NatsSession, _ subject: String) async throws {
        var writer = JSONWriter()
        writer.object { $0.member("subject", subject) }
        let answer = NatsAnswer(
            try await session.request(writer.bytes, to: "$JS.API.STREAM.NAMES"))
        if let error = answer.error { throw NatsError("streams of \(subject): \(error)") }
        guard !answer.streams.isEmpty else {
            throw NatsError("no stream keeps \(subject): what is put aside would be lost")
        }
        guard !answer.streams.contains(stream) else {
            throw NatsError("\(subject) is kept by \(stream): what is put aside would come again")
        }
    }

    /// Publishes a message to the subject of rejects and waits until a stream has it.
    public func putAside(
        _ message: NatsMessage, to subject: String, _ headers: [(String, String)],
        _ session: inout NatsSession
    ) async throws {
        let clean = headers.map { name, value in
            (name, String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        }
        let answer = NatsAnswer(
            try await session.request(message.payload, to: subject, headers: clean))
        guard answer.isStored else {
            throw NatsError("no stream has taken what was put aside: \(answer.error ?? "")")
        }
    }
}
