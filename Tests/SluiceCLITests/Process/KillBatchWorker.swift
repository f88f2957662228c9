import Foundation
import SluiceTestKit

/// One who sends batches of commands as JSON lines over one connection, and remembers each result.
///
/// A batch is no transaction, but its commands are applied in their order: of one that was cut off
/// the first so many have taken effect, and no others. Used by one thread at a time.
final class KillBatchWorker: @unchecked Sendable {
    private struct Batch {
        var lines: [String]
        /// The holds as they are after it; no other batch moves them.
        var holds: [String: KillWorker.Hold]
        /// What was answered, without the mark of a replay; empty until it was.
        var results: [String] = []
    }

    private struct Result: Decodable {
        var code: String
        var replay: Bool
        var sequence: String?

        var told: String { "\(code) \(sequence ?? "-")" }
    }

    private(set) var holds: [String: KillWorker.Hold] = [:]
    private(set) var faults: [String] = []
    private(set) var acknowledged = 0
    /// Of the batches that were cut off, those of which all, some or none was there.
    private(set) var found = (whole: 0, partly: 0, absent: 0)

    private var random: RandomSource
    private var batches: [Batch] = []
    private var inFlight: Batch?
    private var repeated = 0
    private var number = 0

    init(seed: UInt64) { random = RandomSource(seed: seed) }

    /// Sends batches one after the other until the connection ends.
    func load(_ connection: HTTPConnection, onAnswer: () -> Void) {
        while faults.isEmpty {
            let batch = nextBatch()
            inFlight = batch
            guard let results = try? send(batch, on: connection) else { return }
            if results.contains(where: \.replay) {
                faults.append("batch \(batches.count) was answered as a replay")
            }
            acknowledge(batch, results)
            inFlight = nil
            onAnswer()
        }
    }

    /// Sends the batch that was cut off again: what had taken effect comes first, and is replayed.
    func resolve(on connection: HTTPConnection) throws {
        guard let batch = inFlight else { return }
        let results = try send(batch, on: connection)
        let replays = results.prefix { $0.replay }.count
        if results.dropFirst(replays).contains(where: \.replay) {
            faults.append("batch \(batches.count) took effect with a gap")
        }
        switch replays {
        case 0: found.absent += 1
        case batch.lines.count: found.whole += 1
        default: found.partly += 1
        }
        acknowledge(batch, results)
        inFlight = nil
    }

    /// Sends again what was acknowledged since the last call, and one of what came before.
    func repeatNewest(on connection: HTTPConnection) throws {
        for index in repeated..<batches.count { try repeatOne(index, on: connection) }
        if repeated > 0 { try repeatOne(random.below(repeated), on: connection) }
        repeated = batches.count
    }

    func repeatAll(on connection: HTTPConnection) throws {
        for index in batches.indices { try repeatOne(index, on: connection) }
    }

    /// Compares every hold with what the batches add up to.
    func compareHolds(on connection: HTTPConnection) throws {
        for (id, hold) in holds.sorted(by: { $0.key < $1.key }) {
            let answer = try connection.send("GET", "/v1/holds/\(id)?merchant=M")
            let found = answer.status == 200 ? try answer.json(KillAmounts.self) : nil
            if found != hold.amounts {
                faults.append("\(id) is \(String(describing: found)), not \(hold.amounts)")
            }
        }
    }

    private func repeatOne(_ index: Int, on connection: HTTPConnection) throws {
        let batch = batches[index]
        let results = try send(batch, on: connection)
        guard results.map(\.told) == batch.results, results.allSatisfy(\.replay) else {
            faults.append("batch \(index) was \(batch.results), is \(results)")
            return
        }
    }

    private func send(_ batch: Batch, on connection: HTTPConnection) throws -> [Result] {
        let answer = try connection.send(
            "POST", "/v1/batch", batch.lines.joined(separator: "\n"),
            type: "application/x-ndjson")
        guard answer.status == 200 else {
            let text = String(decoding: answer.body, as: UTF8.self)
            faults.append("a batch was answered \(answer.status) \(text)")
            return []
        }
        return try answer.body.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder.forAnswers.decode(Result.self, from: $0)
        }
    }

    private func acknowledge(_ batch: Batch, _ results: [Result]) {
        let wanted = ["APPROVED", "APPLIED"]
        guard results.count == batch.lines.count,
            results.allSatisfy({ wanted.contains($0.code) })
        else { return faults.append("batch \(batches.count) came to \(results)") }
        var batch = batch
        batch.results = results.map(\.told)
        holds.merge(batch.holds) { _, new in new }
        acknowledged += batch.lines.count
        batches.append(batch)
    }

    /// Holds are placed, and most of them moved, by the same batch.
    private func nextBatch() -> Batch {
        var batch = Batch(lines: [], holds: [:])
        for _ in 0...random.below(12) {
            number += 1
            let (id, account) = ("B-\(number)", random.pick(["A-1", "A-2"]))
            let amount = random.within(2...5_000)
            batch.lines.append(
                """
                {"op":"place","id":"\(id)","account":"\(account)","amount":\(amount),\
                "currency":"CNY","order":{"merchant":"M","number":"OB-\(number)"}}
                """)
            var amounts = KillAmounts(
                amount: amount, captured: 0, released: 0, expired: 0, refunded: 0, open: amount)
            let part = random.within(1...amount)
            switch random.index(weights: [5, 5, 40, 50]) {
            case 0:
                amounts.captured = part
                batch.lines.append(move(id, "capture", part))
            case 1:
                amounts.released = part
                batch.lines.append(move(id, "release", part, #","reason":"PARTIAL_REVERSAL""#))
            case 2:
                amounts.captured = part
                amounts.released = amount - part
                batch.lines.append(move(id, "capture", part, #","final":true"#))
            default:
                amounts.captured = amount
                batch.lines.append(move(id, "capture", amount))
            }
            amounts.open = amount - amounts.captured - amounts.released
            batch.holds[id] = KillWorker.Hold(
                account: account, order: "OB-\(number)", amounts: amounts)
        }
        return batch
    }

    private func move(_ hold: String, _ kind: String, _ amount: Int64, _ more: String = "")
        -> String
    {
        """
        {"op":"\(kind)","merchant":"M","hold":"\(hold)","id":"1","amount":\(amount)\(more)}
        """
    }
}
