import SluiceCore

/// One command of each kind there is, with a variant where two persons depend on its content.
public enum CommandKinds {
    /// The word of a kind; a kind that is new does not compile until it is named here and below.
    public static func word(_ body: Command.Body) -> String {
        switch body {
        case .openAccount: "open"
        case .setLimit: "limit"
        case .endLimit: "end limit"
        case .restrict: "restrict"
        case .liftRestriction: "lift restriction"
        case .repay: "repay"
        case .reverseRepayment: "reverse repayment"
        case .payOut: "pay out"
        case .place: "place"
        case .capture: "capture"
        case .release: "release"
        case .increment: "increment"
        case .extend: "extend"
        case .refund: "refund"
        case .requestRelease: "request release"
        case .decideReview: "decide review"
        case .undoDecision: "undo decision"
        case .recordVerdict: "verdict"
        case .setOverlay: "set overlay"
        case .liftOverlay: "lift overlay"
        case .split: "split"
        case .correct: "correction"
        case .recordFact: "fact"
        case .recordPull: "pull"
        case .recordSweep: "sweep"
        case .propose: "propose"
        case .repairHolds(let body): body.isDryRun ? "dry repair" : "repair"
        case .approve: "approve"
        case .tick: "tick"
        case .settle: "settle"
        case .settleOrder: "settle order"
        case .closeDay: "close day"
        case .adoptPolicy: "policy"
        case .createJournal: "create journal"
        case .goLive: "go live"
        case .acceptClock: "accept clock"
        }
    }

    /// How many words there are above.
    public static let count = 37

    /// The commands below may be malformed: they are never given.
    public static let samples: [Command.Body] = accounts + holds + others

    /// The words of those that may take two persons.
    public static var needingTwo: Set<String> {
        Set(samples.filter(\.canNeedTwoPersons).map(word))
    }

    private static let accounts: [Command.Body] = [
        .openAccount(OpenAccount(account: .none, currency: cny, limit: .zero)),
        .setLimit(
            SetLimit(account: .none, operation: .none, limit: .zero, reason: .limitGranted)),
        .endLimit(EndLimit(account: .none, operation: .none, limit: .none)),
        .restrict(Restrict(account: .none, operation: .none, kind: .risk)),
        .liftRestriction(LiftRestriction(account: .none, operation: .none, restriction: .none)),
        .repay(Repay(account: .none, operation: .none, principal: .zero)),
        .reverseRepayment(ReverseRepayment(account: .none, operation: .none, repayment: .none)),
        .payOut(PayOut(account: .none, operation: .none, payout: .none)),
    ]

    private static let holds: [Command.Body] = [
        .place(
            PlaceHold(
                hold: .none, account: .none, merchant: .none, order: .none, amount: .zero,
                currency: cny)),
        .capture(CaptureHold(hold: .none, operation: .none)),
        .capture(CaptureHold(hold: .none, operation: .none, isForced: true)),
        .release(ReleaseHold(hold: .none, operation: .none, reason: .merchantVoid)),
        .increment(IncrementHold(hold: .none, operation: .none, amount: .zero)),
        .extend(ExtendHold(hold: .none, operation: .none, until: .epoch, reason: .preorder)),
        .refund(RefundHold(hold: .none, operation: .none, amount: .zero, reason: .chargeback)),
        .requestRelease(RequestRelease(hold: .none, operation: .none, reason: .opsManual)),
        .decideReview(DecideReview(hold: .none, operation: .none, decision: .approve)),
        .undoDecision(UndoDecision(hold: .none, operation: .none, decision: .none)),
        .recordVerdict(
            RecordVerdict(
                hold: .none, operation: .none, subject: .none,
                verdict: RiskVerdict(
                    tier: .low, score: 0, reasons: [], model: .order, isRandom: false,
                    worth: .none))),
        .setOverlay(
            SetOverlay(hold: .none, operation: .none, kind: .dispute, reviewBy: .epoch)),
        .liftOverlay(LiftOverlay(hold: .none, operation: .none, overlay: .none)),
        .split(SplitHold(hold: .none, operation: .none, children: [])),
        .correct(
            CorrectHold(
                hold: .none, operation: .none, from: .captured, to: .released, amount: .zero)),
    ]

    private static let others: [Command.Body] = [
        .recordFact(
            RecordFact(
                fact: .none, source: .none, merchant: .none, order: .none, kind: .paid,
                occurredAt: .epoch)),
        .recordPull(RecordPull(merchant: .none, order: .none, source: .none, askedAt: .epoch)),
        .recordSweep(RecordSweep(merchant: .none, askedAt: .epoch)),
        .repairHolds(RepairHolds(detector: .orderOver, targets: [])),
        .repairHolds(RepairHolds(detector: .orderOver, targets: [], isDryRun: true)),
        .propose(Propose(proposal: .none, command: .goLive)),
        .approve(Approve(proposal: .none, sequence: 0)),
        .tick(dueMax: 1), .settle(.none), .settleOrder(.none), .closeDay(BusinessDate(day: 0)),
        .adoptPolicy(.standard),
        .createJournal(CreateJournal(mode: .live, lender: "", zone: "")), .goLive, .acceptClock,
    ]

    private static let cny = Currency("CNY")!
}
