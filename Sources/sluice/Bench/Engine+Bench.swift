import ArgumentParser
import SluiceCore
import SluiceEngine

extension EngineOptions {
    /// Nobody is refused: what is measured is how fast the engine goes, not what it sheds.
    static var unshed: EngineOptions {
        var options = EngineOptions()
        options.lanes.costMax = PerLane(all: 1 << 20)
        options.lanes.delayMaxNs = .max
        options.archiveLagBytesMax = .max
        return options
    }
}

extension Engine {
    /// Waits until archive, views and all others have followed to the newest row.
    func followersCaughtUp() async throws {
        let row = feed.newestRow
        while status.snapshot.consumers.values.contains(where: { $0 < row }) {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Submits commands in batches, some at once.
    /// - Throws: `ValidationError` if any is refused.
    func submit(
        _ submissions: [Submission], batch: Int, inFlight: Int
    ) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var next = 0
            var running = 0
            while next < submissions.count || running > 0 {
                while next < submissions.count, running < inFlight {
                    let upper = min(submissions.count, next + batch)
                    let slice = Array(submissions[next..<upper])
                    group.addTask {
                        try await self.outcomes(of: slice).count {
                            (try? $0.get().code.isSuccess) != true
                        }
                    }
                    next = upper
                    running += 1
                }
                if let refused = try await group.next(), refused > 0 {
                    throw ValidationError("\(refused) commands of a batch were refused")
                }
                running -= 1
            }
        }
    }
}
