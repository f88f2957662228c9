import SluiceCore

/// How a shop's export is read: which files and columns say what, and under which policy.
///
/// The YAML of it is described in Mappings/generic.yaml and read by `MappingFile`.
struct Mapping: Sendable {
    /// 1…32 bytes of `a-z 0-9 _ . -`; the facts' source is `import:` and this name.
    var name: String
    var zone: ImportZone
    var currency: MappedValue
    var merchant: MappedValue
    var limit: MappedLimit
    var policy: Policy
    var csv: CSVFormat
    var orders: OrdersTable
    /// Amounts to add up to the order's; nil: the orders table has the amount.
    var payments: PaymentsTable?
    /// Lines with their sellers; nil: every order is one line.
    var items: ItemsTable?
    /// How a file of settlement is read.
    var settlement: SettlementTable
    /// Of rules for the same fact the first that applies to a row makes it.
    var facts: [FactRule]
    /// How long after it was billed an order is repaid in full; nil: nothing is repaid.
    var repaidAfterNs: Int64?
    /// How long after it happened a cancellation is told; 0: at once.
    var cancellationsToldAfterNs: Int64 = 0

    var source: String { "import:\(name)" }

    /// Whether the source is a folder of files rather than one file.
    var readsFolder: Bool { orders.file != nil }
}

struct CSVFormat: Hashable, Sendable {
    var delimiter = UInt8(ascii: ",")
    /// Point or comma.
    var decimalMark = UInt8(ascii: ".")
}

/// A column by its name in the header, and the line of the mapping that names it.
struct Column: Hashable, Sendable {
    var name: String
    var line: Int
}

/// A table of the source that turns one name into another.
struct Lookup: Hashable, Sendable {
    var file: String
    var key: Column
    var value: Column
}

/// A text told by the mapping itself or by a column.
enum MappedValue: Hashable, Sendable {
    case constant(String)
    /// `otherwise` stands in for an empty cell.
    case column(Column, through: Lookup?, otherwise: String?)
}

/// What the accounts of a source may spend; an account has the limit of its first order's row.
enum MappedLimit: Hashable, Sendable {
    /// The largest amount there is.
    case neverBinds
    /// A decimal text in the account's currency.
    case constant(String)
    case column(Column)
    /// Whole minor units in a file of their own: the folded account k has what row k says.
    case rows(file: String, column: Column)
}

/// One row an order.
struct OrdersTable: Sendable {
    /// nil: the source itself is the file.
    var file: String?
    var id: Column
    var account: MappedValue
    /// So many accounts share all there is: the first 32 bits of the SHA-256 of a name, modulo this.
    var accountFold: Int?
    var placedAt: Column
    /// The shop's own final status: a label, and a condition of fact rules.
    var status: Column?
    /// Columns whose sum is the amount; empty where payments tell it.
    var amount: [Column]
    /// Columns that a file may lack, as if all their cells were empty.
    var optional: Set<String>
}

/// One row a payment.
struct PaymentsTable: Sendable {
    var file: String
    var order: Column
    var amount: [Column]
}

/// One row a line of an order.
struct ItemsTable: Sendable {
    var file: String
    var order: Column
    var line: Column
    var amount: [Column]
    var seller: Column?
}

/// One row a payment to a merchant, or with a minus what was taken back; only `reconcile` reads it.
struct SettlementTable: Sendable {
    var order: Column
    var merchant: MappedValue
    var currency: MappedValue
    var amount: Column
    var at: Column
}

/// When a row makes a fact.
struct FactRule: Sendable {
    var fact: FactKind
    var time: Column
    /// The rule is for rows of these statuses only; empty: for all. A row of such a status whose
    /// time is empty is refused, while for a rule for all rows it has no such fact.
    var statuses: Set<String>
    /// The rule is for rows where all of these are empty.
    var ifEmpty: [Column]
    var reason: MappedReason
}

/// Why an order was cancelled; `.constant(.none)` for other facts.
enum MappedReason: Sendable {
    case constant(Reason)
    /// The shop's words, in small letters, and the reason for any other.
    case column(Column, words: [String: Reason], otherwise: Reason)
}
