/// The answer of the ledger to a command. Equal state and command give an equal outcome.
public struct Outcome: Hashable, Sendable {
    public var code: OutcomeCode
    /// The field at fault, for a refusal that has one.
    public var field: Field
    /// The hold spoken of: for a duplicate by natural key the first hold, not the one asked for.
    public var hold: HoldKey
    /// The sequence of the event that gave the first answer; 0 where nothing was ever recorded.
    public var sequence: UInt64
    /// What the first effect moved, of which `isReplay` gives only a copy.
    public var amount: Money
    /// Whether the answer repeats the first one and nothing was moved now.
    public var isReplay: Bool

    public init(
        _ code: OutcomeCode, field: Field = .none, hold: HoldKey = .none, sequence: UInt64 = 0,
        amount: Money = .zero, isReplay: Bool = false
    ) {
        self.code = code
        self.field = field
        self.hold = hold
        self.sequence = sequence
        self.amount = amount
        self.isReplay = isReplay
    }
}

/// What a command came to. The integers are part of the public interface: never renumber.
///
/// 1–19: it took effect. 20–39: refused, and the refusal is recorded: the id is used up.
/// 40 and above: refused without a trace; the same id may be used again.
public enum OutcomeCode: UInt16, Sendable, CaseIterable {
    case applied = 1
    case approved = 2
    case parked = 3
    /// The hold reserves, and waits for its review.
    case pending = 4
    /// The command waits for a second person.
    case proposed = 5

    case insufficientLimit = 20
    case orderTerminal = 21
    case amountMismatch = 22
    case lateCaptureRejected = 23
    case accountRestricted = 24
    case delinquent = 25

    case invalidRequest = 40
    case accountNotFound = 41
    case holdNotFound = 42
    case repaymentNotFound = 43
    case idConflict = 44
    case duplicateHold = 45
    case currencyMismatch = 46
    case scenarioUnknown = 47
    case retryNotAllowed = 48
    case holdEnded = 49
    case amountExceedsOpen = 50
    case amountExceedsCaptured = 51
    case lineUnknown = 52
    case linesDoNotSum = 53
    case balanceOutOfRange = 54
    case guaranteed = 55
    case alreadyReversed = 56
    case parkingFull = 57
    case policyInvalid = 58
    case journalMode = 59
    case holdDeclined = 60
    case orderFull = 61
    case holdFull = 62
    case accountFull = 63
    case roleNotAllowed = 64
    case limitNotFound = 65
    case restrictionNotFound = 66
    case payoutNotFound = 67
    case holdPending = 68
    case holdFrozen = 69
    case holdLive = 70
    case resultUnknown = 71
    case extendedToday = 72
    case beyondMaximumAge = 73
    case reviewOpen = 74
    case reviewNotOpen = 75
    case overlayExists = 76
    case overlayNotFound = 77
    case approvalNeeded = 78
    case personNeeded = 79
    case samePerson = 80
    case beneficiary = 81
    case proposalNotFound = 82
    case proposalClosed = 83
    case proposalExpired = 84
    case dayClosed = 85
    // Why a repair passes over a hold.
    case notConcerned = 90
    case repairsOff = 91
    case feedLost = 92
    case repairCapped = 93

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.capitals)

    public var isSuccess: Bool { rawValue < 20 }

    /// Whether the outcome is kept under the id for ever.
    public var isRecorded: Bool { rawValue < 40 }
}

/// A field of a command, to name what is at fault. Wire text is the case in snake case.
public enum Field: UInt8, Sendable, CaseIterable {
    case none = 0
    case id = 1
    case account = 2
    case amount = 3
    case currency = 4
    case order = 5
    case merchant = 6
    case purpose = 7
    case scenario = 8
    case lines = 9
    case retryOf = 10
    case final = 11
    case reason = 12
    case principal = 13
    case limit = 14
    case repayment = 15
    case kind = 16
    case occurredAt = 17
    case merchantSequence = 18
    case policy = 19
    case mode = 20
    case until = 21
    case owed = 22
    case creditBalance = 23
    case restriction = 24
    case reviewBy = 25
    case payout = 26
    case plan = 27
    case overcaptureConsent = 28
    case placedAt = 29
    case captured = 30
    case generation = 31
    case force = 32
    case children = 33
    case from = 34
    case to = 35
    case decision = 36
    case authority = 37
    case overlay = 38
    case command = 39
    case sequence = 40
    case date = 41
    case facts = 42
    case askedAt = 43
    case tier = 44
    case detector = 50
    case holds = 51

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}
