import SluiceCore
import SluiceTestKit

extension GoldenBytesTests {
    /// A short history with every command and every event in it.
    static let history: [Command.Body] = first + terms + reviews + returns + twoPersons

    private static let first: [Command.Body] = [
        .createJournal(CreateJournal(mode: .historical, lender: "lender", zone: "Asia/Shanghai")),
        .adoptPolicy(plain),
        .goLive,
        .openAccount(OpenAccount(account: account, currency: .yuan, limit: Money(minor: 100_000))),
        .setLimit(
            SetLimit(
                account: account, operation: .named("L1"), limit: Money(minor: 90_000),
                reason: .limitReview)),
        place("H", 30_000, order: "O"),
        .capture(
            CaptureHold(hold: .named("H"), operation: .named("C1"), amount: Money(minor: 1_000))),
        .increment(
            IncrementHold(hold: .named("H"), operation: .named("I1"), amount: Money(minor: 500))),
        .release(
            ReleaseHold(
                hold: .named("H"), operation: .named("R1"), amount: Money(minor: 200),
                reason: .priceAdjusted)),
        .capture(
            CaptureHold(
                hold: .named("H"), operation: .named("C2"), amount: Money(minor: 99_000),
                isFinal: true)),
        .capture(CaptureHold(hold: .named("H"), operation: .named("C3"), isFinal: true)),
        .repay(Repay(account: account, operation: .named("P1"), principal: Money(minor: 40_000))),
        .reverseRepayment(
            ReverseRepayment(account: account, operation: .named("P2"), repayment: .named("P1"))),
        .refund(
            RefundHold(
                hold: .named("H"), operation: .named("F1"), amount: Money(minor: 30_300),
                reason: .returnReceived)),
        place("H2", 9_999_999, order: "O2"),
        place("H3", 700, order: "O2", retryOf: .named("H2")),
        fact("e1", .shipped, order: "O3"),
        place(
            "H4", 300, order: "O3",
            lines: [
                PlaceLine(line: .named("1"), amount: Money(minor: 100)),
                PlaceLine(line: .named("2"), amount: Money(minor: 200), seller: .named("S")),
            ]),
        fact(
            "e2", .lineCancelled, order: "O3", lines: [LineAmount(line: .named("2"))],
            reason: .outOfStock),
        place("H5", 400, order: "O5"),
        .settle(account),
        place("H6", 450, order: "O6"),
        .tick(dueMax: 10),
        place("H7", 450, order: "O6"),
    ]

    private static let terms: [Command.Body] = [
        .setLimit(
            SetLimit(
                account: account, operation: .named("L2"), limit: Money(minor: 5_000),
                until: Instant(ns: 1_800_000_000 * Span.secondNs), scenario: .virtual,
                reason: .limitRequested)),
        .endLimit(
            EndLimit(account: account, operation: .named("L3"), limit: .named("L2"))),
        .restrict(
            Restrict(
                account: account, operation: .named("B1"), kind: .risk,
                reviewBy: Instant(ns: 1_800_000_000 * Span.secondNs))),
        .liftRestriction(
            LiftRestriction(
                account: account, operation: .named("B2"), restriction: .named("B1"))),
        place(
            "S", 300, order: "OS",
            lines: [
                PlaceLine(line: .named("1"), amount: Money(minor: 100)),
                PlaceLine(line: .named("2"), amount: Money(minor: 200), seller: .named("S")),
            ]),
        .increment(
            IncrementHold(
                hold: .named("S"), operation: .named("I2"), amount: Money(minor: 30),
                lines: [
                    LineAmount(line: .named("2"), amount: Money(minor: 10)),
                    LineAmount(line: .named("3"), amount: Money(minor: 20)),
                ])),
        .split(
            SplitHold(
                hold: .named("S"), operation: .named("S1"),
                children: [
                    SplitChild(
                        hold: .named("S2"), order: .named("OS2"), amount: Money(minor: 50),
                        lines: [
                            SplitLine(
                                line: .named("2"), child: .named("S2.2"), amount: Money(minor: 50))
                        ])
                ])),
        .extend(
            ExtendHold(
                hold: .named("S"), operation: .named("X1"),
                until: Instant(ns: 1_700_000_000 * Span.secondNs + 125 * Span.dayNs),
                reason: .stockDelay)),
        .setOverlay(
            SetOverlay(
                hold: .named("S"), operation: .named("V1"), kind: .legalFreeze,
                reviewBy: Instant(ns: 1_800_000_000 * Span.secondNs),
                authority: Code("court"))),
        .liftOverlay(
            LiftOverlay(hold: .named("S"), operation: .named("V2"), overlay: .named("V1"))),
        .place(
            PlaceHold(
                hold: .named("M1"), account: account, merchant: merchant, order: .named("OM"),
                amount: Money(minor: 90), currency: .yuan, plan: Code("three"), hasConsent: true,
                history: HoldHistory(
                    placedAt: Instant(ns: 1_690_000_000 * Span.secondNs),
                    captured: Money(minor: 40), released: Money(minor: 20),
                    expired: Money(minor: 30), refunded: Money(minor: 10), generation: 3))),
        .place(
            PlaceHold(
                hold: .named("M2"), account: account, merchant: merchant, order: .named("OM2"),
                amount: Money(minor: 80), currency: .yuan,
                lines: [PlaceLine(line: .named("1"), amount: Money(minor: 80))],
                history: HoldHistory(
                    placedAt: Instant(ns: 1_690_000_000 * Span.secondNs),
                    authorised: Money(minor: 90), captured: Money(minor: 90),
                    lines: [
                        PastLine(
                            line: .named("1"),
                            amounts: HoldAmounts(
                                authorised: Money(minor: 80), captured: Money(minor: 80))),
                        PastLine(
                            line: .named("2"),
                            amounts: HoldAmounts(
                                authorised: Money(minor: 10), captured: Money(minor: 10))),
                    ],
                    operations: [
                        HoldOperation(
                            key: .named("MC1"), kind: .capture,
                            request: OperationRequest(amount: Money(minor: 90)),
                            outcome: .applied, amount: Money(minor: 90))
                    ]))),
        .recordFact(
            RecordFact(
                fact: .named("m1"), source: .named("feed"), merchant: merchant,
                order: .named("OM2"), kind: .shipped, occurredAt: Instant(ns: 1_699_999_999),
                isPast: true)),
        .openAccount(
            OpenAccount(
                account: .named("A2"), currency: .yuan, limit: Money(minor: 100_000),
                owed: Money(minor: 90),
                payouts: [
                    Payout(
                        key: .named("MF1"), hold: .named("M2"), amount: Money(minor: 7),
                        dueAt: Instant(ns: 1_900_000_000 * Span.secondNs))
                ],
                operations: [
                    AccountOperation(
                        key: .named("MP1"), account: .named("A2"), kind: .repayment,
                        content: AccountRequest(amount: Money(minor: 5), reason: .repayment),
                        reversedSequence: 1)
                ])),
    ]

