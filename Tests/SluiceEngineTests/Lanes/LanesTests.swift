import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

/// Bounds, shares and shedding of the lanes, on counts and with times that are handed in.
@Suite("Lanes")
struct LanesTests {
    private static let second = Span.secondNs

    private func request(_ lane: Lane, merchant: String = "M", commands: Int = 1) -> Inbox.Request {
        let body: Command.Body =
            switch lane {
            case .unlock: .release(ReleaseHold(hold: .none, operation: .none, reason: .opsManual))
            case .checkout:
                .place(
                    PlaceHold(
                        hold: .none, account: .none, merchant: .named(merchant), order: .none,
                        amount: .zero, currency: .yuan))
            default:
                .recordFact(
                    RecordFact(
                        fact: .none, source: .none, merchant: .named(merchant), order: .none,
                        kind: .cancelled, occurredAt: .epoch))
            }
        let command = Command(
            actor: Actor(
                role: lane == .background ? .migration : .merchant, subject: .named(merchant)),
            businessDate: BusinessDate(day: 0), body: body)
        return Inbox.Request(
            work: .commands(Array(repeating: Submission(command: command), count: commands)[...])
        ) { _ in }
    }

    /// Lanes whose server is known to serve so many commands a second, and where nothing waits.
    private func measured(
        perSecond: Int, _ change: (inout LaneOptions) -> Void = { _ in }
    ) -> Lanes {
        var options = LaneOptions()
        change(&options)
        var lanes = Lanes(options)
        #expect(lanes.put(request(.unlock, commands: perSecond / 10), at: 0) == nil)
        #expect(lanes.put(request(.unlock), at: 0) == nil)
        _ = lanes.take(costMax: perSecond / 10, at: 0)
        lanes.cameBack(at: Self.second / 10)
        _ = lanes.take(costMax: .max, at: Self.second / 10)
        lanes.cameBack(at: Self.second / 10)
        return lanes
    }

    // MARK: Bounds

    @Test(
        "a lane takes what it is allowed, and what is full is that lane alone",
        arguments: Lane.allCases)
    func bounds(lane: Lane) {
        var options = LaneOptions()
        options.costMax[lane] = 10
        var lanes = Lanes(options)
        #expect(lanes.put(request(lane, commands: 7), at: 0) == nil)
        #expect(lanes.put(request(lane, commands: 4), at: 0)?.lane == lane)
        #expect(lanes.put(request(lane, commands: 3), at: 0) == nil)
        #expect(lanes.put(request(lane), at: 0) == Overload(lane, waitNs: nil))
        for other in Lane.allCases where other != lane {
            #expect(lanes.put(request(other, commands: 11), at: 0) == nil)
        }
        let figures = lanes.figures(at: 3)
        #expect(figures[lane].depth == 10 && figures[lane].refused == 5)
        #expect(figures[lane].oldestNs == 3 && figures[lane].served == 0)
        #expect(lanes.take(costMax: .max, at: 3).count == 5 && lanes.isEmpty)
        #expect(lanes.figures(at: 3)[lane].served == 10)
    }

    @Test("the engine's own requests are never refused for load")
    func own() {
        var options = LaneOptions()
        options.costMax = PerLane(all: 0)
        var lanes = Lanes(options)
        for work in [Inbox.Request.Work.images([]), .due(endsMax: 9)] {
            #expect(lanes.put(Inbox.Request(work: work) { _ in }, at: 0) == nil)
        }
        #expect(lanes.put(request(.unlock), at: 0) != nil)
        #expect(lanes.removeOthers().isEmpty && lanes.depth == 10)
    }

    // MARK: Shares

