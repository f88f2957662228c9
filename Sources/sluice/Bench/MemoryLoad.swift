import SluiceCore
import SluiceEngine

/// The commands of `sluice bench memory`, made one at a time.
struct MemoryLoad {
    let accounts: Int

    /// Holds that share an order where holds are measured: their order is a part of one each.
    static let holdsOfOrder = 50

    private static let currency = Currency("CNY")!
    private static let merchantName = "bench-merchant-0"
    private let merchant = KeyDerivation.merchant(merchantName)

    init(accounts: Int) { self.accounts = accounts }

    func opening(_ index: Int) -> Submission {
        let name = BenchLoad.name("account", index)
        let account = account(index)
        return submission(
            .openAccount(
                OpenAccount(
                    account: account, currency: Self.currency,
                    limit: Money(minor: 9_000_000_000_000),
                    owner: KeyDerivation.subject(name))),
            [Name(NamedKey(.account, account), name)])
    }

    /// A hold without lines, one of some of its order, each for a purpose of its own.
    func placing(_ index: Int, holdsOfOrder: Int) -> Submission {
        place(
            index, order: index / holdsOfOrder, account: index / holdsOfOrder % accounts,
            purpose: Code("p\(index % holdsOfOrder)") ?? .order, lines: [])
    }

    /// The hold of an order of its own, with three lines.
    func placingLines(_ index: Int) -> Submission {
        let order = KeyDerivation.order(
            merchant: merchant, name: BenchLoad.name("order", index))
        let lines = (0..<3).map { number in
            PlaceLine(
                line: KeyDerivation.line(order: order, name: BenchLoad.name("line", number)),
                amount: Money(minor: 6_600))
        }
        return place(index, order: index, account: index % accounts, purpose: .order, lines: lines)
    }

    func capturing(_ index: Int) -> Submission {
        let hold = hold(index)
        let name = BenchLoad.name("operation", index)
        let operation = KeyDerivation.operation(hold: hold, name: name)
        return submission(
            .capture(CaptureHold(hold: hold, operation: operation)),
            [Name(NamedKey(.operation, operation), name)])
    }

    private func place(
        _ index: Int, order: Int, account: Int, purpose: Code, lines: [PlaceLine]
    ) -> Submission {
        let (hold, orderName) = (hold(index), BenchLoad.name("order", order))
        let orderKey = KeyDerivation.order(merchant: merchant, name: orderName)
        return submission(
            .place(
                PlaceHold(
                    hold: hold, account: self.account(account), merchant: merchant,
                    order: orderKey, amount: Money(minor: 19_800), currency: Self.currency,
                    purpose: purpose, lines: lines)),
            [
                Name(NamedKey(.hold, hold), BenchLoad.name("hold", index)),
                Name(NamedKey(.order, orderKey), orderName),
                Name(NamedKey(.merchant, merchant), Self.merchantName),
            ])
    }

    private func account(_ index: Int) -> AccountKey {
        KeyDerivation.account(lender: "lender", name: BenchLoad.name("account", index))
    }

    private func hold(_ index: Int) -> HoldKey {
        KeyDerivation.hold(merchant: merchant, name: BenchLoad.name("hold", index))
    }

    private func submission(_ body: Command.Body, _ names: Names) -> Submission {
        Submission(
            command: Command(
                actor: Actor(role: .merchant, credential: 1),
                businessDate: BusinessDate(day: 20_000), body: body),
            names: names)
    }
}
