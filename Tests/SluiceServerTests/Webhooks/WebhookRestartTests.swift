import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

@testable import SluiceServer

/// A sender that is killed between the answer of a receiver and its note of it.
@Suite("webhooks: kills")
struct WebhookRestartTests {
    @Test("at least once, never out of order in an account, whenever it is killed")
    func killed() throws {
        var received = 0
        for seed in UInt64(1)...30 { received += try run(seed: seed) }
        #expect(received > 100)
    }

    /// - Returns: how many messages came, repeated ones too.
    private func run(seed: UInt64) throws -> Int {
        let directory = NSTemporaryDirectory() + "sluice-kills-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var (history, random) = (RandomHistory(seed: seed), RandomSource(seed: seed))
        let filter = DeliveryFilter(.consumer)
        var store = try SQLiteMessages(directory: directory, keepDays: 3_660)
        try store.deliveries.begin("w")
        var (row, event, now): (UInt64, UInt64, Instant) = (0, 1, .epoch)
        var received: [AccountKey: [UInt64]] = [:]
        var schedule = WebhookSchedule(seed: seed)
        var flying: [Delivery] = []
        for _ in 0..<600 {
            if row < 200, random.chance(50) {
                let step = history.step()
                row += 1
                try store.consume([Self.batch(step, row: row, event: event)])
                event += UInt64(step.events.count)
                now = step.at
            }
            var isKilled = random.chance(8)
            for delivery in try store.deliveries.queue("w", filter, 5, now) ?? [] {
                schedule.add(delivery)
            }
            while let next = schedule.next(at: now) {
                // It arrives here, whether the answer does or not.
                received[next.account, default: []].append(next.position)
                flying.append(next)
            }
            while !isKilled, !flying.isEmpty, random.chance(60) {
                let sent = flying.remove(at: random.below(flying.count))
                let kept = schedule.after(.taken(status: 200), of: sent, at: now)
                // Killed here, it has the message and nobody knows.
                isKilled = random.chance(15)
                if isKilled { break }
                try store.deliveries.note("w", [kept])
                isKilled = random.chance(5)
                schedule.take(kept, .taken(status: 200), at: now)
            }
            guard isKilled else { continue }
            // What is in memory is gone, and so are the answers on their way.
            flying = []
            store = try SQLiteMessages(directory: directory, keepDays: 3_660)
            schedule = WebhookSchedule(seed: seed)
            for delivery in try store.deliveries.waiting("w", 0, 10_000) {
                schedule.add(delivery)
            }
        }
        for (account, positions) in received {
            // Repeated is the newest of an account, and no other.
            var newest: UInt64 = 0
            for position in positions {
                #expect(position >= newest, "seed \(seed): \(account) \(positions)")
                newest = max(newest, position)
            }
            let query = MessageQuery(.consumer, account: account, hasSuppressed: true)
            let told = try store.messages.page(query, 0, 1_000).messages
                .filter { $0.message.position <= newest && $0.message.overtaken == nil }
            #expect(
                Set(told.map(\.message.position)).isSubset(of: Set(positions)), "seed \(seed)")
        }
        return received.values.reduce(0) { $0 + $1.count }
    }

    private static func batch(
        _ step: RandomHistory.Step, row: UInt64, event: UInt64
    ) -> CommittedBatch {
        CommittedBatch(
            row: row, hash: .zero, firstEvent: event,
            records: [
                CommandRecord(
                    time: step.at, policyVersion: 1,
                    command: Command(
                        actor: .tester, businessDate: BusinessDate(day: 1), body: .goLive),
                    outcome: .applied, names: [], events: step.events)
            ], ended: [])
    }
}
