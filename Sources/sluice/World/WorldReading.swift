import SluiceAPI
import SluiceCore

/// An event of the engine as the world reads it. Times are virtual.
struct WorldEvent: Equatable, Sendable {
    enum Kind: String, Sendable {
        case placed = "hold.placed"
        case declined = "hold.declined"
        case captured = "hold.captured"
        case released = "hold.released"
        case expired = "hold.expired"
        case refunded = "hold.refunded"
        case noticed = "hold.noticed"
        case silenced = "hold.silenced"
        case heard = "hold.heard"
        case extended = "hold.extended"
        case paused = "hold.paused"
        case doubted = "hold.release_queued"
        case reviewOpened = "hold.review_opened"
        case reviewClosed = "hold.review_closed"
    }

    var kind: Kind
    /// The number of the order.
    var order: Int
    var atNs: Int64
    /// What moved.
    var amountMinor: Int64 = 0
    var reason = ""
    /// What moved it: an id that takes effect once; empty for what moves by itself.
    var operation = ""
    /// The end of the hold from now on, where the event tells it.
    var expiresNs: Int64?
    /// What the account can still lock, where the event tells it.
    var availableMinor: Int64 = 0
}

/// A hold as it is at the end.
struct WorldHold: Equatable, Sendable {
    var capturedMinor: Int64 = 0
    var returnedMinor: Int64 = 0
    var refundedMinor: Int64 = 0
    var openMinor: Int64 = 0
    /// Whether a named person's decision keeps it open: a dispute or a freeze.
    var isKept = false
}

/// An account as it is at the end.
struct WorldAccount: Equatable, Sendable {
    var heldMinor: Int64
    /// Less its credit balance.
    var owedMinor: Int64
}

/// What the merchants' words of an order were answered with, and when first.
struct WorldTold: Equatable, Sendable {
    /// The cancellation of the whole order.
    var cancelledNs: Int64?
    /// Those of its lines.
    var lineCancelledNs: [Int: Int64] = [:]
    /// A cancellation that was a lie.
    var lieNs: Int64?
}

/// All that was read back from an engine.
struct WorldReading: Equatable, Sendable {
    /// In the order in which they happened.
    var events: [WorldEvent] = []
    /// By the number of the order, as lists tell them.
    var holds: [Int: WorldHold] = [:]
    /// By the number of the shopper.
    var accounts: [Int: WorldAccount] = [:]
    /// By the number of the order.
    var told: [WorldTold]
    /// Placements that were answered as locked.
    var locked: Set<Int> = []
    /// What each shopper has paid.
    var repaidMinor: [Int: Int64] = [:]
    /// What was refused for good, by its code.
    var refused: [String: Int] = [:]
    /// nil where the world has no persons for one.
    var desk: WorldDesk?
    /// When it was read.
    var atNs: Int64 = 0
    /// How late the way over HTTP may make anything.
    var slackNs: Int64 = WorldLimits.slackNsMin
}
