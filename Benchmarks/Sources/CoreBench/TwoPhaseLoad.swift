import SluiceCore

/// Every hold is placed, then captured or released in random order, in batches of 8,192.
struct TwoPhaseLoad {
    private let holds: Int
    private let accounts: Int
    private var ledger = Ledger()
    private var time = Instant(ns: 1_700_000_000_000_000_000)

    private static let batch = 8_192
    private let currency = Currency("CNY")!
    private let merchant = MerchantKey(high: 1, low: 1)

    init(holds: Int) {
        self.holds = holds
        accounts = max(1, holds / 20)
        ledger.row = 1
        apply(.createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")))
        apply(.adoptPolicy(.standard))
        for index in 0..<accounts {
            apply(
                .openAccount(
                    OpenAccount(
                        account: key(1, index), currency: currency,
                        limit: Money(minor: 100_000_000))))
        }
    }

    mutating func run(encodes: Bool) {
        let clock = ContinuousClock()
        var bytes = 0
        let place = clock.measure { phase(encodes, &bytes) { $0.placing($1) } }
        let order = shuffled()
        let end = clock.measure { phase(encodes, &bytes) { $0.ending(order[$1]) } }
        print("place \(perOperation(place)) ns, end \(perOperation(end)) ns")
        if encodes { print("\(bytes / (2 * holds)) bytes an operation") }
    }

    private func perOperation(_ span: Duration) -> Int64 {
        let (seconds, attoseconds) = span.components
        return (seconds * 1_000_000_000 + attoseconds / 1_000_000_000) / Int64(holds)
    }

    private mutating func phase(
        _ encodes: Bool, _ bytes: inout Int, _ body: (TwoPhaseLoad, Int) -> Command.Body
    ) {
        var records: [CommandRecord] = []
        for index in 0..<holds {
            let command = command(body(self, index))
            time.ns += 1_000
            let outcome = ledger.apply(command, at: time)
            precondition(outcome.code.isSuccess, "\(outcome)")
            if encodes {
                records.append(
                    CommandRecord(
                        time: time, policyVersion: 1, command: command, outcome: outcome.code,
                        names: [], events: ledger.emitted))
            }
            guard (index + 1) % Self.batch == 0 || index == holds - 1 else { continue }
            ledger.row += 1
            if encodes { bytes += BatchCodec.encode(records).count }
            records.removeAll(keepingCapacity: true)
        }
    }

    private mutating func apply(_ body: Command.Body) {
        time.ns += 1_000
        precondition(ledger.apply(command(body), at: time).code.isSuccess)
    }

    private func command(_ body: Command.Body) -> Command {
        Command(
            actor: Actor(role: .merchant, credential: 1), businessDate: BusinessDate(day: 20_000),
            body: body)
    }

    private func placing(_ index: Int) -> Command.Body {
        .place(
            PlaceHold(
                hold: key(2, index), account: key(1, index % accounts), merchant: merchant,
                order: key(3, index), amount: Money(minor: 19_900), currency: currency))
    }

    private func ending(_ index: Int) -> Command.Body {
        index % 2 == 0
            ? .capture(CaptureHold(hold: key(2, index), operation: key(4, index)))
            : .release(
                ReleaseHold(
                    hold: key(2, index), operation: key(4, index), reason: .orderCancelled))
    }

    /// Spread like the digests that keys are.
    private func key<Tag>(_ kind: UInt64, _ index: Int) -> Key<Tag> {
        Key(high: mix(kind << 40 | UInt64(index)), low: mix(~(kind << 40 | UInt64(index))))
    }

    private func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    private func shuffled() -> [Int] {
        var order = Array(0..<holds)
        for index in order.indices.reversed() where index > 0 {
            order.swapAt(index, Int(mix(UInt64(index)) % UInt64(index + 1)))
        }
        return order
    }
}