    @Test("whatever waits elsewhere, a third of the work is there for the unlock lane")
    func floor() {
        var lanes = Lanes(LaneOptions())
        for lane in Lane.allCases {
            for _ in 0..<3_000 { #expect(lanes.put(request(lane), at: 0) == nil) }
        }
        let taken = lanes.take(costMax: 2_400, at: 0)
        let counts = PerLane { lane in taken.count { $0.lane == lane } }
        for (lane, least) in [
            (Lane.unlock, 768), (.checkout, 768), (.sync, 576), (.background, 192),
        ] {
            #expect(counts[lane] >= least, "\(lane): \(counts)")
        }
    }

    @Test("scenario 39: 100,000 cancels of one merchant at most double the wait of the others")
    func flood() {
        let quiet = longestWaits(flood: 0)
        let flooded = longestWaits(flood: 100_000)
        #expect(quiet[.unlock] == 1 && quiet[.sync] == 1)
        #expect(flooded[.unlock] <= 2 * quiet[.unlock], "\(flooded)")
        #expect(flooded[.sync] <= 2 * quiet[.sync], "\(flooded)")
    }

    /// Batches waited for, at most, by twenty other merchants that each send a cancel and a release
    /// with every batch.
    private func longestWaits(flood: Int) -> PerLane<Int> {
        var options = LaneOptions()
        options.costMax.sync = 200_000
        options.syncMerchantCostMax = 200_000
        var lanes = Lanes(options)
        for _ in 0..<flood / 1_000 {
            #expect(lanes.put(request(.sync, merchant: "flood", commands: 1_000), at: 0) == nil)
        }
        var longest = PerLane(all: 0)
        var sent = PerLane(all: [AnyKey: [Int]]())
        for batch in 1...200 {
            for merchant in 0..<20 {
                for lane in [Lane.sync, .unlock] {
                    let request = request(lane, merchant: "other \(merchant)")
                    #expect(lanes.put(request, at: 0) == nil)
                    sent[lane][request.turn, default: []].append(batch)
                }
            }
            for request in lanes.take(costMax: 256, at: 0) where request.cost == 1 {
                guard let at = sent[request.lane][request.turn]?.removeFirst() else { continue }
                longest[request.lane] = max(longest[request.lane], batch - at + 1)
            }
        }
        return longest
    }

    @Test("a request of many commands is served in pieces, and others have their turn between them")
    func pieces() {
        let options = LaneOptions()
        var lanes = Lanes(options)
        for merchant in ["flood", "flood", "other"] {
            let commands = merchant == "flood" ? 8_192 : 1
            let request = request(.sync, merchant: merchant, commands: commands)
            #expect(lanes.put(request, at: 0) == nil)
        }
        let other = request(.sync, merchant: "other").turn
        let taken = lanes.take(costMax: .max, at: 0)
        let place = taken.firstIndex { $0.turn == other }
        #expect(taken[..<(place ?? taken.count)].reduce(0) { $0 + $1.cost } <= options.pieceCostMax)
        #expect(taken.allSatisfy { $0.cost <= options.pieceCostMax })
        #expect(taken.reduce(0) { $0 + $1.cost } == 2 * 8_192 + 1)
    }

    @Test("batches of one sender are served one after the other, whosever orders they are of")
    func batches() {
        var lanes = Lanes(LaneOptions())
        for merchant in ["A", "B"] {
            guard
                case .commands(var submissions) = request(
                    .checkout, merchant: merchant, commands: 1_000
                ).work
            else { return }
            for index in submissions.indices {
                submissions[index].command.actor.subject = .named("sender")
            }
            let batch = Inbox.Request(work: .outcomes(submissions)) { _ in }
            #expect(lanes.put(batch, at: 0) == nil)
        }
        let merchants = lanes.take(costMax: .max, at: 0).map { piece -> AnyKey in
            guard case .outcomes(let submissions) = piece.work,
                case .place(let body) = submissions.first?.command.body
            else { return .none }
            return body.merchant.retagged()
        }
        #expect(merchants.count == 16)
        #expect(merchants[..<8].allSatisfy { $0 == .named("A") })
        #expect(merchants[8...].allSatisfy { $0 == .named("B") })
    }

    @Test("who asked is answered once, with all pieces in their order")
    func gathered() throws {
        let replies = Mutex<[Result<Inbox.Reply, EngineRefusal>]>([])
        let request = Inbox.Request(work: request(.sync, commands: 300).outcomes) { reply in
            replies.withLock { $0.append(reply) }
        }
        let pieces = request.pieces(costMax: 128)
        #expect(pieces.map(\.cost) == [128, 128, 44])
        #expect(pieces.allSatisfy { $0.lane == request.lane && $0.turn == request.turn })
        // They are answered in another order than they were taken in.
        for place in [2, 0, 1] {
            #expect(replies.withLock { $0.isEmpty })
            let outcome = Result<Outcome, EngineRefusal>.failure(.archiveUnreadable("\(place)"))
            pieces[place].reply(
                .success(.outcomes(Array(repeating: outcome, count: pieces[place].cost))))
        }
        let all = replies.withLock { $0 }
        guard all.count == 1, case .outcomes(let outcomes) = try all[0].get() else {
            Issue.record("\(all)")
            return
        }
        let told = outcomes.map { outcome -> String in
            guard case .failure(.archiveUnreadable(let text)) = outcome else { return "" }
            return text
        }
        #expect(
            told == pieces.enumerated().flatMap { Array(repeating: "\($0)", count: $1.cost) })
    }

