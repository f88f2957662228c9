import SluiceCore
import SluiceEngine
import Synchronization

/// A journal in memory whose "disk" outlives the value, with faults on demand.
public struct MemoryJournal: Journal {
    /// What survives a crash.
    public final class Disk: Sendable {
        struct State {
            var rows: [JournalRow] = []
            /// A row of which a crash left the beginning: no store shows it when it is opened again.
            var isTorn = false
            var isUnreadable = false
            var epoch: UInt64 = 0
            var faults: [Fault] = []
            var appends = 0
        }

        let state = Mutex(State())

        public init() {}

        public var rows: [JournalRow] {
            get { state.withLock { $0.rows } }
            set { state.withLock { $0.rows = newValue } }
        }

        /// The rows that a store shows when it is opened: not one that is torn.
        public var whole: [JournalRow] {
            state.withLock { $0.isTorn ? $0.rows.dropLast() : $0.rows }
        }

        /// Lets every read fail until the faults are cleared.
        public func makeUnreadable() { state.withLock { $0.isUnreadable = true } }

        public var appends: Int { state.withLock { $0.appends } }

        /// What the next appends come to, in order; then all goes well again.
        public func inject(_ faults: [Fault]) { state.withLock { $0.faults += faults } }

        /// Lets all go well from now on.
        public func clearFaults() {
            state.withLock {
                $0.faults.removeAll()
                $0.isUnreadable = false
            }
        }
    }

    public enum Fault: Hashable, Sendable {
        case notDurable(AppendResult.Obstacle)
        /// The answer is lost though the row was written.
        case unknownWritten
        /// The answer is lost and so is the row.
        case unknownLost
        /// The same, and the journal cannot be read until its faults are cleared.
        case unknownUnreadable
        case fenced
        /// The row is not there.
        case failed
        /// It is, though nobody was told so: a crash after the write, or a failed fsync.
        case failedWritten
        /// Half of it is.
        case torn
    }

    private let disk: Disk
    private var epoch: UInt64 = 0

    public init(_ disk: Disk = Disk()) { self.disk = disk }

    public mutating func open(shard: Shard) throws -> JournalHead {
        let rows = disk.whole
        if let newest = rows.last {
            try Recovery.checkFormat(of: newest, after: rows.dropLast().last?.hash ?? .zero)
        }
        let (epoch, last) = disk.state.withLock { state in
            if state.isTorn { state.rows.removeLast() }
            state.isTorn = false
            state.epoch += 1
            return (state.epoch, state.rows.last)
        }
        self.epoch = epoch
        return JournalHead(
            epoch: epoch, sequence: last?.sequence ?? 0, hash: last?.hash ?? .zero)
    }

    public mutating func append(_ row: JournalRow) -> AppendResult {
        let epoch = self.epoch
        return disk.state.withLock { state in
            state.appends += 1
            if state.epoch != epoch { return .fenced }
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            switch fault {
            case .notDurable(let obstacle): return .notDurable(obstacle)
            case .unknownLost: return .unknown("the answer was lost")
            case .unknownUnreadable:
                state.isUnreadable = true
                return .unknown("the answer was lost")
            case .fenced: return .fenced
            case .failed: return .failed("fsync")
            case .torn, .failedWritten, .unknownWritten, nil: break
            }
            guard row.sequence == (state.rows.last?.sequence ?? 0) + 1 else {
                return .failed("row \(row.sequence) does not follow")
            }
            var row = row
            if fault == .torn { row.bytes.removeLast(row.bytes.count / 2) }
            state.isTorn = fault == .torn
            state.rows.append(row)
            switch fault {
            case nil: return .durable
            case .unknownWritten: return .unknown("the answer was lost")
            default: return .failed("fsync")
            }
        }
    }

    public func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        if disk.state.withLock({ $0.isUnreadable }) {
            throw JournalError(.unavailable, "injected")
        }
        var bytes = 0
        var page: [JournalRow] = []
        let rows = disk.rows
        var first = min(Int(sequence), rows.count)
        // Where a row was taken out, those after it are one place further to the front.
        while first > 0, rows[first - 1].sequence > sequence { first -= 1 }
        for row in rows[first...] {
            page.append(row)
            bytes += row.bytes.count
            if bytes >= bytesMax { break }
        }
        return page
    }

    public mutating func maintain() {}
    public mutating func close() {}
}
