import Foundation
import SluiceCore
import Synchronization

/// Writes snapshots on a thread of its own, one at a time.
///
/// The sequencer freezes when nothing is under way, the journal's writer hands over what has become
/// durable. The condition guards all state, which makes it Sendable.
final class SnapshotKeeper: @unchecked Sendable {
    private let folder: SnapshotFolder
    private let status: EngineStatus
    private let onWarning: EngineWarning.Handler
    private let condition = NSCondition()
    private var waiting: (frozen: FrozenState, hash: RowHash)?
    private var isOver = false
    private let idle = Atomic(true)

    init(
        folder: SnapshotFolder, status: EngineStatus, onWarning: @escaping EngineWarning.Handler
    ) {
        self.folder = folder
        self.status = status
        self.onWarning = onWarning
    }

    /// Whether a snapshot may be begun.
    var isIdle: Bool { idle.load(ordering: .acquiring) }

    /// A snapshot was begun: it comes by `keep`, unless its row never does.
    func begin() { idle.store(false, ordering: .releasing) }

    /// Takes a state whose row is durable.
    func keep(_ frozen: FrozenState, hash: RowHash) {
        condition.lock()
        waiting = (frozen, hash)
        condition.broadcast()
        condition.unlock()
    }

    /// Ends the thread; a snapshot half written is given up.
    func stop() {
        condition.lock()
        isOver = true
        condition.broadcast()
        condition.unlock()
    }

    private var isWanted: Bool {
        condition.lock()
        defer { condition.unlock() }
        return !isOver
    }

    private func next(isPatient: Bool) -> (frozen: FrozenState, hash: RowHash)? {
        condition.lock()
        defer { condition.unlock() }
        while waiting == nil, !isOver, isPatient { condition.wait() }
        return isOver ? nil : waiting.take()
    }

    /// Runs until it is stopped.
    func run() {
        ThreadPriority.lower()
        while turn(isPatient: true) {}
    }

    /// Writes the state it was given last.
    /// - Parameter isPatient: whether it waits for one.
    /// - Returns: whether there was one.
    func turn(isPatient: Bool) -> Bool {
        guard let (frozen, hash) = next(isPatient: isPatient) else { return false }
        let began = ContinuousClock.now
        do {
            let bytes = try folder.write(frozen, hash: hash) { isWanted }
            if let bytes {
                status.snapshotWritten(
                    row: frozen.row, bytes: bytes,
                    spentNs: Int64((ContinuousClock.now - began) / .nanoseconds(1)))
            }
        } catch {
            status.snapshotFailed()
            onWarning(.snapshotFails(row: frozen.row, detail: "\(error)"))
        }
        idle.store(true, ordering: .releasing)
        return true
    }
}
