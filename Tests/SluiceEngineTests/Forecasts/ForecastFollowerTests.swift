import Foundation
import SluiceCore
import SluiceForecast
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// What the follower of forecasts keeps, learns again and says.
@Suite("the follower of forecasts") final class ForecastFollowerTests {
    private let directory: StoreDirectory
    private var ledger = Ledger()
    private var now = Instant(ns: 17_532 * Span.dayNs)
    private var head = JournalHead(epoch: 1, sequence: 0, hash: .zero)
    private var batches: [CommittedBatch] = []
    private let merchant = MerchantKey.named("M")

    init() throws {
        directory = try StoreDirectory()
        give(
            .adoptPolicy(.standard),
            .openAccount(
                OpenAccount(
                    account: .named("A"), currency: .yuan, limit: Money(minor: 1_000_000_000))))
    }

    /// Gives commands to the ledger, and keeps them as a batch.
    private func give(after spanNs: Int64 = 1, _ bodies: Command.Body...) {
        let firstEvent = ledger.sequence + 1
        var records: [CommandRecord] = []
        for body in bodies {
            now = now.adding(spanNs: spanNs)
            let command = Command(
                actor: .tester, businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)),
                body: body)
            let outcome = ledger.apply(command, at: now)
            #expect(outcome.code.isSuccess, "\(body): \(outcome)")
            records.append(
                CommandRecord(
                    time: now, policyVersion: 1, command: command, outcome: outcome.code,
                    names: [], events: ledger.emitted))
        }
        let row = JournalRow.sample(after: head, size: 1)
        (head.sequence, head.hash) = (row.sequence, row.hash)
        batches.append(
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: firstEvent, records: records,
                ended: []))
    }

    private func place(_ name: String, seller: String? = nil) {
        let lines =
            seller.map {
                [PlaceLine(line: .named("l"), amount: Money(minor: 100), seller: .named($0))]
            } ?? []
        give(
            .place(
                PlaceHold(
                    hold: .named("hold \(name)"), account: .named("A"), merchant: merchant,
                    order: .named(name), amount: Money(minor: 100), currency: .yuan, lines: lines)))
    }

    private func fact(_ order: String, _ kind: FactKind) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named("\(order) \(kind)"), source: .named("feed"), merchant: merchant,
                order: .named(order), kind: kind, occurredAt: now,
                reason: kind == .cancelled ? .orderCancelled : .none))
    }

    /// Orders that are shipped after some hours, one in four cancelled instead; some still open.
    private func history(_ orders: Range<Int>, seller: String? = nil, hours: Int64 = 10) {
        for number in orders {
            place("o\(number)", seller: seller)
            give(after: Span.hourNs, fact("o\(number)", .paid))
            if number % 11 == 0 { continue }
            give(
                after: hours * Span.hourNs + Int64(number % 7) * Span.minuteNs,
                fact("o\(number)", number % 4 == 0 ? .cancelled : .shipped))
        }
    }

    private func bytes(_ follower: ForecastFollower) -> [UInt8] {
        var writer = ByteWriter()
        follower.write(to: &writer)
        return writer.bytes
    }

    private func record(_ name: String) throws -> HoldRecord {
        try #require(ledger.hold(.named("hold \(name)")))
    }

    @Test("what was kept and what came after make what it would be without a stop, at any page")
    func again() throws {
        history(0..<120)
        let whole = ForecastFollower(directory: directory.path, savedAfterEvents: .max)
        try whole.consume(batches)
        for stop in stride(from: 1, to: batches.count, by: 37) {
            let first = ForecastFollower(directory: directory.path, savedAfterEvents: 1)
            first.discard()
            for batch in batches[..<stop] { try first.consume([batch]) }
            let second = ForecastFollower(directory: directory.path)
            let kept = try second.checkpoint()
            let last = try #require(batches[..<stop].last { $0.row == kept }, "kept \(kept)")
            #expect(second.checkpointHash == last.hash)
            try second.consume(batches.filter { $0.row > kept })
            #expect(bytes(second) == bytes(whole), "stopped after \(stop)")
        }
    }

    @Test("the file is written as often as its size is worth, so a start learns little again")
    func savedOften() throws {
        let follower = ForecastFollower(directory: directory.path)
        history(0..<400)
        var unsaved = 0
        var most = 0
        for batch in batches {
            try follower.consume([batch])
            unsaved += batch.eventCount
            let kept = try ForecastFollower(directory: directory.path).checkpoint()
            if kept == batch.row { unsaved = 0 }
            most = max(most, unsaved)
        }
        let size = try #require(
            FileManager.default.contents(atPath: directory.path + "/forecasts.bin")
        ).count
        #expect(most <= max(256, size / 100) + 20, "\(size) bytes")
        #expect(most > 20, "written with every event")
    }

    @Test("a file that cannot be written is told of once, and tried again after as many events")
    func unwritable() throws {
        history(0..<40)
        let path = directory.path + "/forecasts.bin"
        try FileManager.default.createDirectory(
            atPath: path + "/taken", withIntermediateDirectories: true)
        let follower = ForecastFollower(directory: directory.path, savedAfterEvents: 20)
        func failures(_ batches: ArraySlice<CommittedBatch>) throws -> [Int] {
            var failed: [Int] = []
            for (index, batch) in batches.enumerated() {
                do { try follower.consume([batch]) } catch { failed.append(index) }
                #expect(try follower.checkpoint() == batch.row)
            }
            return failed
        }
        let half = batches.count / 2
        #expect(try failures(batches[..<half]).count == 1)
        try FileManager.default.removeItem(atPath: path)
        #expect(try failures(batches[half...]).isEmpty)
        #expect(try ForecastFollower(directory: directory.path).checkpoint() > batches[half].row)
    }

    @Test("a return that is not followed ends by policy")
    func unfollowedReturn() throws {
        let follower = ForecastFollower(directory: directory.path, savedAfterEvents: .max)
        try follower.consume(batches)
        var state = ReturnCase(
            key: .named("r"), lines: [], amount: Money(minor: 100), refunded: .zero,
            stage: .goods, isReceived: false, dueAt: now, reason: .none, openedAt: now,
            openedSequence: 1, sequence: 1)
        let told = try #require(follower.forecast(state, at: now))
        let returns = Policy.standard.returns
        let spanNs = returns.goodsNs + returns.transitNs + returns.inspectionNs + returns.staffNs
        #expect(told == .policy(until: now.adding(spanNs: spanNs)))
        state.stage = .closed
        #expect(follower.forecast(state, at: now) == nil)
    }

    @Test("a damaged file is as if it were not there")
    func damaged() throws {
        history(0..<20)
        let first = ForecastFollower(directory: directory.path, savedAfterEvents: 1)
        try first.consume(batches)
        let path = directory.path + "/forecasts.bin"
        let whole = try #require(FileManager.default.contents(atPath: path))
        for place in stride(from: 0, to: whole.count, by: 211) {
            var data = whole
            data[place] ^= 0x40
            try data.write(to: URL(filePath: path))
            #expect(try ForecastFollower(directory: directory.path).checkpoint() == 0)
        }
        try whole.prefix(40).write(to: URL(filePath: path))
        #expect(try ForecastFollower(directory: directory.path).checkpoint() == 0)
    }

    @Test("policy until enough has ended; then stage, chance and seller count")
    func told() throws {
        place("first")
        var follower = ForecastFollower(directory: directory.path, savedAfterEvents: .max)
        try follower.consume(batches)
        let cold = try #require(follower.forecast(try record("first"), at: now))
        #expect(cold.basis == .policy && cold.billedBasisPoints == nil)
        let endsAt = try record("first").expiresAt
        #expect(cold.latest == endsAt)

        history(0..<400)
        history(1_000..<1_030, seller: "slow", hours: 30)
        place("next")
        place("late", seller: "slow")
        follower = ForecastFollower(directory: directory.path, savedAfterEvents: .max)
        try follower.consume(batches)
        let next = try #require(follower.forecast(try record("next"), at: now))
        let late = try #require(follower.forecast(try record("late"), at: now))
        let chance = try #require(next.billedBasisPoints)
        #expect(next.basis == .segment(.merchant))
        #expect((6_000...9_000).contains(chance), "\(next)")
        #expect(late.p50.ns - now.ns > 2 * (next.p50.ns - now.ns), "\(next) \(late)")
        let ended = try record("o1")
        #expect(follower.forecast(ended, at: now) == nil)
        // Four hours later nothing was paid: those of which nothing is known were paid in one.
        let later = now.adding(spanNs: 4 * Span.hourNs)
        let unpaid = try #require(follower.forecast(try record("next"), at: later))
        let nextEndsAt = try record("next").expiresAt
        #expect(unpaid.p50 > max(next.p50, later) && unpaid.latest <= nextEndsAt)
        let scores = follower.scores
        #expect(scores.reduce(0) { $0 + $1.row.ended } > 250)
        #expect(scores.allSatisfy { $0.scenario == .physical && $0.captureOn == .shipped })
    }
}
