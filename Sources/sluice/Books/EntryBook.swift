import SluiceAPI
import SluiceCore

/// Postings as lines of journal entries for a general ledger. In each entry the debits of a circle
/// are its credits.
struct EntryBook {
    /// A line of an entry, with amounts in minor units, both ≥ 0.
    struct Line: Equatable {
        var book: Book
        var debit: Int64
        var credit: Int64
    }

    /// Whose postings are one entry of a day.
    struct Owner: Hashable {
        var date: BusinessDate
        var currency: Currency
        /// `.none` for what concerns no merchant.
        var merchant: MerchantKey
    }

    static let columns = [
        "date", "entry", "event", "merchant", "currency", "circle", "book", "debit", "credit",
    ]

    /// Debits and credits of each book, apart.
    private var sums: [Owner: [Line]] = [:]

    mutating func add(_ booked: BookedEvent) {
        guard let postings = booked.event.postings, let currency = booked.currency else { return }
        let owner = Owner(date: booked.date, currency: currency, merchant: booked.merchant)
        for line in Self.lines(of: postings) {
            var lines =
                sums[owner] ?? Book.allCases.map { Line(book: $0, debit: 0, credit: 0) }
            lines[Int(line.book.rawValue)].debit += line.debit
            lines[Int(line.book.rawValue)].credit += line.credit
            sums[owner] = lines
        }
    }

    /// The lines of one event; none for an event that moves no money.
    static func lines(of postings: Postings) -> [Line] {
        Book.allCases.compactMap { book in
            let minor = postings[book]
            guard minor != 0 else { return nil }
            return Line(book: book, debit: max(0, minor), credit: max(0, -minor))
        }
    }

    /// The entries by date, currency and merchant's name, what concerns none first.
    func entries(names: [MerchantKey: String]) -> [(owner: Owner, lines: [Line])] {
        func order(_ owner: Owner) -> (BusinessDate, String, String) {
            (owner.date, owner.currency.code, names[owner.merchant] ?? "")
        }
        return sums.keys.sorted { order($0) < order($1) }.map { owner in
            (owner, (sums[owner] ?? []).filter { $0.debit != 0 || $0.credit != 0 })
        }
    }

    /// A record of the file; amounts with the decimals of the currency.
    static func fields(
        _ line: Line, entry: String, event: String, of owner: Owner, merchant: String
    ) -> [String] {
        let exponent = ISO4217.exponent(of: owner.currency.code) ?? 0
        return [
            owner.date.text, entry, event, merchant, owner.currency.code,
            line.book.isCommitment ? "commitment" : "money", line.book.code,
            DecimalText.format(minor: line.debit, exponent: exponent),
            DecimalText.format(minor: line.credit, exponent: exponent),
        ]
    }
}
