/// An account on its way to another directory. Amounts in minor units, times RFC 3339.
struct MigratedAccount: Codable, Equatable {
    struct TemporaryLimit: Codable, Equatable {
        var id: String
        var amount: Int64
        var until: String
        var scenario: String?
    }

    struct Restriction: Codable, Equatable {
        var id: String
        var kind: String
        var reviewBy: String?
    }

    /// Surplus that the system the account comes from still pays: it is told, not taken along.
    struct Payout: Codable, Equatable {
        var id: String
        var amount: Int64
        var dueAt: String
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
}

/// A hold that is open, or whose capture may still be refunded.
struct MigratedHold: Codable, Equatable {
    struct Line: Codable, Equatable {
        var line: String
        var amount: Int64
        var seller: String?
    }

    struct Overlay: Codable, Equatable {
        var id: String?
        var kind: String
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
    /// All that was authorised.
    var amount: Int64
    var captured: Int64
    var released: Int64
    var expired: Int64
    var refunded: Int64
    var generation: UInt32
    var placedAt: String
    var expiresAt: String
    /// Empty where something of the hold moved: a history has no lines.
    var lines: [Line]
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
    /// Ids of holds that the files cannot say: an older hold of a natural key that has a capture,
    /// and what remains of a split.
    var left: [String]
}

/// Everything that is taken along.
struct Migration: Equatable {
    var manifest: MigrationManifest
    var accounts: [MigratedAccount] = []
    var holds: [MigratedHold] = []
    var facts: [MigratedFact] = []
}
