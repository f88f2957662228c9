import SluiceCore
import Synchronization

/// Makes the filter of what was forgotten before this process began, of the archive's keys, beside the
/// work: what is not in memory was archived by then, and what leaves memory later the sequencer knows.
///
/// Owned by one thread.
struct KeyGatherer {
    let archive: any Archive
    let gathered: GatheredKeys
    let status: EngineStatus
    let onWarning: EngineWarning.Handler
    /// Keys read at once: two at least, for pages overlap by one.
    var pageKeysMax = 4_096

    private var filter = KeyFilter()
    /// The newest key of the filter, and the one before it.
    private var newest: (last: ArchivedKey, previous: ArchivedKey?)?
    /// What stood in the way last.
    private var toldDetail: String?
    private let began = ContinuousClock.now

    /// How long an archive that cannot be read is left alone.
    private static var retryPauseNs: Int64 { 10 * Span.secondNs }

    init(
        archive: any Archive, gathered: GatheredKeys, status: EngineStatus,
        onWarning: @escaping EngineWarning.Handler
    ) {
        self.archive = archive
        self.gathered = gathered
        self.status = status
        self.onWarning = onWarning
        tell(isComplete: false)
    }

    private func tell(isComplete: Bool) {
        status.tell(
            GatheredFigures(
                isComplete: isComplete, keys: filter.count,
                spentNs: Int64((ContinuousClock.now - began) / .nanoseconds(1))))
    }

    /// Runs until all keys are there or the engine stops. What cannot be read is tried again, and
    /// until it can be the archive is asked for every key.
    mutating func run(stopping: StopSignal) {
        ThreadPriority.lower()
        while !stopping.isSet {
            switch turn() {
            case .complete: return
            case .goesOn: continue
            case .fails: if stopping.wait(ns: Self.retryPauseNs) { return }
            }
        }
    }

    enum Turn { case goesOn, complete, fails }

    /// Takes one page of keys.
    mutating func turn() -> Turn {
        do {
            guard try takePage() else {
                gathered.give(filter)
                tell(isComplete: true)
                return .complete
            }
            return .goesOn
        } catch {
            let detail = (error as? JournalError)?.detail ?? "\(error)"
            if detail != toldDetail { onWarning(.keysUnreadable(detail: detail)) }
            toldDetail = detail
            return .fails
        }
    }

    /// A page begins with the last key of the one before: a key that was damaged upwards would be
    /// followed by a smaller one there, and hide all between the two if it was not compared.
    /// - Returns: false at the end.
    private mutating func takePage() throws -> Bool {
        let page = try archive.keys(after: newest?.previous, countMax: pageKeysMax)
        for (key, next) in zip(page, page.dropFirst()) where key >= next {
            throw JournalError(.damaged, "keys of the archive do not ascend: \(key), \(next)")
        }
        let last = newest?.last
        for key in page where last.map({ key > $0 }) ?? true {
            filter.insert(key.anyKey)
            newest = (key, newest?.last)
        }
        if newest?.last != last { return true }
        guard page.count == pageKeysMax, let last else { return false }
        // So many came in between the two that the page is full of them: the next begins behind.
        newest = (last, last)
        return true
    }
}

/// Where the filter is handed over: given by the thread that makes it, taken by the sequencer.
final class GatheredKeys: Sendable {
    private let filter = Mutex<KeyFilter?>(nil)

    func give(_ filter: KeyFilter) { self.filter.withLock { $0 = filter } }

    /// The filter, once.
    func take() -> KeyFilter? { filter.withLock { $0.take() } }
}
