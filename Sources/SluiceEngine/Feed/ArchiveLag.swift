import DequeModule
import SluiceCore
import Synchronization

/// What waits in memory for the archive: the rows it has not taken.
///
/// Names and ended records leave memory only once the archive has them durably, so the bytes of those
/// rows, as estimated before they are encoded, bound that memory. Told by the sequencer and by the
/// archive's follower, read by doors; safe to use from any thread.
public final class ArchiveLag: Sendable {
    /// Who is refused while so much waits; each case refuses those before it too.
    public enum Refused: String, Comparable, CaseIterable, Sendable {
        case none
        /// Lists, exports, old events, imports.
        case background
        /// Placements, increments, new accounts.
        case checkout
        /// Every command, unlocks and order facts too. What is due by the clock is still done.
        case all

        public static func < (left: Refused, right: Refused) -> Bool { left.rank < right.rank }

        private var rank: Int { Refused.allCases.firstIndex(of: self) ?? 0 }
    }

    private struct State {
        /// The newest row the archive has durably.
        var row: UInt64
        var waiting: Deque<(row: UInt64, bytes: Int)> = []
    }

    /// Beyond it placements are refused, beyond half of it the background, beyond twice it all.
    public let bytesMax: Int
    private let state: Mutex<State>
    private let archived: Atomic<UInt64>
    private let waitingBytes = Atomic(0)

    /// - Parameter row: the row the archive stands at.
    init(archived row: UInt64, bytesMax: Int) {
        self.bytesMax = bytesMax
        state = Mutex(State(row: row))
        archived = Atomic(row)
    }

    /// The newest row the archive has durably.
    var row: UInt64 { archived.load(ordering: .acquiring) }

    /// Bytes that wait.
    public var bytes: Int { waitingBytes.load(ordering: .relaxed) }

    public var refused: Refused {
        let bytes = bytes
        if bytes / 2 > bytesMax { return .all }
        if bytes > bytesMax { return .checkout }
        return bytes > bytesMax / 2 ? .background : .none
    }

    /// A row that follows all told before is on its way.
    func add(row: UInt64, bytes: Int) {
        state.withLock { state in
            guard row > state.row else { return }
            state.waiting.append((row, bytes))
            waitingBytes.add(bytes, ordering: .relaxed)
        }
    }

    /// The archive has the rows up to one durably.
    func took(through row: UInt64) {
        state.withLock { state in
            guard row > state.row else { return }
            state.row = row
            archived.store(row, ordering: .releasing)
            while let oldest = state.waiting.first, oldest.row <= row {
                waitingBytes.subtract(oldest.bytes, ordering: .relaxed)
                state.waiting.removeFirst()
            }
        }
    }

    /// Whether something is refused now that waits in a lane.
    func refuses(_ lane: Lane) -> Bool {
        switch lane {
        case .background: refused >= .background
        case .checkout: refused >= .checkout
        case .unlock, .sync: refused == .all
        }
    }
}
