import ArgumentParser
import NIOCore
import SluiceClient

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
}
