import SluiceCore
import SluiceEngine

/// The commands of a bench, made before its clock starts.
struct BenchLoad {
    let accounts: Int
    let holds: Int
    let seed: UInt64

    private static let currency = Currency("CNY")!
    private let merchant = KeyDerivation.merchant("bench-merchant-0")

    init(accounts: Int, holds: Int, seed: UInt64) {
        self.accounts = accounts
        self.holds = holds
        self.seed = seed
    }

    func opening() -> [Submission] {
        (0..<accounts).map { index in
            let name = Self.name("account", index)
            let key = account(index)
            return submission(
                .openAccount(
                    OpenAccount(
                        account: key, currency: Self.currency, limit: Money(minor: 100_000_000),
                        owner: KeyDerivation.subject(name))),
                [Name(NamedKey(.account, key), name)])
        }
    }

    /// One account beyond those of `opening`.
    func opening(_ index: Int) -> Submission {
        let name = Self.name("beside", index)
        let key = KeyDerivation.account(lender: "lender", name: name)
        return submission(
            .openAccount(
                OpenAccount(
                    account: key, currency: Self.currency, limit: Money(minor: 100),
                    owner: KeyDerivation.subject(name))),
            [Name(NamedKey(.account, key), name)])
    }

    func placing() -> [Submission] {
        (0..<holds).map { index in
            let (holdName, orderName) = (Self.name("hold", index), Self.name("order", index))
            let order = KeyDerivation.order(merchant: merchant, name: orderName)
            let hold = KeyDerivation.hold(merchant: merchant, name: holdName)
            return submission(
                .place(
                    PlaceHold(
                        hold: hold, account: account(index % accounts), merchant: merchant,
                        order: order, amount: Money(minor: 19_900), currency: Self.currency)),
                [
                    Name(NamedKey(.hold, hold), holdName),
                    Name(NamedKey(.order, order), orderName),
                    Name(NamedKey(.merchant, merchant), "bench-merchant-0"),
                ])
        }
    }

    func ending() -> [Submission] { Self.shuffled(holds, seed: seed).map { end(of: $0) } }

    /// The capture or release of one hold.
    func end(of index: Int) -> Submission {
        let hold = KeyDerivation.hold(merchant: merchant, name: Self.name("hold", index))
        let name = Self.name("operation", index)
        let operation = KeyDerivation.operation(hold: hold, name: name)
        return submission(
            index % 2 == 0
                ? .capture(CaptureHold(hold: hold, operation: operation))
                : .release(
                    ReleaseHold(hold: hold, operation: operation, reason: .orderCancelled)),
            [Name(NamedKey(.operation, operation), name)])
    }

    private func account(_ index: Int) -> AccountKey {
        KeyDerivation.account(lender: "lender", name: Self.name("account", index))
    }

    /// The numbers below `count` in an order that a seed decides.
    static func shuffled(_ count: Int, seed: UInt64) -> [Int] {
        var order = Array(0..<count)
        var state = seed
        for index in order.indices.reversed() where index > 0 {
            // SplitMix64: the same shuffle everywhere.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            order.swapAt(index, Int((mixed ^ mixed >> 31) % UInt64(index + 1)))
        }
        return order
    }

    /// Sixteen bytes, as the bars assume.
    static func name(_ kind: String, _ index: Int) -> String {
        let digits = String(index)
        let head = kind.prefix(6)
        return head + String(repeating: "0", count: 16 - head.count - digits.count) + digits
    }

    private func submission(_ body: Command.Body, _ names: Names) -> Submission {
        Submission(
            command: Command(
                actor: Actor(role: .merchant, credential: 1),
                businessDate: BusinessDate(day: 20_000), body: body),
            names: names)
    }
}
