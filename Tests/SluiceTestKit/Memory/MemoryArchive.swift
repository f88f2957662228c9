import SluiceCore
import SluiceEngine
import Synchronization

/// An archive in memory; can be made to fail or to stand still.
public final class MemoryArchive: Archive {
    fileprivate struct State {
        var images: [RecordKey: RecordImage] = [:]
        var orderOfFact: [FactKey: RecordKey] = [:]
        var names: [NamedKey: String] = [:]
        var row: UInt64 = 0
        var failures = 0
        var readFailures = 0
        var given = 0
        var asked = 0
    }

    private let state = Mutex(State())

    public init() {}

    public var name: String { "archive" }
    public var count: Int { state.withLock { $0.images.count } }
    /// Records it gave back.
    public var given: Int { state.withLock { $0.given } }

    /// Look-ups of a record, found or not.
    public var asked: Int { state.withLock { $0.asked } }

    /// Another one with the same in it.
    public func copy() -> MemoryArchive {
        let copy = MemoryArchive()
        let all = state.withLock { $0 }
        copy.state.withLock { $0 = all }
        return copy
    }

    /// Lets the next reads of a record fail.
    public func failReads(times: Int) { state.withLock { $0.readFailures = times } }

    /// Lets the next pages fail.
    public func fail(times: Int) { state.withLock { $0.failures = times } }

    public func checkpoint() throws -> UInt64 { state.withLock { $0.row } }

    public func consume(_ batches: [CommittedBatch]) throws {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw JournalError(.unavailable, "injected")
            }
            for batch in batches {
                guard batch.row == state.row + 1 else {
                    throw JournalError(.damaged, "row \(batch.row) after \(state.row)")
                }
                state.row = batch.row
                for record in batch.records {
                    for name in record.names { state.names[name.key] = name.text }
                }
                for image in batch.ended {
                    if let old = state.images[image.key], old.sequence > image.sequence { continue }
                    state.images[image.key] = image
                    for fact in image.facts { state.orderOfFact[fact] = image.key }
                }
            }
        }
    }

    public func image(of key: RecordKey) throws -> RecordImage? {
        try state.withLock { state in
            state.asked += 1
            try state.failRead()
            let image = state.image(of: key)
            if image != nil { state.given += 1 }
            return image
        }
    }

    public func name(of key: NamedKey) throws -> String? { state.withLock { $0.names[key] } }

    public func keys(after last: ArchivedKey?, countMax: Int) throws -> [ArchivedKey] {
        try state.withLock { state in
            try state.failRead()
            let records = state.images.keys.compactMap(\.stateKey).map { ArchivedKey.record($0) }
            let all = records + state.orderOfFact.keys.map { .fact($0) }
            return Array(
                all.filter { key in last.map { key > $0 } ?? true }.sorted().prefix(countMax))
        }
    }

    public func forEachImage(_ body: (RecordImage) throws -> Void) throws {
        for image in state.withLock({ Array($0.images.values) }) { try body(image) }
    }

    public func forEachFact(_ body: (FactKey, OrderKey) throws -> Void) throws {
        for (fact, key) in state.withLock({ $0.orderOfFact }) {
            if case .order(let order) = key { try body(fact, order) }
        }
    }

    /// Loses a record, or puts another image in its place.
    public func damage(_ key: RecordKey, _ image: RecordImage?) {
        state.withLock { $0.images[key] = image }
    }

    /// Loses a fact, or lets it lead to another order.
    public func damage(_ fact: FactKey, leadingTo order: OrderKey?) {
        state.withLock { $0.orderOfFact[fact] = order.map { .order($0) } }
    }
}

extension MemoryArchive.State {
    fileprivate mutating func failRead() throws {
        guard readFailures > 0 else { return }
        readFailures -= 1
        throw JournalError(.unavailable, "injected")
    }

    fileprivate func image(of key: RecordKey) -> RecordImage? {
        if case .fact(let fact) = key { return orderOfFact[fact].flatMap { images[$0] } }
        if let image = images[key] { return image }
        if case .hold(let hold) = key { return images[.alias(hold)] }
        return nil
    }
}
