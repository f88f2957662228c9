import ArgumentParser
import NIOCore
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// Sends the batches of a bench to a server, some at once.
struct BatchSender {
    let client: BatchClient
    let inFlight: Int

    /// Sends batches, several at once.
    /// - Returns: how many commands were acknowledged as taken.
    func send(_ batches: [ByteBuffer]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var rest = batches[...]
            var acknowledged = 0
            for _ in 0..<inFlight {
                guard let batch = rest.popFirst() else { break }
                group.addTask { try await Self.sendPatiently(batch, client) }
            }
            while let count = try await group.next() {
                acknowledged += count
                guard let batch = rest.popFirst() else { continue }
                group.addTask { try await Self.sendPatiently(batch, client) }
            }
            return acknowledged
        }
    }

    /// Comes back as the server says while it sheds load: the time of that counts.
    private static func sendPatiently(
        _ batch: ByteBuffer, _ client: BatchClient
    ) async throws -> Int {
        while true {
            do {
                let results = try await client.send(encoded: batch)
                if let refused = results.first(where: { !$0.isSuccess }) {
                    throw ValidationError("a command was refused: \(refused.word)")
                }
                return results.count
            } catch let refusal as BatchRefusal where refusal.isRetryable {
                try await Task.sleep(for: .seconds(refusal.retryAfterSeconds ?? 1))
            }
        }
    }

    /// Holds the ids that were acknowledged against the directory of a server that has ended: accounts, and holds
    /// from the first on, each placed and ended.
    static func verify(
        _ path: String, accounts: Int, holds: Int, bench: String, json: Bool
    ) throws {
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let report = try withExtendedLifetime(lock) { try DirectoryCheck(path: path).run() }
        guard report.faults.isEmpty else {
            throw ValidationError("verify: \(report.faults.joined(separator: "; "))")
        }
        let journalled = try namesTaken(in: path)
        let lost = [("account", accounts), ("hold", holds), ("operation", holds)].flatMap {
            (kind, count) in
            (0..<count).lazy.map { BenchLoad.name(kind, $0) }.filter { !journalled.contains($0) }
        }
        if let first = lost.first {
            throw ValidationError(
                "\(lost.count) acknowledged commands are not journalled, the first \(first)")
        }
        BenchResult(
            bench: bench, name: "verified", value: Double(report.commands),
            unit: "commands sound",
            ran: "each of \(accounts + 2 * holds) acknowledged ids is among them"
        ).tell(json: json)
    }

    /// The ids under which commands of a journal took effect.
    private static func namesTaken(in path: String) throws -> Set<String> {
        var journal = try SQLiteJournal.openReadOnly(directory: path)
        defer { journal.close() }
        var names: Set<String> = []
        var row: UInt64 = 0
        while true {
            let rows = try journal.read(after: row, bytesMax: 4 << 20)
            guard let last = rows.last else { return names }
            for record in try rows.flatMap({ try Recovery.decode($0) }) {
                for name in record.names where name.key.kind != .order { names.insert(name.text) }
            }
            row = last.sequence
        }
    }
}
