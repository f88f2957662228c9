import SluiceCore
import SluiceTestKit

@testable import SluiceEngine

/// Committed batches of random commands of one seed, as the sequencer would publish them.
///
/// Unlike a campaign it makes ever new holds, so that lists are long; a few accounts and merchants
/// share them.
struct BatchSource {
    private(set) var ledger = Ledger()
    private(set) var accounts: [AccountKey] = []
    private(set) var holds: [HoldKey] = []
    private var random: RandomSource
    private var now = Instant(ns: Span.dayNs)
    private var operations = 0
    private var head = JournalHead(epoch: 1, sequence: 0, hash: .zero)

    init(seed: UInt64) { random = RandomSource(seed: seed) }

    /// A batch of a number of commands, of which those that leave a trace are recorded.
    mutating func next(commands: Int) -> CommittedBatch {
        let firstEvent = ledger.sequence + 1
        var records: [CommandRecord] = []
        for _ in 0..<commands {
            now = now.adding(spanNs: random.within(1...40 * Span.minuteNs))
            let command = Command(
                actor: .tester, businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)),
                body: body())
            let outcome = ledger.apply(command, at: now)
            guard !ledger.emitted.isEmpty else { continue }
            records.append(
                CommandRecord(
                    time: now, policyVersion: ledger.policyVersion, command: command,
                    outcome: outcome.code, names: names(of: ledger.emitted),
                    events: ledger.emitted))
        }
        let row = JournalRow.sample(after: head, size: 1)
        head.sequence = row.sequence
        head.hash = row.hash
        return CommittedBatch(
            row: row.sequence, hash: row.hash, firstEvent: firstEvent, records: records,
            ended: ledger.endedImages(changedBy: records))
    }

    mutating func batches(_ count: Int, commands: Int) -> [CommittedBatch] {
        (0..<count).map { _ in next(commands: commands) }
    }

    private mutating func body() -> Command.Body {
        if ledger.policy == nil { return .adoptPolicy(.standard) }
        operations += 1
        let operation = OperationKey.named("operation \(operations)")
        let amount = Money(minor: random.within(1...500))
        guard let hold = holds.isEmpty ? nil : random.pick(holds), accounts.count > 5 else {
            guard accounts.count > 5 else {
                return .openAccount(
                    OpenAccount(
                        account: .named("account \(operations)"), currency: .yuan,
                        limit: Money(minor: 30_000)))
            }
            return place()
        }
        switch random.below(18) {
        case 0...3: return place()
        case 4...5:
            return .capture(
                CaptureHold(
                    hold: hold, operation: operation,
                    amount: random.chance(50) ? amount : nil, isFinal: random.chance(30)))
        case 6:
            return .release(
                ReleaseHold(hold: hold, operation: operation, reason: .merchantVoid))
        case 7:
            return .increment(IncrementHold(hold: hold, operation: operation, amount: amount))
        case 8:
            return .refund(
                RefundHold(
                    hold: hold, operation: operation, amount: amount, reason: .returnReceived))
        case 9:
            return .repay(
                Repay(account: random.pick(accounts), operation: operation, principal: amount))
        case 10:
            return .recordFact(
                RecordFact(
                    fact: .named("fact \(operations)"), source: .named("shop"),
                    merchant: .named("merchant 0"),
                    order: .named("order \(random.below(holds.count))"),
                    kind: random.pick([
                        .created, .shipped, .cancelled, .completed, .returnRequested,
                        .returnShipped, .returnReceived, .closed,
                    ]),
                    occurredAt: now))
        case 11...14: return reviewOrOverlay(hold, operation)
        default: return .tick(dueMax: 100)
        }
    }

    private mutating func reviewOrOverlay(
        _ hold: HoldKey, _ operation: OperationKey
    ) -> Command.Body {
        let record = ledger.hold(hold)
        let overlay = record?.overlays.last { !$0.kind.isReview }?.key ?? .none
        let later = now.adding(spanNs: Span.dayNs)
        switch random.below(6) {
        case 0:
            return .requestRelease(
                RequestRelease(hold: hold, operation: operation, reason: .customerRequest))
        case 1:
            return .decideReview(
                DecideReview(
                    hold: hold, operation: operation,
                    decision: random.pick([.approve, .decline, .release, .keep])))
        case 2:
            return .decideReview(
                DecideReview(hold: hold, operation: operation, decision: .extend, until: later))
        case 3:
            return .liftOverlay(LiftOverlay(hold: hold, operation: operation, overlay: overlay))
        case 4:
            return .extend(
                ExtendHold(
                    hold: hold, operation: operation,
                    until: (record?.expiresAt ?? now).adding(spanNs: Span.hourNs),
                    reason: .stockDelay))
        default:
            let kind = random.pick([OverlayKind.dispute, .legalFreeze, .resultUnknown])
            return .setOverlay(
                SetOverlay(
                    hold: hold, operation: operation, kind: kind, reviewBy: later,
                    authority: kind == .legalFreeze ? Code("court") : nil))
        }
    }

    private mutating func place() -> Command.Body {
        let name = "\(operations)"
        let amount = random.within(2...900)
        let first = random.within(1...amount - 1)
        return .place(
            PlaceHold(
                hold: .named("hold \(name)"), account: random.pick(accounts),
                merchant: .named("merchant \(random.below(3))"),
                order: .named("order \(holds.count)"), amount: Money(minor: amount),
                currency: .yuan, scenario: random.pick([nil, .virtual, .service]),
                plan: random.pick([nil, Code("three-months")]), hasConsent: random.chance(50),
                lines: random.chance(40)
                    ? [
                        PlaceLine(line: .named("line 1"), amount: Money(minor: first)),
                        PlaceLine(
                            line: .named("line 2"), amount: Money(minor: amount - first),
                            seller: .named("merchant 2")),
                    ] : [],
                review: random.pick([nil, nil, .automatic, .person])))
    }

    private mutating func names(of events: ShortList<Event>) -> Names {
        var names: Names = []
        for event in events {
            switch event {
            case .accountOpened(let event):
                accounts.append(event.account)
                names.append(Name(NamedKey(.account, event.account), "account \(accounts.count)"))
            case .holdPlaced(let event):
                holds.append(event.hold)
                names.append(Name(NamedKey(.hold, event.hold), "hold \(holds.count)"))
            default: break
            }
        }
        return names
    }
}
