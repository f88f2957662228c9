import Logging
import ServiceLifecycle
import SluiceCore
import SluiceEngine
import Synchronization

/// Keeps the figures of the board, made page by page in the background: no request counts anything.
final class Board: Sendable {
    private let state = Mutex<BoardFigures?>(nil)
    private let window = Mutex(LockTimeWindow())

    /// The newest figures; nil until the first are made.
    var figures: BoardFigures? { state.withLock { $0 } }

    /// Keeps figures, unless newer ones were made meanwhile.
    func keep(_ figures: BoardFigures) {
        state.withLock { newest in
            if let newest, newest.isNewer(than: figures) { return }
            newest = figures
        }
    }

    /// What the lock time of the past day is counted on from.
    var lockTime: LockTimeWindow { window.withLock { $0 } }

    func keep(_ lockTime: LockTimeWindow) {
        window.withLock { newest in
            if lockTime.isNewer(than: newest) { newest = lockTime }
        }
    }
}

extension Door {
    /// The time the conditions of the board are tested at: that of a history, else the clock's, but
    /// while that is in doubt.
    var boardTime: Instant {
        engine.presentTime(options.clock.now())
    }

    /// The board as it is now, of however many pages.
    /// - Throws: `EngineRefusal.overloaded` while lists are shed, `Problem` `.viewsBehind` while the views
    ///   are made again.
    func countedBoard() async throws -> BoardFigures {
        guard !isFar(.views) else { throw Door.behind() }
        var figures = BoardFigures(asOf: boardTime)
        for anomaly in try await deadLetters() { figures.add(anomaly, .undelivered) }
        for detector in Detector.allCases {
            for anomaly in selfChecks(detector) { figures.add(anomaly, detector) }
            let query = AnomalyQuery(detector, at: figures.asOf)
            var cursor: UInt64? = 0
            while let after = cursor {
                let page = try await browse {
                    try $0.anomalies(query, after: after, limit: Int(ServerLimits.pageItemsMax))
                }
                if figures.sequence == 0 { figures.sequence = page.sequence }
                for anomaly in page.value.items { figures.add(anomaly, detector) }
                cursor = page.value.next
            }
        }
        let asOf = figures.asOf
        var old: UInt64? = 0
        while let after = old {
            let page = try await browse { try $0.openAges(at: asOf, after: after) }.value
            for aged in page.items { figures.add(aged) }
            old = page.next
        }
        var cursor: UInt64? = figures.tally(.feedLost).count > 0 ? 0 : nil
        while let after = cursor {
            let page = try await browse { try $0.openAmounts(after: after) }.value
            for amount in page.items { figures.add(amount) }
            cursor = page.next
        }
        let known = board.lockTime
        let lockTime = try await browse { views in
            var lockTime = known
            try lockTime.advance(at: asOf, in: views)
            return lockTime
        }
        board.keep(lockTime)
        figures.lockTime = lockTime.figures(at: asOf)
        return figures
    }

    /// What the engine knows of its own health.
    func selfChecks(_ detector: Detector) -> [Anomaly] {
        let status = engine.status.snapshot
        var found: [String] = []
        switch detector {
        case .storeDamaged:
            for (store, state) in status.scrubs.sorted(by: { $0.key < $1.key }) {
                found += state.damages.map { "\(store): \($0.place)" }
            }
        case .clockInDoubt: found = [status.clockDoubt?.rawValue].compactMap(\.self)
        default: break
        }
        return found.enumerated().map { index, reason in
            Anomaly(since: nil, reason: reason, position: UInt64(index + 1))
        }
    }
}

/// Makes the figures again and again, and rests for many times as long as that took.
struct BoardKeeper: Service {
    let door: Door

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                let began = ContinuousClock.now
                do {
                    door.board.keep(try await door.countedBoard())
                } catch is EngineRefusal {
                    // Under load the figures grow old, and say how old they are.
                } catch {
                    door.logger.warning(
                        "the board cannot be counted", metadata: ["error": "\(error)"])
                }
                let spent = began.duration(to: .now)
                let pause = Duration.milliseconds(door.options.boardPauseMs)
                try await Task.sleep(for: max(pause, spent * door.options.boardRestFactor))
            }
        }
    }
}

extension Engine {
    /// What time it is for the engine: that of its newest record where the clock is in doubt, or where time
    /// comes from a history.
    func presentTime(_ wall: Instant) -> Instant {
        let status = status.snapshot
        guard status.mode == .live, status.clockDoubt == nil else { return status.time }
        return max(status.time, wall)
    }
}
