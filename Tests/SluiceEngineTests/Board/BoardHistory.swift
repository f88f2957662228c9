import SluiceCore
import SluiceTestKit

@testable import SluiceEngine

/// A random history of the campaigns as batches, with what the naive board needs to know of it.
struct BoardHistory {
    private(set) var ledger = Ledger()
    private(set) var batches: [CommittedBatch] = []
    private(set) var times: [UInt64: Instant] = [:]
    private(set) var received: [FactKey: Instant] = [:]
    /// Spans as short as those of the history, so that conditions come true and end.
    let spans: AnomalySpans
    private var source: Source
    private var head = JournalHead(epoch: 1, sequence: 0, hash: .zero)
    private var now = Instant.epoch

    /// The campaigns' histories go everywhere a little, the troubled ones where the board looks.
    private enum Source {
        case campaign(Generator, ReferenceLedger)
        case troubled(TroubledHistory)
    }

    init(seed: UInt64) {
        source =
            seed % 2 == 0
            ? .campaign(Generator(seed: seed), ReferenceLedger())
            : .troubled(TroubledHistory(seed: seed))
        var random = RandomSource(seed: seed ^ 0xB0A2D)
        var spans = AnomalySpans()
        let scale =
            seed % 2 == 0
            ? random.pick([0, 3, 20, 1_000]) : random.pick([0, Span.hourNs, Span.dayNs])
        for path in [
            \AnomalySpans.orderOverNs, \.orderUntoldNs, \.endPassedNs, \.reviewOverdueNs,
            \.verdictOverdueNs,
            \.creditNotReturnedNs, \.resultUnknownNs, \.factParkedNs,
        ] { spans[keyPath: path] = random.within(0...scale) }
        for path in [\AnomalySpans.createdWithinNs, \.lateCaptureNs] {
            spans[keyPath: path] = random.within(scale...30 * scale + 1_000)
        }
        // What is older than that is swept.
        spans.lateCaptureNs = min(spans.lateCaptureNs, AnomalySpans.standard.lateCaptureNs)
        self.spans = spans
    }

    /// One more batch of a number of commands.
    mutating func go(commands: Int) {
        let firstEvent = ledger.sequence + 1
        var records: [CommandRecord] = []
        for given in next(commands) {
            now = given.at
            guard !given.events.isEmpty else { continue }
            note(
                given.events, from: firstEvent + UInt64(records.reduce(0) { $0 + $1.events.count }))
            // As the sequencer records it: what was only found due is no act of the command.
            var recorded = given.command
            let hasAlias = given.events.contains(where: \.isAlias)
            if !given.outcome.code.isRecorded || given.outcome.isReplay && !hasAlias {
                recorded.body = .tick(dueMax: 0)
            }
            records.append(
                CommandRecord(
                    time: given.at, policyVersion: 0, command: recorded,
                    outcome: given.outcome.code, names: [], events: given.events))
        }
        let row = JournalRow.sample(after: head, size: 1)
        head.sequence = row.sequence
        head.hash = row.hash
        batches.append(
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: firstEvent, records: records,
                ended: []))
    }

    private mutating func next(_ count: Int) -> [TroubledHistory.Given] {
        switch source {
        case .troubled(var history):
            for _ in 0..<count { _ = history.step() }
            let given = history.given
            history.given = []
            ledger = history.ledger
            source = .troubled(history)
            return given
        case .campaign(var generator, var reference):
            var given: [TroubledHistory.Given] = []
            for _ in 0..<count {
                let (command, at) = generator.next(seeing: reference)
                let outcome = ledger.apply(command, at: at)
                _ = reference.apply(command, at: at)
                reference.learn(outcome, of: command)
                given.append(
                    TroubledHistory.Given(
                        command: command, at: at, outcome: outcome, events: ledger.emitted))
            }
            source = .campaign(generator, reference)
            return given
        }
    }

    private mutating func note(_ events: ShortList<Event>, from first: UInt64) {
        for (index, event) in events.enumerated() {
            times[first + UInt64(index)] = now
            guard case .returnChanged(let event) = event, event.state.isOpen,
                event.state.isReceived, received[event.state.key] == nil
            else { continue }
            received[event.state.key] = now
        }
    }

    var naive: NaiveBoard {
        NaiveBoard(ledger: ledger, times: times, received: received, spans: spans, now: now)
    }

    func query(_ detector: Detector, merchant: MerchantKey? = nil) -> AnomalyQuery {
        AnomalyQuery(detector, merchant: merchant, at: now, spans: spans)
    }
}
