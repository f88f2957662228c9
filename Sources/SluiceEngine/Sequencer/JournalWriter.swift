import SluiceCore

/// Makes sealed batches durable in their order, and only then publishes and answers them.
///
/// Owned by one thread at a time: the one that touches the journal while the engine runs.
struct JournalWriter {
    let feed: Feed
    let names: NameDirectory
    let status: EngineStatus
    let lag: ArchiveLag
    /// Takes states whose row is durable; nil where no snapshots are made.
    let snapshots: SnapshotKeeper?

    var journal: any Journal
    /// The newest durable row.
    private(set) var head: JournalHead

    init(
        journal: any Journal, head: JournalHead, feed: Feed, names: NameDirectory,
        status: EngineStatus, lag: ArchiveLag, snapshots: SnapshotKeeper? = nil
    ) {
        self.journal = journal
        self.head = head
        self.feed = feed
        self.names = names
        self.status = status
        self.lag = lag
        self.snapshots = snapshots
    }

    /// What became of one try to make a row durable.
    enum Attempt {
        case durable
        /// The store is full or busy: the same bytes may go again.
        case stalled(AppendResult.Obstacle)
        /// The answer was lost and the row is not there: the same bytes may go again.
        case lost
        /// A fault of the machine, or a writer with a higher epoch: nothing may be written any more.
        case broken(String)
    }

    /// The row of a batch that follows the head, and the batch as the row has it.
    func row(of batch: inout SealedBatch) -> JournalRow {
        batch.keepIntroducedNames()
        var row = JournalRow(
            shard: .only, sequence: batch.row, epoch: head.epoch,
            time: batch.records[batch.records.count - 1].time, firstEvent: batch.firstEvent,
            count: UInt32(batch.eventCount), hash: .zero, bytes: BatchCodec.encode(batch.records))
        row.hash = row.chained(after: head.hash)
        return row
    }

    /// Appends a row once.
    mutating func append(_ row: JournalRow) -> Attempt {
        precondition(row.sequence == head.sequence + 1, "rows are written in their order")
        switch journal.append(row) {
        case .durable: return .durable
        case .notDurable(let obstacle):
            status.stalled = obstacle
            return .stalled(obstacle)
        case .unknown: return lookFor(row)
        case .fenced: return .broken("another writer holds a higher epoch; this one stops")
        case .failed(let detail): return .broken("the journal cannot be written: \(detail)")
        }
    }

    /// Makes a batch durable before anybody waits for it.
    /// - Throws: `JournalError(.unavailable)` if the store does not take it.
    mutating func write(_ batch: consuming SealedBatch) throws(JournalError) {
        let row = row(of: &batch)
        switch append(row) {
        case .durable: publish(batch, row)
        case .broken(let detail): throw JournalError(.unavailable, detail)
        case .stalled, .lost:
            throw JournalError(.unavailable, "the journal takes no rows now")
        }
    }

    /// Tells everybody of a batch whose row is durable.
    mutating func publish(_ batch: SealedBatch, _ row: JournalRow?) {
        status.stalled = nil
        if let row {
            head.sequence = row.sequence
            head.hash = row.hash
            names.add(batch.records, row: row.sequence)
            feed.publish(
                CommittedBatch(
                    row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                    records: batch.records, ended: []))
            names.trim(archived: lag.row)
            if let frozen = batch.frozen { snapshots?.keep(frozen, hash: row.hash) }
        }
        status.durable(batch, bytes: row?.bytes.count ?? 0)
        for answer in batch.answers { answer.reply(answer.result) }
    }

    /// Rows after a sequence, as batches without images.
    func page(after row: UInt64, bytesMax: Int) throws -> [CommittedBatch] {
        if let batches = feed.inMemory(after: row) { return batches }
        return try journal.read(after: row, bytesMax: bytesMax).map { row in
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                records: try Recovery.decode(row), ended: [])
        }
    }

    /// What became of a row whose answer was lost.
    private func lookFor(_ row: JournalRow) -> Attempt {
        do {
            let stored = try journal.read(after: row.sequence - 1, bytesMax: 1).first
            guard let stored else { return .lost }
            return stored.hash == row.hash
                ? .durable : .broken("row \(row.sequence) was written by another")
        } catch {
            return .broken("the journal cannot be read after an unknown commit: \(error)")
        }
    }
}
