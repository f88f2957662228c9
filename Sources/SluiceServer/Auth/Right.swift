import SluiceCore

/// What a route asks of a caller; docs/reference/http.md shows the table.
enum Right: String, CaseIterable, Sendable {
    case openAccounts = "open accounts"
    case changeLimits = "change limits"
    case recordRepayments = "record repayments"
    case readAccounts = "read accounts"
    case placeHolds = "place holds"
    case moveHolds = "capture, release, increment, refund"
    case readHolds = "read holds and timelines"
    case recordOrderEvents = "record order events"
    case readOrders = "read orders"
    case followAll = "follow events"
    case followAccounts = "follow events of an account"
    case followHolds = "follow events of a hold"
    case readPeople = "read what is held on a person"
    case changePeople = "change contact data of a person"
    case erasePeople = "erase a person"
    case readDays = "read closed days"
    case closeDays = "close a business date"
    case readStatements = "read statements of a merchant"
    case readMetrics = "read metrics"
}

extension Role {
    /// Whether a role has a right; a key bound to a merchant has it for that merchant alone.
    func has(_ right: Right) -> Bool {
        switch self {
        case .lender: true
        case .merchant:
            switch right {
            case .placeHolds, .moveHolds, .readHolds, .recordOrderEvents, .readOrders,
                .followAll, .followHolds, .readStatements:
                true
            default: false
            }
        case .support: Right.reading.contains(right)
        case .treasury:
            Right.reading.contains(right) || Right.ofBooks.contains(right) || right == .closeDays
        case .auditor:
            Right.reading.contains(right) || Right.ofBooks.contains(right)
                || right == .readMetrics
        // Whoever erases needs not read what is erased.
        case .operator: [.readMetrics, .erasePeople, .readDays, .closeDays].contains(right)
        case .engine, .reviewer, .migration, .consumer: false
        }
    }
}

extension Right {
    fileprivate static let ofBooks: [Right] = [.readDays, .readStatements]

    fileprivate static let reading: [Right] = [
        .readAccounts, .readHolds, .readOrders, .followAll, .followAccounts, .followHolds,
    ]
}
