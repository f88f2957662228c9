/// One request to the ledger with everything that led to it: replaying the commands of a journal
/// against other rules answers "what if"; replaying its events rebuilds the state.
public struct Command: Hashable, Sendable {
    public var actor: Actor
    /// The lender's calendar day the command is booked on.
    public var businessDate: BusinessDate
    /// When the thing happened outside, where that is known; terms of a hold run from it in a
    /// historical journal. Moves no balance.
    public var occurredAt: Instant?
    /// The W3C trace id of the request that brought the command; `.none` if there was none.
    public var trace: TraceID
    /// The text a person wrote with the command, kept in the side store; `.none` if there is none.
    public var note: NoteKey
    public var body: Body

    public init(
        actor: Actor, businessDate: BusinessDate, occurredAt: Instant? = nil,
        trace: TraceID = .none, note: NoteKey = .none, body: Body
    ) {
        self.actor = actor
        self.businessDate = businessDate
        self.occurredAt = occurredAt
        self.trace = trace
        self.note = note
        self.body = body
    }

    public indirect enum Body: Hashable, Sendable {
        // Accounts.
        case openAccount(OpenAccount)
        case setLimit(SetLimit)
        case endLimit(EndLimit)
        case restrict(Restrict)
        case liftRestriction(LiftRestriction)
        case repay(Repay)
        case reverseRepayment(ReverseRepayment)
        case payOut(PayOut)
        // Holds.
        case place(PlaceHold)
        case capture(CaptureHold)
        case release(ReleaseHold)
        case increment(IncrementHold)
        case extend(ExtendHold)
        case refund(RefundHold)
        case requestRelease(RequestRelease)
        case decideReview(DecideReview)
        case undoDecision(UndoDecision)
        case recordVerdict(RecordVerdict)
        case setOverlay(SetOverlay)
        case liftOverlay(LiftOverlay)
        case split(SplitHold)
        case correct(CorrectHold)
        // Orders.
        case recordFact(RecordFact)
        case recordPull(RecordPull)
        case recordSweep(RecordSweep)
        // Anomalies.
        case repairHolds(RepairHolds)
        // Two persons.
        case propose(Propose)
        case approve(Approve)
        // The engine and the lender's day.
        /// Applies what is due, oldest first, at most `dueMax` steps; the engine's own.
        case tick(dueMax: UInt32)
        /// Applies what is due on one account; recorded when a touch changed something.
        case settle(AccountKey)
        /// Applies what is due on the returns of an order and on the accounts of its holds.
        case settleOrder(OrderKey)
        /// Freezes the totals of a business date.
        case closeDay(BusinessDate)
        case adoptPolicy(Policy)
        case createJournal(CreateJournal)
        /// Ends the historical mode of a journal, once.
        case goLive
        /// An operator's word that the time of day is right, after a doubt.
        case acceptClock
    }
}

/// The 16 bytes of a W3C trace id.
public typealias TraceID = Key<TraceTag>
public enum TraceTag: Sendable {}

/// The first command of a journal.
public struct CreateJournal: Hashable, Sendable {
    public var mode: JournalMode
    /// The scope of account names.
    public var lender: String
    /// The IANA name of the zone business dates are told in.
    public var zone: String

    public init(mode: JournalMode, lender: String, zone: String) {
        self.mode = mode
        self.lender = lender
        self.zone = zone
    }
}

/// Where the time of a journal comes from.
public enum JournalMode: UInt8, Sendable, CaseIterable {
    /// From the facts imported; nothing happens by the clock.
    case historical = 1
    /// From the engine's clock.
    case live = 2
}
