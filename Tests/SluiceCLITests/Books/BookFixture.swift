import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

/// A ledger in memory with its journal, each command a row of its own.
struct BookFixture: Journal {
    private(set) var ledger = Ledger()
    private(set) var rows: [JournalRow] = []
    private(set) var names: [NamedKey: String] = [:]
    var date: BusinessDate
    private(set) var time: Instant

    static let lender = "bank"

    /// A live journal whose clock stands at noon of the date, in UTC.
    init(
        on text: String = "2026-11-20", at start: Instant? = nil, policy: Policy = .standard
    ) throws {
        let noon = try #require(BusinessDate(text: text))
        time = start ?? Instant(ns: Int64(noon.day) * Span.dayNs + 12 * Span.hourNs)
        date = BusinessDate(day: Int32(time.ns / Span.dayNs))
        let birth = CreateJournal(mode: .live, lender: Self.lender, zone: "UTC")
        apply(.createJournal(birth), by: .engine)
        apply(.adoptPolicy(policy), by: .engine)
    }

    /// Lets time pass until noon of another date; what is due happens at its own time.
    mutating func go(to text: String) throws {
        let to = try #require(BusinessDate(text: text))
        try pass(untilNs: Int64(to.day) * Span.dayNs + 12 * Span.hourNs)
    }

    mutating func pass(untilNs: Int64) throws {
        // Commands take a nanosecond each: the clock may be past noon already.
        let untilNs = max(untilNs, time.ns)
        while let due = ledger.nextDue(), due.ns <= untilNs {
            set(max(time, due))
            apply(.tick(dueMax: 1_024), by: .engine)
        }
        set(Instant(ns: untilNs))
    }

    private mutating func set(_ to: Instant) {
        time = to
        date = BusinessDate(day: Int32(to.ns / Span.dayNs))
    }

    @discardableResult
    mutating func apply(
        _ body: Command.Body, by actor: Actor = .tester, names: Names = []
    ) -> Outcome {
        let submission = Submission(
            command: Command(actor: actor, businessDate: date, body: body), names: names)
        return apply(submission)
    }

    @discardableResult
    mutating func apply(_ submission: Submission) -> Outcome {
        var command = submission.command
        command.businessDate = date
        time = Instant(ns: max(time.ns, ledger.time.ns) + 1)
        let outcome = ledger.apply(command, at: time)
        guard !ledger.emitted.isEmpty else { return outcome }
        for name in submission.names { names[name.key] = name.text }
        append(
            CommandRecord(
                time: time, policyVersion: ledger.policyVersion, command: command,
                outcome: outcome.code, names: submission.names, events: ledger.emitted))
        return outcome
    }

    private mutating func append(_ record: CommandRecord) {
        let count = UInt32(record.events.count)
        var row = JournalRow(
            shard: .only, sequence: UInt64(rows.count) + 1, epoch: 1, time: record.time,
            firstEvent: ledger.sequence + 1 - UInt64(count), count: count, hash: .zero,
            bytes: BatchCodec.encode([record]))
        row.hash = row.chained(after: rows.last?.hash ?? .zero)
        rows.append(row)
    }

    /// All events as the books see them.
    func booked() throws -> [BookedEvent] {
        var scan = JournalScan()
        var events: [BookedEvent] = []
        try scan.run(self) { events.append($0) }
        return events
    }

    // MARK: Journal

    mutating func open(shard: Shard) throws -> JournalHead {
        JournalHead(epoch: 1, sequence: UInt64(rows.count), hash: rows.last?.hash ?? .zero)
    }

    mutating func append(_ row: JournalRow) -> AppendResult { .failed("read only") }

    func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        Array(rows.dropFirst(Int(sequence)).prefix(100))
    }

    mutating func maintain() {}
    mutating func close() {}
}

/// Commands by names, as a door makes them.
extension BookFixture {
    static func account(_ name: String) -> AccountKey {
        KeyDerivation.account(lender: lender, name: name)
    }

    static func hold(_ name: String, of merchant: String) -> HoldKey {
        KeyDerivation.hold(merchant: KeyDerivation.merchant(merchant), name: name)
    }

    static func operation(_ name: String, on hold: HoldKey) -> (OperationKey, Name) {
        let key = KeyDerivation.operation(hold: hold, name: name)
        return (key, Name(NamedKey(.operation, key), name))
    }

    @discardableResult
    mutating func open(
        _ account: String, limit: Int64, owed: Int64 = 0, credit: Int64 = 0
    ) -> Outcome {
        let key = Self.account(account)
        return apply(
            .openAccount(
                OpenAccount(
                    account: key, currency: .yuan, limit: Money(minor: limit),
                    owed: Money(minor: owed), creditBalance: Money(minor: credit))),
            by: owed + credit > 0 ? Actor(role: .migration) : .tester,
            names: [Name(NamedKey(.account, key), account)])
    }

    @discardableResult
    mutating func place(
        _ name: String, of merchant: String, on account: String, _ amount: Int64,
        order: String? = nil, lines: [(String, Int64)] = [], review: ReviewStage? = nil
    ) -> Outcome {
        let merchantKey = KeyDerivation.merchant(merchant)
        let orderName = order ?? "order of \(name)"
        let orderKey = KeyDerivation.order(merchant: merchantKey, name: orderName)
        let hold = Self.hold(name, of: merchant)
        let placed = lines.map {
            PlaceLine(
                line: KeyDerivation.line(order: orderKey, name: $0.0), amount: Money(minor: $0.1))
        }
        return apply(
            .place(
                PlaceHold(
                    hold: hold, account: Self.account(account), merchant: merchantKey,
                    order: orderKey, amount: Money(minor: amount), currency: .yuan,
                    lines: placed, review: review)),
            names: [
                Name(NamedKey(.merchant, merchantKey), merchant),
                Name(NamedKey(.order, orderKey), orderName), Name(NamedKey(.hold, hold), name),
            ] + Names(zip(placed, lines).map { Name(NamedKey(.line, $0.line), $1.0) }))
    }
}