    private static let reviews: [Command.Body] = [
        pending("P1"),
        .decideReview(
            DecideReview(hold: .named("P1"), operation: .named("D1"), decision: .approve)),
        .requestRelease(
            RequestRelease(
                hold: .named("P1"), operation: .named("Q1"), reason: .customerRequest)),
        .decideReview(
            DecideReview(
                hold: .named("P1"), operation: .named("D2"), decision: .extend,
                until: Instant(ns: 1_800_000_000 * Span.secondNs))),
        .decideReview(
            DecideReview(hold: .named("P1"), operation: .named("D3"), decision: .keep)),
        .requestRelease(
            RequestRelease(
                hold: .named("P1"), operation: .named("Q2"), reason: .customerRequest)),
        .decideReview(
            DecideReview(hold: .named("P1"), operation: .named("D4"), decision: .release)),
        pending("P2"),
        .decideReview(
            DecideReview(hold: .named("P2"), operation: .named("D5"), decision: .decline)),
    ]

    private static func pending(_ hold: String) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named(hold), account: account, merchant: merchant, order: .named(hold),
                amount: Money(minor: 60), currency: .yuan, review: .person))
    }

    private static let returns: [Command.Body] = [
        place("R", 800, order: "OR"),
        fact("r1", .shipped, order: "OR"),
        fact("r2", .returnRequested, order: "OR"),
        fact("r3", .returnShipped, order: "OR"),
        .settleOrder(.named("OR")),
        .repay(Repay(account: account, operation: .named("P3"), principal: Money(minor: 90_000))),
        .refund(
            RefundHold(
                hold: .named("R"), operation: .named("F2"), amount: Money(minor: 500),
                reason: .returnReceived)),
        .payOut(PayOut(account: account, operation: .named("O1"), payout: .named("F2"))),
        fact("r4", .returnReceived, order: "OR"),
    ]

    /// The standard policy as it was before it knew of feeds.
    private static var plain: Policy {
        var policy = Policy.standard
        policy.feeds = .none
        policy.repairs = .none
        return policy
    }

    private static var alone: Policy {
        var policy = plain
        policy.twoPersons = TwoPersonPolicy(
            corrections: false, forcedCaptures: false, policyAdoption: true,
            limitRaiseMax: Money(minor: 1_000_000))
        return policy
    }

    private static let twoPersons: [Command.Body] = [
        .propose(
            Propose(
                proposal: .named("T1"),
                command: .correct(
                    CorrectHold(
                        hold: .named("P1"), operation: .named("K1"), from: .released,
                        to: .captured, amount: Money(minor: 25))))),
        .approve(Approve(proposal: .named("T1"), sequence: 0)),
        .propose(
            Propose(
                proposal: .named("T2"),
                command: .capture(
                    CaptureHold(
                        hold: .named("P1"), operation: .named("C9"), amount: Money(minor: 5),
                        isForced: true, lateHold: .named("P9"))))),
        .approve(Approve(proposal: .named("T2"), sequence: 0)),
        .propose(Propose(proposal: .named("T3"), command: .adoptPolicy(alone))),
        .approve(Approve(proposal: .named("T3"), sequence: 0)),
        .correct(
            CorrectHold(
                hold: .named("P1"), operation: .named("K2"), from: .captured, to: .released,
                amount: Money(minor: 5))),
        .closeDay(BusinessDate(day: 19_674)),
    ]
}
