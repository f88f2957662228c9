import Foundation
import SluiceCore

extension Sequencer {
    /// Makes the batch durable and publishes it.
    ///
    /// A full or busy store is tried again with the same bytes until it gives in; those taken are
    /// told at once to try again later, and so is everybody who comes meanwhile.
    /// - Returns: whether the ones taken are still to be answered.
    mutating func commit() -> Bool {
        let row = makeRow()
        var areWaiting = true
        while true {
            switch journal.append(row) {
            case .durable:
                status.stalled = nil
                publish(row)
                return areWaiting
            case .notDurable(let obstacle):
                status.stalled = obstacle
                for request in taken { request.reply(.failure(.journalStalled(obstacle))) }
                taken.removeAll()
                areWaiting = false
                refuseThoseWaiting(obstacle)
                if inbox.isStopping {
                    // Nobody was told that the batch is there; the next start does without it.
                    isAbandoned = true
                    return false
                }
                Thread.sleep(forTimeInterval: Double(options.retryPauseNs) / 1e9)
            case .unknown:
                if isStored(row) {
                    status.stalled = nil
                    publish(row)
                    return areWaiting
                }
                // Not there: nothing was written, the same bytes may go again.
                Thread.sleep(forTimeInterval: Double(options.retryPauseNs) / 1e9)
            case .fenced: onFatal("another writer holds a higher epoch; this one stops")
            case .failed(let detail): onFatal("the journal cannot be written: \(detail)")
            }
        }
    }

    private func makeRow() -> JournalRow {
        let events = batch.reduce(0) { $0 + $1.events.count }
        var row = JournalRow(
            shard: .only, sequence: head.sequence + 1, epoch: head.epoch,
            time: batch[batch.count - 1].time, firstEvent: ledger.sequence + 1 - UInt64(events),
            count: UInt32(events), hash: .zero,
            bytes: BatchCodec.encode(batch))
        row.hash = row.chained(after: head.hash)
        return row
    }

    private mutating func publish(_ row: JournalRow) {
        head.sequence = row.sequence
        head.hash = row.hash
        let ended = ledger.endedImages(changedBy: batch)
        for image in ended { residency.note(image.key, row: row.sequence) }
        for record in batch { names.add(record.names, row: row.sequence) }
        feed.publish(
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: row.firstEvent, records: batch,
                ended: ended))
        status.countBatch(commands: batch.count, events: Int(row.count), bytes: row.bytes.count)
    }

    private func refuseThoseWaiting(_ obstacle: AppendResult.Obstacle) {
        // All that waits now, and no more: the row must be tried again however many come.
        let waiting = inbox.take(costMax: .max, until: Date()) ?? []
        for request in waiting { request.reply(.failure(.journalStalled(obstacle))) }
    }

    private func isStored(_ row: JournalRow) -> Bool {
        do {
            let stored = try journal.read(after: row.sequence - 1, bytesMax: 1).first
            if let stored, stored.hash != row.hash {
                onFatal("row \(row.sequence) was written by another")
            }
            return stored != nil
        } catch {
            onFatal("the journal cannot be read after an unknown commit: \(error)")
        }
    }
}

extension Event {
    /// The account an event of due work concerns.
    var account: AccountKey? {
        switch self {
        case .holdMoved(let event): event.account
        case .holdChanged(let event): event.account
        case .accountOperated(let event): event.account
        default: nil
        }
    }

    var isAlias: Bool {
        if case .holdAliased = self { return true }
        return false
    }
}
