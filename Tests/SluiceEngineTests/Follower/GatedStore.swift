import Foundation
import SluiceCore
import SluiceEngine
import Synchronization

@testable import SluiceSQLite

/// A follower's store that stands still, or says what it is told to.
struct GatedStore: FollowerStore {
    final class Gate: Sendable {
        private struct State {
            var isShut = false
            var faults: [Fault] = []
        }

        private let state = Mutex(State())

        var isShut: Bool {
            get { state.withLock { $0.isShut } }
            set { state.withLock { $0.isShut = newValue } }
        }

        /// What the next appends come to.
        func inject(_ faults: Fault...) { state.withLock { $0.faults += faults } }

        fileprivate func next() -> Fault? {
            state.withLock { $0.faults.isEmpty ? nil : $0.faults.removeFirst() }
        }
    }

    enum Fault {
        case busy, full, failed
        /// The answer is lost though the row was written, or with it.
        case unknownWritten, unknownLost
    }

    var inner: SQLiteJournal
    let gate: Gate

    func epoch() throws -> UInt64 { try inner.epoch() }

    mutating func open(shard: Shard, epochMin: UInt64) throws -> JournalHead {
        try inner.open(shard: shard, epochMin: epochMin)
    }

    mutating func open(shard: Shard) throws -> JournalHead { try inner.open(shard: shard) }

    mutating func append(_ row: JournalRow) -> AppendResult {
        while gate.isShut { usleep(200) }
        switch gate.next() {
        case .busy: return .notDurable(.busy)
        case .full: return .notDurable(.diskFull)
        case .failed: return .failed("injected")
        case .unknownLost: return .unknown("injected")
        case .unknownWritten:
            _ = inner.append(row)
            return .unknown("injected")
        case nil: return inner.append(row)
        }
    }

    func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        try inner.read(after: sequence, bytesMax: bytesMax)
    }

    mutating func forget(through row: UInt64) throws -> Bool { try inner.forget(through: row) }
    mutating func maintain() { inner.maintain() }
    mutating func close() { inner.close() }
}
