import Foundation
import SluiceCore

/// Reads a lender's two exports and judges every lock at one time. Nothing is moved.
///
/// Memory: about 150 bytes an order, 150 a line of an order, 40 a lock and 150 more an open one.
struct Audit {
    let mapping: AuditMapping
    let terms: AuditTerms
    let at: Instant
    /// How many examples of each finding are kept.
    let limit: Int
    let rejects: RejectFile
    /// Where each lock that is stuck or was moved wrongly goes; nil: nowhere.
    let list: AuditList?

    /// Errors: a file cannot be read or written, lacks a column, or is beyond a limit.
    func run(holds: URL, orders: URL) throws(ImportError) -> AuditReport {
        guard Self.isPlainOrAbsent(holds) else { throw .notPlain(path: holds.relativePath) }
        var files = AuditReport.Files(holds: holds.relativePath, orders: orders.relativePath)
        files.tellsRefunds = mapping.holds.refunded != nil
        var book = OrderBook(at: at)
        var reading = try OrderFactsReading(orders, mapping: mapping, rejects: rejects)
        files.orderRows = try reading.read(into: &book)
        files.laterFacts = book.laterFacts
        files.knownOrders = book.count
        files.merchants = book.merchants.count
        let locks = HoldsReading(
            holds, mapping: mapping, policy: terms.policy, at: at, rejects: rejects)
        var live = LiveHolds()
        let counts = try locks.each(isFirst: true) { hold in
            if hold.open.isPositive, !hold.order.isEmpty { live.note(hold) }
        }
        files.holdRows = counts.rows
        files.laterHolds = counts.later
        let tallies = try judge(locks, book, live, &files)
        try list?.finish()
        try rejects.finish()
        return AuditReport(
            at: at, mapping: mapping.name, terms: terms, zone: mapping.zone, files: files,
            limit: limit,
            currencies: tallies.values.sorted { $0.currency.code < $1.currency.code },
            rejects: rejects.counts)
    }

    /// What is read twice must not be a pipe; that a file is absent is told when it is opened.
    private static func isPlainOrAbsent(_ file: URL) -> Bool {
        var information = stat()
        guard stat(file.path, &information) == 0 else { return true }
        return information.st_mode & S_IFMT == S_IFREG
    }

    private func judge(
        _ locks: HoldsReading, _ book: OrderBook, _ live: LiveHolds,
        _ files: inout AuditReport.Files
    ) throws(ImportError) -> [Currency: CurrencyTally] {
        let judge = AuditJudge(at: at)
        var tallies: [Currency: CurrencyTally] = [:]
        var told = files
        _ = try locks.each(isFirst: false) { hold in
            let found =
                hold.order.isEmpty
                ? nil : book.find(merchant: hold.merchant, order: hold.order)
            var known = AuditJudge.Evidence(
                order: found?.0, lines: found?.1 ?? [], feed: book.merchants[hold.merchant])
            var verdicts: [(verdict: AuditJudge.Verdict, amount: Money)] = []
            if hold.open.isPositive {
                told.open += 1
                if found != nil { told.matched += 1 }
                known.double = live.double(hold)
                verdicts.append((judge.open(hold, known), hold.open))
            } else {
                told.ended += 1
            }
            verdicts += judge.moved(hold, known)
            for (verdict, amount) in verdicts {
                let example = AuditExample(
                    finding: verdict.finding, hold: hold.id, merchant: hold.merchant,
                    order: hold.order, amount: amount, since: verdict.since,
                    ageNs: at.ns - verdict.since.ns)
                tallies[hold.currency, default: CurrencyTally(hold.currency)]
                    .add(example, limit: limit)
                list?.add(example, hold)
            }
        }
        files = told
        return tallies
    }
}
