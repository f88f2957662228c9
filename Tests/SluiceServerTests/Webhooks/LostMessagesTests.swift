import Foundation
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// A start without `messages.db`: the file is made again of the journal, and what was sent is not sent
/// again.
@Suite("webhooks: a lost store")
struct LostMessagesTests {
    @Test("what was told before the loss is sent to nobody again, and what comes after it is")
    func lost() async throws {
        let receiver = MockReceiver()
        let directory = NSTemporaryDirectory() + "sluice-lost-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let before = try await firstLife(receiver, keeping: directory)
        #expect(receiver.got.map(\.hold) == (0..<5).map { "h\($0)" })

        let messages = HeldMessages(try SQLiteMessages(directory: directory))
        let engine = try Engine(
            Engine.Parts(
                journal: MemoryJournal(before.disk), archive: before.archive,
                consumers: [messages], clock: before.clock.wall, options: EngineOptions(),
                onFatal: { fatalError($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard))
        defer { engine.stop() }
        let sender = WebhookSender(
            engine: engine, messages: messages.store.messages,
            deliveries: messages.store.deliveries,
            endpoints: try WebhookEndpoints(directory: directory, clock: before.clock.wall),
            mayBePrivate: false, clock: before.clock.wall, seed: 1, logger: Logger(label: "test"),
            send: { receiver.take($0) })
        let endpoint = try #require(sender.endpoints.all.first)
        // The store knows nothing yet, and all that was ever told is still to come.
        for _ in 0..<3 { try await sender.refill(endpoint) }
        messages.goOn()
        try await eventually("the messages catch up") {
            engine.status.snapshot.consumers["messages"] == engine.feed.newestRow
        }
        let sending = Task { await sender.loop() }
        defer { sending.cancel() }
        try await eventually("the endpoint begins") {
            sender.state.withLock { $0.desks[endpoint.id]?.hasBegun == true }
        }
        try await place("new", engine, before.clock)
        try await eventually("the new one comes") { receiver.got.contains { $0.hold == "new" } }
        #expect(receiver.got.map(\.hold) == (0..<5).map { "h\($0)" } + ["new"])
        #expect(receiver.tried.count == 6)
    }

    /// A server that sends five messages; its endpoints are kept, its messages are not.
    private func firstLife(
        _ receiver: MockReceiver, keeping directory: String
    ) async throws -> TestServer {
        let kept = Mutex<TestServer?>(nil)
        let send: WebhookSender.Sending = { receiver.take($0) }
        try await TestServer.run(send: send) { server in
            try await server.open()
            let made = try await server.post(
                "/v1/webhooks", #"{"url":"https://w.example/in","audience":"consumer"}"#)
            receiver.know(try #require(made["secret"].text))
            for number in 0..<5 { _ = try await server.place("h\(number)", amount: 10) }
            try await eventually("all came") { receiver.got.count == 5 }
            try FileManager.default.copyItem(
                atPath: server.directory + "/webhooks.json",
                toPath: directory + "/webhooks.json")
            kept.withLock { $0 = server }
        }
        return try #require(kept.withLock { $0 })
    }

    private func place(_ name: String, _ engine: Engine, _ clock: TestClock) async throws {
        let merchant = KeyDerivation.merchant("shop")
        let hold = KeyDerivation.hold(merchant: merchant, name: name)
        let order = KeyDerivation.order(merchant: merchant, name: name)
        let command = Command(
            actor: Actor(role: .lender),
            businessDate: engine.calendar.date(of: clock.wall.now()),
            body: .place(
                PlaceHold(
                    hold: hold, account: KeyDerivation.account(lender: "lender", name: "a1"),
                    merchant: merchant,
                    order: order, amount: Money(minor: 10), currency: Currency("CNY")!)))
        let answer = try await engine.submit(
            Submission(
                command: command,
                names: [Name(NamedKey(.hold, hold), name), Name(NamedKey(.order, order), name)]))
        try #require(answer.outcome.code.isSuccess, "\(answer.outcome.code)")
    }
}

/// The messages, which follow the journal only once they are told to.
private final class HeldMessages: FeedConsumer {
    let store: SQLiteMessages
    private let isHeld = Mutex(true)

    init(_ store: SQLiteMessages) { self.store = store }

    var name: String { store.name }

    func goOn() { isHeld.withLock { $0 = false } }

    func checkpoint() throws -> UInt64 { try store.checkpoint() }

    func consume(_ batches: [CommittedBatch]) throws {
        if isHeld.withLock({ $0 }) { throw JournalError(.unavailable, "held") }
        try store.consume(batches)
    }
}
