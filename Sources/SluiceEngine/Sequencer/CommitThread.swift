import Foundation
import SluiceCore

/// Runs the journal's writer on the thread that owns it.
struct CommitThread {
    private let pipe: CommitPipe
    private let inbox: Inbox
    /// The pause before rows that met a full or busy store are tried again.
    private let retryPauseNs: Int64
    private let onFatal: @Sendable (String) -> Never
    private(set) var writer: JournalWriter
    /// The batch taken last, until it is durable.
    private var unwritten: (batch: SealedBatch, row: JournalRow)?
    private var isStalled = false
    /// Commits in a row whose answer was lost, and the row with it.
    private var lost = 0

    init(
        pipe: CommitPipe, inbox: Inbox, retryPauseNs: Int64, writer: JournalWriter,
        onFatal: @escaping @Sendable (String) -> Never
    ) {
        self.pipe = pipe
        self.inbox = inbox
        self.retryPauseNs = retryPauseNs
        self.writer = writer
        self.onFatal = onFatal
    }

    /// What a turn came to.
    enum Turn {
        case done
        /// The store takes no rows now: the same row goes again after a pause.
        case again
        /// Nothing may be written any more, and why.
        case broken(String)
        /// There was nothing to do, and there is nothing to come if it waited for that.
        case idle
    }

    /// How often in a row the answer to the commit of a row may be lost, and the row with it, before
    /// the process ends: those who wait are told nothing meanwhile.
    static let lostMax = 20

    /// Writes what is handed over until the pipe is closed and empty.
    mutating func run() {
        while true {
            switch turn(isPatient: true) {
            case .done: break
            case .again: Thread.sleep(forTimeInterval: Double(retryPauseNs) / 1e9)
            case .broken(let detail): onFatal(detail)
            case .idle: return writer.journal.close()
            }
        }
    }

    /// Tries once to write the next batch, reads one page, or deletes some rows that stand in files.
    mutating func turn(isPatient: Bool) -> Turn {
        if let (batch, row) = unwritten { return write(batch, row) }
        switch pipe.next(isPatient: isPatient) {
        case .batch(var batch):
            if batch.records.isEmpty { return finish(batch, nil) }
            let row = writer.row(of: &batch)
            return write(batch, row)
        case .page(let request):
            request.reply(page(request))
            return .done
        case .forget(let request):
            request.reply(forget(request))
            return .done
        case nil: return .idle
        }
    }

    /// Makes a batch durable, publishes and answers it. While the store is full or busy those who wait
    /// for it are refused, and the same bytes go again until it gives in or the engine is stopped.
    private mutating func write(_ batch: SealedBatch, _ row: JournalRow) -> Turn {
        var batch = batch
        switch writer.append(row) {
        case .durable: return finish(batch, row)
        case .broken(let detail): return .broken(detail)
        case .lost:
            lost += 1
            if lost == Self.lostMax {
                return .broken(
                    "row \(row.sequence) is not there, and no answer came to \(lost) commits")
            }
        case .stalled(let obstacle):
            batch.refuse(.journalStalled(obstacle))
            if !isStalled {
                // The inbox first: nobody may come between.
                inbox.stall(obstacle)
                pipe.stall(obstacle)
            }
            isStalled = true
            if inbox.isStopping {
                unwritten = nil
                pipe.abandon()
                return .done
            }
        }
        unwritten = (batch, row)
        return .again
    }

    private mutating func finish(_ batch: SealedBatch, _ row: JournalRow?) -> Turn {
        unwritten = nil
        lost = 0
        writer.publish(batch, row)
        if isStalled {
            pipe.resume()
            inbox.resume()
        }
        isStalled = false
        pipe.finished()
        writer.journal.maintain()
        return .done
    }

    private mutating func forget(
        _ request: CommitPipe.ForgetRequest
    ) -> CommitPipe.ForgetRequest.Reply {
        let began = ContinuousClock.now
        do {
            let isMore = try writer.journal.forget(through: request.through)
            writer.journal.maintain()
            return .success((Int64((ContinuousClock.now - began) / .nanoseconds(1)), isMore))
        } catch {
            return .failure(
                error as? JournalError ?? JournalError(.unavailable, "\(error)"))
        }
    }

    private func page(_ request: CommitPipe.PageRequest) -> Result<[CommittedBatch], EngineRefusal>
    {
        do {
            return .success(try writer.page(after: request.after, bytesMax: request.bytesMax))
        } catch {
            return .failure(.journalUnreadable("\(error)"))
        }
    }
}
