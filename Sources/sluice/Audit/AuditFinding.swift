/// What an audit says of a lock. The raw values are the codes of --json and --csv.
enum AuditFinding: String, CaseIterable, Sendable {
    // Stuck: open, and by the terms it should have ended or cannot.
    case orderCancelled = "order_cancelled"
    case orderCompleted = "order_completed"
    case notBilled = "not_billed"
    case remainderHeld = "remainder_held"
    case pastExpiry = "past_expiry"
    case shippedAfterEnd = "shipped_after_end"
    case duplicateHold = "duplicate_hold"
    case twoAccounts = "two_accounts"
    case noOrder = "no_order"
    case orderSilent = "order_silent"
    // Open, and rightly so.
    case ending = "ending"
    case awaitingPayment = "awaiting_payment"
    case awaitingMerchant = "awaiting_merchant"
    case awaitingCarrier = "awaiting_carrier"
    case awaitingConsumer = "awaiting_consumer"
    // Open, and the exports do not tell enough.
    case orderUnread = "order_unread"
    case orderUnknown = "order_unknown"
    case feedSilent = "feed_silent"
    // Moved wrongly, not stuck.
    case billedThoughCancelled = "billed_though_cancelled"
    case cancelledAfterBilling = "cancelled_after_billing"
    case returnedThoughShipped = "returned_though_shipped"

    enum Class: String, CaseIterable, Sendable {
        case stuck
        case held
        case unjudged
        case movedWrongly = "moved_wrongly"
    }

    /// Whose step is next.
    enum Actor: String, CaseIterable, Sendable {
        case lender
        case merchant
        case carrier
        case consumer
    }

    /// Where the money belongs.
    enum Destination: String, CaseIterable, Sendable {
        /// Back to the consumer's line.
        case returned
        /// On the consumer's bill, and to the merchant.
        case billed
        /// A person has to say.
        case undecided
    }

    var group: Class {
        switch self {
        case .orderCancelled, .orderCompleted, .notBilled, .remainderHeld, .pastExpiry,
            .shippedAfterEnd, .duplicateHold, .twoAccounts, .noOrder, .orderSilent:
            .stuck
        case .ending, .awaitingPayment, .awaitingMerchant, .awaitingCarrier, .awaitingConsumer:
            .held
        case .orderUnread, .orderUnknown, .feedSilent: .unjudged
        case .billedThoughCancelled, .cancelledAfterBilling, .returnedThoughShipped: .movedWrongly
        }
    }

    /// The anomaly's number where it has one, as docs/how-to/audit-your-locks.md lists them.
    var detector: String? {
        switch self {
        case .orderCancelled, .orderCompleted: "D1"
        case .noOrder: "D2"
        case .pastExpiry, .shippedAfterEnd: "D3"
        case .remainderHeld: "D4"
        case .duplicateHold, .twoAccounts: "D7"
        case .billedThoughCancelled: "D13"
        case .orderSilent: "D17"
        default: nil
        }
    }

    var actor: Actor {
        switch self {
        case .notBilled, .orderSilent, .awaitingMerchant, .feedSilent: .merchant
        case .awaitingCarrier: .carrier
        case .awaitingPayment, .awaitingConsumer: .consumer
        default: .lender
        }
    }

    /// nil for what is rightly held or cannot be judged.
    var destination: Destination? {
        switch self {
        case .orderCancelled, .pastExpiry, .duplicateHold, .noOrder, .billedThoughCancelled:
            .returned
        case .orderCompleted, .notBilled, .returnedThoughShipped: .billed
        case .remainderHeld, .shippedAfterEnd, .twoAccounts, .orderSilent, .cancelledAfterBilling:
            .undecided
        default: nil
        }
    }
}
