import SluiceCore
import SluiceEngine
import Synchronization

/// A journal in memory whose "disk" outlives the value, with faults on demand.
public struct MemoryJournal: Journal {
    /// What survives a crash.
    public final class Disk: Sendable {
        struct State {
            var rows: [JournalRow] = []
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

        public var appends: Int { state.withLock { $0.appends } }

        /// What the next appends come to, in order; then all goes well again.
        public func inject(_ faults: [Fault]) { state.withLock { $0.faults += faults } }

        /// Lets all go well from now on.
        public func clearFaults() { state.withLock { $0.faults.removeAll() } }
    }

    public enum Fault: Sendable {
        case notDurable(AppendResult.Obstacle)
        /// The answer is lost though the row was written.
        case unknownWritten
        /// The answer is lost and so is the row.
        case unknownLost
        case fenced
        case failed
    }

    private let disk: Disk
    private var epoch: UInt64 = 0

    public init(_ disk: Disk = Disk()) { self.disk = disk }

    public mutating func open(shard: Shard) throws -> JournalHead {
        let rows = disk.rows
        if let newest = rows.last {
            try Recovery.checkFormat(of: newest, after: rows.dropLast().last?.hash ?? .zero)
        }
        let (epoch, last) = disk.state.withLock { state in
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
            case .fenced: return .fenced
            case .failed: return .failed("fsync")
            case .unknownWritten, nil: break
            }
            guard row.sequence == (state.rows.last?.sequence ?? 0) + 1 else {
                return .failed("row \(row.sequence) does not follow")
            }
            state.rows.append(row)
            return fault == nil ? .durable : .unknown("the answer was lost")
        }
    }

    public func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        var bytes = 0
        var page: [JournalRow] = []
        for row in disk.rows.dropFirst(Int(sequence)) {
            page.append(row)
            bytes += row.bytes.count
            if bytes >= bytesMax { break }
        }
        return page
    }

    public mutating func maintain() {}
    public mutating func close() {}
}
