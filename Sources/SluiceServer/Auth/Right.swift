import SluiceAPI
import SluiceCore

/// What a route asks of a caller; docs/reference/http.md shows the table.
public enum Right: String, CaseIterable, Sendable {
    case openAccounts = "open accounts"
    case changeLimits = "change limits"
    case recordRepayments = "record repayments"
    case restrictAccounts = "restrict accounts"
    case recordPayouts = "record payouts"
    case decideProposals = "propose and approve"
    case readProposals = "read proposals"
    case readAccounts = "read accounts"
    case listAccounts = "list accounts"
    case placeHolds = "place holds"
    case moveHolds = "capture, release, increment, refund, extend, split"
    case requestReleases = "request a release"
    case setOverlays = "set and lift overlays"
    case correctHolds = "correct holds"
    case decideReviews = "decide reviews"
    case stepUp = "let a consumer confirm"
    case readReviews = "read reviews"
    case readServiceLevels = "read service levels"
    case giveVerdicts = "judge releases in doubt"
    case readHolds = "read holds and timelines"
    case readLockTime = "read lock time"
    case recordOrderEvents = "record order events"
    case recordPulls = "record pulls"
    case askMerchants = "ask a merchant for an order"
    case sendBatches = "send batches"
    case readOrders = "read orders"
    case followAll = "follow events"
    case followAccounts = "follow events of an account"
    case followHolds = "follow events of a hold"
    case readPeople = "read what is held on a person"
    case changePeople = "change contact data of a person"
    case erasePeople = "erase a person"
    case readPolicy = "read the policy"
    case adoptPolicy = "adopt a policy"
    case readDays = "read closed days"
    case closeDays = "close a business date"
    case readStatements = "read statements of a merchant"
    case readMerchants = "read the health of a merchant"
    case readAnomalies = "read anomalies"
    case repairAnomalies = "repair anomalies"
    case readForecasts = "read how good forecasts are"
    case readReconciliations = "read reconciliations"
    case resolveBreaks = "resolve differences of books"
    case acceptClock = "accept the clock"
    case readMetrics = "read metrics"
    case readMessages = "read messages"
    case keepWebhooks = "keep webhooks"
    case keepKeys = "keep keys"
}

extension Right {
    /// The name by which a key or a token is narrowed to it, such as `place_holds`. It stands in
    /// files and tokens of others: a case is never renamed.
    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    public init?(code: String) {
        guard let right = Self.codes.value(of: code) else { return nil }
        self = right
    }

    /// The rights among the scopes of a token, which are divided by spaces; what is none of ours,
    /// such as `openid`, gives nothing.
    static func named(in scope: String) -> Set<Right> {
        Set(scope.split(separator: " ").compactMap { Right(code: String($0)) })
    }
}

extension Role {
    /// Whether a role has a right; a key bound to a merchant or an account has it for that alone.
    func has(_ right: Right) -> Bool {
        switch self {
        case .lender: true
        case .merchant:
            switch right {
            case .placeHolds, .moveHolds, .requestReleases, .readHolds, .recordOrderEvents,
                .sendBatches, .readOrders, .followAll, .followHolds, .readStatements,
                .readMerchants, .readAnomalies, .readMessages, .keepWebhooks:
                true
            default: false
            }
        case .support:
            Right.reading.contains(right) || right == .requestReleases
                || right == .askMerchants
        case .treasury:
            Right.reading.contains(right) || Right.ofBooks.contains(right)
                || right == .recordPayouts || right == .closeDays || right == .resolveBreaks
        case .auditor:
            Right.reading.contains(right) || Right.ofBooks.contains(right)
                || right == .readMetrics || right == .readProposals || right == .readPolicy
        case .operator:
            switch right {
            // Whoever erases needs not read what is erased.
            case .readMetrics, .erasePeople, .decideProposals, .readProposals, .readPolicy,
                .adoptPolicy, .readDays, .closeDays, .acceptClock, .readMerchants,
                .recordPulls, .askMerchants, .readAnomalies, .repairAnomalies, .readLockTime,
                .readForecasts, .readServiceLevels, .readReconciliations, .resolveBreaks:
                true
            default: false
            }
        case .reviewer:
            switch right {
            // What a reviewer finds may end in a ban.
            case .readReviews, .readServiceLevels, .decideReviews, .readHolds, .restrictAccounts,
                .readMessages:
                true
            default: false
            }
        case .migration:
            right == .openAccounts || right == .placeHolds || right == .readHolds
        case .consumer:
            switch right {
            case .readAccounts, .readHolds, .followAccounts, .followHolds, .readMessages, .stepUp:
                true
            default: false
            }
        case .engine: false
        }
    }
}

extension Principal {
    /// Whether the caller has a right: the role has it, and the scopes do where there are some.
    public func has(_ right: Right) -> Bool {
        role.has(right) && scopes?.contains(right) ?? true
    }

    /// Refuses who has not a right.
    func check(_ right: Right) throws(Problem) {
        guard !has(right) else { return }
        throw Problem(
            .forbidden,
            detail: role.has(right)
                ? "This credential is narrowed to scopes, and `\(right.code)` is not among them."
                : "A key of role \(role.code) may not \(right.rawValue).")
    }
}

extension Right {
    fileprivate static let ofBooks: [Right] = [.readDays, .readStatements]

    fileprivate static let reading: [Right] = [
        .readAccounts, .listAccounts, .readHolds, .readReviews, .readServiceLevels, .readOrders,
        .readMerchants,
        .readAnomalies, .readLockTime, .readForecasts, .followAll, .followAccounts,
        .followHolds, .readMessages, .readReconciliations,
    ]
}
