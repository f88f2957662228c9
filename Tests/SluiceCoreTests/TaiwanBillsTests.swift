import Foundation
import SluiceCore
import SluiceTestKit
import Testing

/// UCI "default of credit card clients" (Taiwan 2005), in whole dollars; not part of the project.
private let billsFile = Surroundings.sharedData
    .appending(path: "taiwan-credit/UCI_Credit_Card.csv")
private let hasBills = FileManager.default.fileExists(atPath: billsFile.path)

/// Real card bills: what is owed follows the bills of 24,000 clients over six months.
@Suite(
    "Taiwan bills",
    .enabled(if: hasBills, "shared/data/taiwan-credit is not there: set SLUICE_SHARED_DATA"))
struct TaiwanBillsTests {
    static let shares = 8

    @Test("owed − credit balance is the bill of every client-month", arguments: 0..<shares)
    func bills(share: Int) throws {
        let clients = try Client.all(in: billsFile)
        #expect(clients.count == 24_000)
        var book = BillBook()
        for (index, client) in clients.enumerated() where index % Self.shares == share {
            try book.run(client)
        }
        #expect(book.months == 24_000 * 6 / Self.shares)
    }
}

/// Bills and payments of one client, the oldest month first.
private struct Client {
    let name: String
    let months: [(bill: Int64, payment: Int64)]

    static func all(in file: URL) throws -> [Client] {
        let text = try String(contentsOf: file, encoding: .utf8)
        var rows = text.split(whereSeparator: \.isNewline)
        let header = rows.removeFirst().split(separator: ",", omittingEmptySubsequences: false)
        let bills = try (1...6).map { try #require(header.firstIndex(of: "BILL_AMT\($0)")) }
        let payments = try (1...6).map { try #require(header.firstIndex(of: "PAY_AMT\($0)")) }
        return try rows.map { row in
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            return Client(
                name: String(cells[0]),
                months: try (0..<6).reversed().map { month in
                    let bill = try #require(Double(cells[bills[month]]))
                    let payment = try #require(Double(cells[payments[month]]))
                    return (Int64(bill) * 100, Int64(payment) * 100)
                })
        }
    }
}

/// Books the months of clients on one core ledger, and each client on a reference of its own.
private struct BillBook {
    private var ledger = Ledger()
    private var time = Instant.epoch
    var months = 0

    init() {
        _ = apply(.adoptPolicy(Self.policy))
    }

    private static var policy: Policy {
        var policy = Policy.standard
        policy.refundSurplus = .keep
        return policy
    }

    mutating func run(_ client: Client) throws {
        let account = AccountKey.named("client \(client.name)")
        var reference = ReferenceLedger()
        _ = reference.apply(command(.adoptPolicy(Self.policy)), at: time)
        let limit = Money.maximum
        let opening = OpenAccount(account: account, currency: Currency("TWD")!, limit: limit)
        try book(.openAccount(opening), account, &reference)
        var holds: [(hold: HoldKey, refundable: Int64)] = []
        var previous: Int64 = 0
        for (month, (bill, payment)) in client.months.enumerated() {
            let name = "\(client.name) month \(month)"
            var spent = bill - previous + payment
            if spent > 0 {
                let hold = HoldKey.named(name)
                let placement = PlaceHold(
                    hold: hold, account: account, merchant: .named("shop"), order: .named(name),
                    amount: Money(minor: spent), currency: opening.currency)
                try book(.place(placement), account, &reference)
                let capture = CaptureHold(hold: hold, operation: .named("capture"))
                try book(.capture(capture), account, &reference)
                holds.append((hold, spent))
            }
            for index in holds.indices.reversed() where spent < 0 && holds[index].refundable > 0 {
                let amount = min(-spent, holds[index].refundable)
                let refund = RefundHold(
                    hold: holds[index].hold, operation: .named("refund \(month)"),
                    amount: Money(minor: amount), reason: .returnReceived)
                try book(.refund(refund), account, &reference)
                holds[index].refundable -= amount
                spent += amount
            }
            // What no hold can give back, then what the client paid: both lower what is owed.
            for (kind, amount) in [("rest", -spent), ("payment", payment)] where amount > 0 {
                let repayment = Repay(
                    account: account, operation: .named("\(name) \(kind)"),
                    principal: Money(minor: amount))
                try book(.repay(repayment), account, &reference)
            }
            let balances = try #require(ledger.account(account)).balances
            try #require(
                balances.owed.minor - balances.creditBalance.minor == bill,
                "client \(client.name), month \(month)")
            previous = bill
            months += 1
        }
    }

    private mutating func book(
        _ body: Command.Body, _ account: AccountKey, _ reference: inout ReferenceLedger
    ) throws {
        let outcome = apply(body)
        let verdict = reference.apply(command(body), at: time)
        try #require(Verdict(outcome) == verdict)
        try #require(outcome.code.isSuccess && !outcome.isReplay)
        let balances = try #require(ledger.account(account)).balances
        let wanted = try #require(reference.accounts[account])
        try #require(balances.owed.minor == wanted.owed)
        try #require(balances.creditBalance.minor == wanted.credit)
    }

    private mutating func apply(_ body: Command.Body) -> Outcome {
        time = time.adding(spanNs: 1)
        return ledger.apply(command(body), at: time)
    }

    private func command(_ body: Command.Body) -> Command {
        Command(actor: .tester, businessDate: BusinessDate(day: 1), body: body)
    }
}
