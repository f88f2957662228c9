import Foundation
import Histogram
import SluiceCore
import SluiceEngine
import Synchronization

/// A journal that takes a fixed time for a row, whatever is in it.
struct SlowJournal: Journal {
    /// How long that is, and how long rows took.
    final class Delay: Sendable {
        private let state = Mutex((ns: Int64(0), taken: Histogram<UInt32>()))

        var ns: Int64 {
            get { state.withLock { $0.ns } }
            set { state.withLock { $0.ns = newValue } }
        }

        /// The longest that 99 of a hundred rows took.
        var p99Ms: Double {
            state.withLock { Double($0.taken.valueAtPercentile(99)) / 1e6 }
        }

        func reset() { state.withLock { $0.taken.reset() } }

        fileprivate func took(_ ns: UInt64) {
            state.withLock { _ = $0.taken.record(ns) }
        }
    }

    var inner: any Journal
    let delay: Delay

    mutating func open(shard: Shard) throws -> JournalHead { try inner.open(shard: shard) }

    mutating func append(_ row: JournalRow) -> AppendResult {
        let began = DispatchTime.now().uptimeNanoseconds
        let result = inner.append(row)
        let leftNs = delay.ns - Int64(DispatchTime.now().uptimeNanoseconds - began)
        if leftNs > 0 { Thread.sleep(forTimeInterval: Double(leftNs) / 1e9) }
        delay.took(DispatchTime.now().uptimeNanoseconds - began)
        return result
    }

    func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        try inner.read(after: sequence, bytesMax: bytesMax)
    }

    mutating func maintain() { inner.maintain() }
    mutating func close() { inner.close() }
}
