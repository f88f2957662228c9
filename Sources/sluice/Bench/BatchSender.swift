import ArgumentParser
import NIOCore
import SluiceClient
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

    /// Holds what was acknowledged against the directory of a server that has ended.
    static func verify(
        _ path: String, acknowledged: Int, bench: String, json: Bool
    ) throws {
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let report = try withExtendedLifetime(lock) { try DirectoryCheck(path: path).run() }
        guard report.faults.isEmpty else {
            throw ValidationError("verify: \(report.faults.joined(separator: "; "))")
        }
        guard report.commands >= acknowledged else {
            throw ValidationError(
                "\(acknowledged) commands were acknowledged, \(report.commands) are journalled")
        }
        BenchResult(
            bench: bench, name: "verified", value: Double(report.commands),
            unit: "commands sound", ran: "\(acknowledged) acknowledged"
        ).tell(json: json)
    }
}
