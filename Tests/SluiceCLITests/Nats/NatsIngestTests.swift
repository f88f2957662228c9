import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceClient
@testable import sluice

/// What is said of messages of a stream, by what the server said of their events.
@Suite struct NatsIngestTests {
    private static func event(_ id: String, _ what: String = "gone") -> String {
        #"{"id":"\#(id)","what":"\#(what)","at":0,"order":"O-1"}"#
    }

    private static func refusal(
        _ code: String, isRetryable: Bool
    ) -> OrderEventResult {
        OrderEventResult(
            word: "refused",
            refusal: OrderEventResult.Refusal(
                code: code, field: "data.order", detail: "No.", isRetryable: isRetryable))
    }

    private func decide(
        _ payloads: [String], send: @escaping EventSender.Send
    ) async throws -> [String] {
        let ingest = NatsIngest(
            mapping: try EventMappingFile.parse(EventMappingFileTests.sound, of: "mine"),
            sender: EventSender(send: send, pause: { _ in }))
        var report = IngestReport()
        let messages = payloads.map {
            NatsMessage(subject: "orders", reply: "r", payload: Array($0.utf8))
        }
        return try await ingest.decide(messages, &report).map { decision in
            switch decision.acknowledgement {
            case .done: "done"
            case .later(let seconds): "later \(seconds)"
            case .never: "never \(decision.fault?.code ?? "") \(decision.fault?.field ?? "")"
            }
        }
    }

    @Test("done with, put aside, or told again: each message by its own events")
    func decisions() async throws {
        let payloads = [
            Self.event("e1"), Self.event("e2", "note"), Self.event("e3", "lost"), "{",
            Self.event("conflict"), Self.event("full"),
            "[\(Self.event("e4")),\(Self.event("full2"))]",
            "[\(Self.event("e5")),\(Self.event("e6", "lost")),\(Self.event("full3"))]",
        ]
        let decisions = try await decide(payloads) { events in
            events.map { event in
                if event.id.hasPrefix("full") {
                    return Self.refusal("PARKING_FULL", isRetryable: true)
                }
                if event.id == "conflict" {
                    return Self.refusal("ID_CONFLICT", isRetryable: false)
                }
                return OrderEventResult(word: "applied")
            }
        }
        #expect(
            decisions == [
                "done", "done", "never unknown_event what", "never invalid_json ",
                "never ID_CONFLICT data.order", "later 30", "later 30", "later 30",
            ])
    }

    @Test("a server that does not answer has the messages told again; none is acknowledged before")
    func silence() async throws {
        let decisions = try await decide([Self.event("e1"), Self.event("e2", "note")]) { _ in
            throw URLError(.cannotConnectToHost)
        }
        #expect(decisions == ["later 30", "done"])
        await #expect(throws: IngestError.self) {
            try await decide([Self.event("e1")]) { _ in
                throw BatchRefusal(
                    status: 401, body: Array(#"{"code":"unauthenticated","detail":"x"}"#.utf8))
            }
        }
    }
}
