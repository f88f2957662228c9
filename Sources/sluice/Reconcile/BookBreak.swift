import Crypto
import Foundation
import SluiceCore

/// A difference between the ledger and another book, of one order.
struct BookBreak: Equatable, Sendable {
    /// The book that the ledger is held against.
    enum Book: String, CaseIterable, Sendable {
        /// What the merchant says of its orders.
        case orders
        /// What was paid to the merchant, and taken back.
        case settlement
    }

    /// What kind of difference; where several apply, the first.
    enum Class: String, CaseIterable, Sendable {
        case currency
        /// The other book has the order, the ledger has not; of a settlement: nothing was paid yet.
        case missing
        /// The ledger has the order, the other book has not; of a settlement: paid for nothing.
        case extra
        case amount
        /// The same money, in another state: cancelled and still locked, shipped and not billed.
        case state
        /// Any of these, but so young that it may be on its way.
        case timing
    }

    var book: Book
    var kind: Class
    var merchant: String
    var order: String
    var currency: Currency
    /// What the ledger has, and the other book: of `state` what is locked or billed wrongly, and 0.
    var ledger: Money
    var other: Money
    /// A few words: `cancelled, still locked`.
    var detail: String
    /// The newest thing on either side.
    var since: Instant

    /// What is in dispute.
    var stake: Money { Money(minor: abs(ledger.minor - other.minor)) }

    /// Stable from run to run: of the same difference, whatever its amounts. A difference that was on its
    /// way keeps its id when it is a break.
    var id: String {
        let text = [book.rawValue, merchant, order].joined(separator: "\u{0}")
        return SHA256.hash(data: Data(text.utf8)).prefix(6).hexadecimal
    }

    /// Who begins to look.
    var owner: String {
        switch (book, kind) {
        case (.settlement, _): "treasury"
        case (.orders, .missing), (.orders, .currency): "operator"
        case (.orders, _): "merchant"
        }
    }
}
