/// An account on its way to another directory. Amounts in minor units, times RFC 3339.
struct MigratedAccount: Codable, Equatable {
    struct TemporaryLimit: Codable, Equatable {
        var id: String
        var amount: Int64
        var until: String
        var scenario: String?
        var reason: String
    }

    struct Restriction: Codable, Equatable {
        var id: String
        var kind: String
        var reviewBy: String?
    }

    /// Surplus that is still to be paid out. Keys as 32 hexadecimal digits: of the refund it came
    /// from, and of its hold.
    struct Payout: Codable, Equatable {
        var payout: String
        var hold: String
        var amount: Int64
        var dueAt: String
    }

    /// What was done to the account under an id that is used up.
    struct Operation: Codable, Equatable {
        /// The name; nil where only the key is known.
        var id: String?
        var key: String
        var kind: String
        var amount: Int64
        var reason: String?
        /// The key of the operation it is about.
        var subject: String?
        var until: String?
        var scenario: String?
        var restriction: String?
        var reversed: Bool
    }

    var account: String
    var currency: String
    /// The fixed limit.
    var limit: Int64
    var owed: Int64
    var creditBalance: Int64
    var temporaryLimits: [TemporaryLimit]
    var restrictions: [Restriction]
    var payouts: [Payout]
    var operations: [Operation]
}

/// A hold that is open, or whose capture may still be refunded.
struct MigratedHold: Codable, Equatable {
    struct Line: Codable, Equatable {
        var line: String
        /// Where the name derives another one: the line is an increment's.
        var key: String?
        /// Asked for at placement; zero for a line that was added.
        var requested: Int64
        var seller: String?
        var amount: Int64
        var captured: Int64
        var released: Int64
        var expired: Int64
        var refunded: Int64
    }

    /// What was done to the hold under an id that is used up.
    struct Operation: Codable, Equatable {
        struct Line: Codable, Equatable {
            var key: String
            var amount: Int64?
        }

        /// What was asked for.
        struct Content: Codable, Equatable {
            var amount: Int64?
            var lines: [Line]
            var final: Bool
            var reason: String?
            var until: String?
            var subject: String?
            var choice: UInt8
            var authority: String?
        }

        /// The name; nil where only the key is known, as of what a fact did.
        var id: String?
        var key: String
        var kind: String
        var content: Content
        var outcome: String
        /// What it came to.
        var amount: Int64
        /// The key of the hold that a capture after the end made.
        var lateHold: String?
    }

    struct Overlay: Codable, Equatable {
        var id: String?
        var kind: String
        var since: String
        var until: String
        var reason: String?
        var authority: String?
    }

    var hold: String
    var merchant: String
    var account: String
    var order: String
    var purpose: String
    var scenario: String
    var plan: String?
    var overcaptureConsent: Bool
    var currency: String
    /// What the placement asked for.
    var requested: Int64
    /// All that is authorised.
    var amount: Int64
    var captured: Int64
    var released: Int64
    var expired: Int64
    var refunded: Int64
    var generation: UInt32
    var placedAt: String
    var expiresAt: String
    var lines: [Line]
    var operations: [Operation]
    var overlays: [Overlay]

    var isOpen: Bool { amount > captured + released + expired }
}

/// A fact of an order of such a hold, or one that waits for its order.
struct MigratedFact: Codable, Equatable {
    struct Line: Codable, Equatable {
        var line: String
        var amount: Int64?
    }

    var id: String
    var source: String
    var merchant: String
    var order: String
    var type: String
    var occurredAt: String
    var recordedAt: String
    /// Whether what it moved is in the past of the holds.
    var past: Bool
    var merchantSequence: Int64?
    var amount: Int64?
    var lines: [Line]
    var reason: String?
}

/// Where the records come from, and how many there are.
struct MigrationManifest: Codable, Equatable {
    static let currentFormat = 1

    var format = Self.currentFormat
    var lender: String
    var zone: String
    /// Ledger time of the newest event exported.
    var time: String
    var accounts: Int
    var holds: Int
    var facts: Int
    /// Ids of holds that the files cannot say: an older hold of a natural key that has a capture.
    var left: [String]
}

/// Everything that is taken along.
struct Migration: Equatable {
    var manifest: MigrationManifest
    var accounts: [MigratedAccount] = []
    var holds: [MigratedHold] = []
    var facts: [MigratedFact] = []
}