    @Test("what refuses a piece refuses the request")
    func refusedPiece() {
        let replies = Mutex<[Result<Inbox.Reply, EngineRefusal>]>([])
        let request = Inbox.Request(work: request(.sync, commands: 300).work) { reply in
            replies.withLock { $0.append(reply) }
        }
        let pieces = request.pieces(costMax: 128)
        pieces[0].reply(.success(.answers([])))
        pieces[1].reply(.failure(.journalStalled(.diskFull)))
        pieces[2].reply(.success(.answers([])))
        let all = replies.withLock { $0 }
        guard all.count == 1, case .failure(.journalStalled(.diskFull)) = all[0] else {
            Issue.record("\(all)")
            return
        }
    }

    @Test("a merchant's flood is refused at its part of the lane; the others' facts still come in")
    func share() {
        let options = LaneOptions()
        var lanes = Lanes(options)
        let most = options.syncMerchantCostMax
        #expect(lanes.put(request(.sync, merchant: "flood", commands: most - 1), at: 0) == nil)
        #expect(lanes.put(request(.sync, merchant: "flood", commands: 2), at: 0)?.lane == .sync)
        #expect(lanes.put(request(.sync, merchant: "flood"), at: 0) == nil)
        #expect(lanes.put(request(.sync, merchant: "flood"), at: 0)?.lane == .sync)
        for other in 1..<options.costMax.sync / most {
            let merchant = "other \(other)"
            #expect(lanes.put(request(.sync, merchant: merchant, commands: most), at: 0) == nil)
        }
        // What was served makes room again, for the flood as for all.
        _ = lanes.take(costMax: .max, at: 0)
        #expect(lanes.isEmpty)
        #expect(lanes.put(request(.sync, merchant: "flood", commands: most), at: 0) == nil)
        // No other lane is parted so: a lender sends all it has with one key.
        #expect(lanes.put(request(.unlock, merchant: "flood", commands: most + 1), at: 0) == nil)
    }

    // MARK: Shedding

