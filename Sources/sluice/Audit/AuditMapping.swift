import SluiceCore

/// How a lender's two exports are read: which columns of locks and of orders say what.
///
/// The YAML of it is described in docs/reference/mappings.md and read by `AuditMappingFile`.
struct AuditMapping: Sendable {
    /// 1…32 bytes of `a-z 0-9 _ . -`.
    var name: String
    var zone: ImportZone
    var csv: CSVFormat
    var holds: HoldsTable
    var orders: OrderFactsTable
}

/// One row a hold.
struct HoldsTable: Sendable {
    var id: Column
    var account: Column
    var merchant: MappedValue
    var order: Column
    /// What the hold is for; one order may have a live hold for each purpose.
    var purpose: Column?
    var scenario: MappedValue
    var currency: MappedValue
    /// Columns whose sum is the amount.
    var amount: [Column]
    var placedAt: Column
    /// The lender's own end; where it is empty the policy's term holds.
    var expiresAt: Column?
    var captured: Column?
    /// When the newest capture was.
    var capturedAt: Column?
    var released: Column?
    var releasedAt: Column?
    var refunded: Column?
    var status: MappedWords<HoldWord>?
    /// Columns that a file may lack, as if all their cells were empty.
    var optional: Set<String>
}

/// What the lender's own status says became of what neither was captured nor released.
enum HoldWord: String, CaseIterable, Sendable {
    /// It is still locked.
    case open
    /// It was captured if no captured amount is told, else returned.
    case captured
    case released
    case expired
}

/// One row a fact, a line of an order, or an order.
struct OrderFactsTable: Sendable {
    enum Rows: Sendable {
        /// A row a fact: its kind by a word, and when it happened.
        case facts(MappedWords<FactKind>, time: Column)
        /// A row an order or a line with a column for the time of each fact.
        case orders([FactRule])
    }

    var merchant: MappedValue
    var id: Column
    /// The column of the order's line; a row where it is empty is of the whole order.
    var line: Column?
    /// The shop's own final status, a condition of fact rules.
    var status: Column?
    var rows: Rows
    var optional: Set<String>
}

/// The words of a column and what they mean.
struct MappedWords<Value: Sendable>: Sendable {
    var column: Column
    /// By the word in small letters; nil: the row is passed over.
    var words: [String: Value?]
    /// Whether words that are not listed are passed over rather than refused.
    var ignoresOthers: Bool
}
