/// The accounts of the books. The integers are journalled: never renumber.
///
/// Two circles, each balanced by itself. The commitment: limit granted = unused + held + used.
/// The money: receivable + funds = credit balance + merchant payable + payout due + suspense +
/// opening.
/// Debits are positive: a liability that grows is posted with a negative amount.
public enum Book: UInt8, Sendable, CaseIterable {
    case limitGranted = 0
    /// Available less overlimit.
    case unused = 1
    case held = 2
    /// The used part of the limit, the mirror of receivable in the commitment.
    case used = 3
    /// Owed principal.
    case receivable = 4
    case creditBalance = 5
    case merchantPayable = 6
    case payoutDue = 7
    /// Money received from or sent to the outside by the lender's payment system.
    case funds = 8
    /// What no rule could place; empty in normal work.
    case suspense = 9
    /// What accounts were opened with: the other side of balances brought along.
    case opening = 10

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    /// Whether the account belongs to the commitment circle.
    public var isCommitment: Bool { rawValue <= Book.used.rawValue }
}

/// The postings of one event: a signed amount per account of the books.
public struct Postings: Hashable, Sendable {
    public private(set) var amounts: InlineArray<11, Int64> = .init(repeating: 0)

    public init() {}

    /// An amount that goes from one account of the books to another.
    init(_ first: Book, _ amount: Money, _ second: Book, _ other: Money) {
        self[first] = amount.minor
        self[second] = other.minor
    }

    public subscript(book: Book) -> Int64 {
        get { amounts[Int(book.rawValue)] }
        set { amounts[Int(book.rawValue)] = newValue }
    }

    /// Whether both circles sum to zero.
    public var isBalanced: Bool {
        var commitment: Int64 = 0
        var money: Int64 = 0
        for book in Book.allCases {
            if book.isCommitment { commitment += self[book] } else { money += self[book] }
        }
        return commitment == 0 && money == 0
    }

    public static func == (left: Postings, right: Postings) -> Bool {
        left.amounts.indices.allSatisfy { left.amounts[$0] == right.amounts[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        for index in amounts.indices { hasher.combine(amounts[index]) }
    }
}

extension Postings: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral postings: (Book, Money)...) {
        for (book, amount) in postings { self[book] += amount.minor }
    }
}

extension Money {
    /// The posting of the opposite sign; only postings are ever negative.
    var negated: Money { Money(minor: -minor) }
}