    @Test("lists go first, then placements; what frees the consumer is refused only by a full lane")
    func order() {
        // Served: 1,000 a second; shed beyond 250 ms.
        let rows: [(waits: [(Lane, Int)], shed: Set<Lane>)] = [
            ([], []),
            ([(.checkout, 250)], []),
            ([(.sync, 251)], [.background]),
            ([(.checkout, 140), (.sync, 111)], [.background]),
            // Alone, the lane has all of the work.
            ([(.checkout, 251)], [.background, .checkout]),
            // A flood of facts leaves placements more than half.
            ([(.sync, 16_000), (.checkout, 140)], [.background]),
            ([(.sync, 16_000), (.checkout, 150)], [.background, .checkout]),
            ([(.unlock, 20_000)], [.background]),
        ]
        for row in rows {
            var lanes = measured(perSecond: 1_000) {
                $0.delayMaxNs = .max
                $0.shedCostMin = 1
            }
            for (lane, cost) in row.waits {
                #expect(lanes.put(request(lane, commands: cost), at: Self.second / 10) == nil)
            }
            lanes.delayMaxNs = 250 * Span.millisecondNs
            for lane in Lane.allCases {
                var lanes = lanes
                let refusal = lanes.put(request(lane), at: Self.second / 10)
                #expect((refusal != nil) == row.shed.contains(lane), "\(row.waits): \(lane)")
                #expect(refusal == nil || refusal?.lane == lane)
            }
            #expect(
                (lanes.admit(.background, at: Self.second / 10) != nil)
                    == row.shed.contains(.background))
        }
    }

    @Test(
        "what is left of a request that was begun is no load: others have their turn between its pieces"
    )
    func begun() {
        var lanes = measured(perSecond: 100) { $0.delayMaxNs = 1 }
        #expect(lanes.put(request(.checkout, commands: 8_192), at: Self.second / 10) == nil)
        #expect(lanes.put(request(.checkout), at: Self.second / 10) != nil)
        #expect(lanes.take(costMax: 1, at: Self.second / 10).count == 1)
        #expect(lanes.put(request(.checkout), at: Self.second / 10) == nil)
        // Once all of it was served, nothing of it is left to be counted.
        _ = lanes.take(costMax: .max, at: Self.second / 10)
        #expect(lanes.put(request(.checkout, commands: 300), at: Self.second / 10) == nil)
        #expect(lanes.put(request(.checkout), at: Self.second / 10) != nil)
    }

    @Test("what is taken at once is no load, however slow the newest were")
    func fewWait() {
        var lanes = measured(perSecond: 100) { $0.delayMaxNs = 1 }
        #expect(lanes.put(request(.checkout, commands: 255), at: Self.second / 10) == nil)
        #expect(lanes.put(request(.checkout), at: Self.second / 10) == nil)
        #expect(lanes.put(request(.checkout), at: Self.second / 10) != nil)
    }

    @Test("what has no known cost says nothing of the rate")
    func unknownCost() {
        var lanes = measured(perSecond: 2_000) { $0.shedCostMin = 1 }
        // Images for the archive take seconds, and cost one.
        let images = Inbox.Request(work: .images([])) { _ in }
        #expect(lanes.put(images, at: Self.second) == nil)
        #expect(lanes.put(request(.unlock), at: Self.second) == nil)
        #expect(lanes.take(costMax: 2, at: Self.second).count == 2)
        #expect(lanes.put(request(.checkout, commands: 100), at: Self.second) == nil)
        lanes.cameBack(at: 9 * Self.second)
        #expect(lanes.put(request(.checkout), at: 9 * Self.second) == nil)
    }

    @Test(
        "a refusal says when what waits will have been served",
        arguments: [(waits: 900, seconds: 1), (1_001, 2), (4_500, 5), (30_000, 30), (99_000, 60)])
    func retryAfter(waits: Int, seconds: Int) {
        var lanes = measured(perSecond: 1_000) { $0.costMax.unlock = waits }
        #expect(lanes.put(request(.unlock, commands: waits), at: Self.second / 10) == nil)
        let refusal = lanes.put(request(.unlock), at: Self.second / 10)
        #expect(refusal?.retryAfterSeconds == seconds)
    }

    // MARK: Rate

    @Test("the rate is that of the time in which something waited")
    func rate() {
        let ms = Span.millisecondNs
        var rate = DrainRate()
        #expect(rate.perSecond(at: 0) == nil)
        for step in 0..<10 {
            rate.took(100, at: Int64(step) * 10 * ms)
            rate.cameBack(at: Int64(step + 1) * 10 * ms)
        }
        #expect(rate.perSecond(at: 100 * ms) == 10_000)
        // Idle for an hour: nothing was learned.
        rate.took(1, at: 100 * ms)
        rate.becameIdle()
        #expect(rate.perSecond(at: 3_600_000 * ms) == 10_000)
        // Away for longer than what it took should last.
        rate.took(1_000, at: 200 * ms)
        #expect(rate.perSecond(at: 250 * ms) == 10_000)
        #expect(rate.perSecond(at: 500 * ms) == 5_000)
        // What is long ago counts ever less.
        rate.cameBack(at: 500 * ms)
        for step in 0..<400 {
            rate.took(10, at: Int64(500 + step * 10) * ms)
            rate.cameBack(at: Int64(510 + step * 10) * ms)
        }
        #expect((1_000...1_100).contains(rate.perSecond(at: 4_500 * ms) ?? 0))
    }
}

extension Inbox.Request {
    /// The same commands for one who wants no more than what each came to.
    fileprivate var outcomes: Work {
        if case .commands(let submissions) = work { .outcomes(submissions) } else { work }
    }
}
