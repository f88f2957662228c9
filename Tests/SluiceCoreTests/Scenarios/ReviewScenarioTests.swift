import SluiceCore
import SluiceTestKit
import Testing

/// Reviews and overlays.
@Suite("scenarios: reviews and overlays")
struct ReviewScenarioTests {
    @Test("a placement review holds up the purchase, and declines when nobody decides")
    func placementReview() throws {
        for (stage, spanNs) in [("automatic", "30s"), ("person", "10m")] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 review=\(stage) -> pending
                expect hold H1 status=pending reason=reviewPending overlays=placementReview
                expect account A1 held=300
                capture H1 C1 -> holdPending
                release H1 R1 -> holdPending
                extend H1 X1 40d -> holdPending
                hold H1 A1 300 review=\(stage) -> pending replay
                after \(spanNs)-1ns
                tick 10
                expect hold H1 status=declined reason=reviewTimeout released=300
                expect account A1 held=0
                hold H1 A1 300 -> pending replay
                decide H1 D1 approve -> holdDeclined
                hold H2 A1 300 order=H1 retry=H1 -> approved
                """)
        }
    }

    @Test("a pending hold is approved, declined, given up or cancelled; a second hold waits")
    func pendingEnds() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 100 review=person -> pending
            hold H9 A1 100 order=H1 retry=H1 -> retryNotAllowed retryOf
            fact F1 shipped H1 -> applied
            expect hold H1 status=pending captured=0
            decide H1 D1 release -> reviewNotOpen decision
            decide H1 D2 approve -> applied
            expect hold H1 status=captured reason=shippedFull
            hold H2 A1 100 review=person -> pending
            decide H2 D1 decline -> applied
            decide H2 D1 decline -> applied replay
            expect hold H2 status=declined reason=reviewRejected
            hold H3 A1 100 review=person -> pending
            release H3 R1 #1 reason=paymentAbandoned -> invalidRequest amount
            release H3 R1 reason=paymentAbandoned -> applied
            expect hold H3 status=released reason=paymentAbandoned
            hold H4 A1 100 review=person -> pending
            fact F2 cancelled H4 reason=customerRequest -> applied
            expect hold H4 status=released reason=orderCancelledEarly
            expect account A1 held=0 owed=100
            """)
    }

    @Test("a consumer who confirms ends a check; who does not gets a person")
    func stepUp() throws {
        try Script().run(
            """
            policy alone
            account A1 9000
            hold H0 A1 100 review=person -> pending
            decide H0 D1 confirmed -> reviewNotOpen decision
            policy alone stepUp gate
            decide H0 D1 confirmed -> applied
            decide H0 D1 confirmed -> applied replay
            decide H0 D1 unconfirmed -> idConflict decision
            expect hold H0 status=active overlays=
            hold H1 A1 100 review=automatic -> pending
            decide H1 D1 unconfirmed -> applied
            expect hold H1 status=declined reason=stepUpFailed released=100
            hold H2 A1 300 -> approved
            request H2 Q1 -> applied
            decide H2 D1 confirmed -> reviewNotOpen decision
            after 1s
            tick 10
            expect hold H2 status=active overlays=unlockReview
            decide H2 D1 confirmed -> guaranteed decision
            fact F1 cancelled H2 -> applied
            hold H3 A1 300 -> approved
            request H3 Q1 by=merchant -> applied
            after 1s
            tick 10
            decide H3 D1 unconfirmed -> applied
            expect events names=hold.review_moved
            after 15m
            tick 10
            expect hold H3 status=active overlays=unlockReview
            decide H3 D2 confirmed -> applied
            expect hold H3 status=released released=300 reason=customerRequest
            """)
    }

    @Test("scenario 45: a review of a release comes to its default when its deadline passes")
    func unlockDefault() throws {
        try Script().run(
            """
            account A1 9000
            hold H1 A1 300 -> approved
            request H1 Q1 by=merchant -> applied
            request H1 Q2 by=merchant -> reviewOpen
            expect hold H1 status=active overlays=unlockReview
            after 4h
            tick 10
            expect hold H1 status=released released=300 reason=customerRequest
            hold H2 A1 5000.01 -> approved
            request H2 Q1 by=merchant -> applied
            after 4h
            tick 10
            expect events names=hold.review_moved
            expect hold H2 status=active
            after 68h
            tick 10
            expect hold H2 status=released
            """)
    }

    @Test("scenario 45: a default waits for the end of the promise without the merchant's word")
    func unlockDeferred() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            request H1 Q1 -> applied
            decide H1 D1 release -> guaranteed decision
            after 4h
            settle A1
            expect events names=hold.review_moved
            expect hold H1 status=active overlays=unlockReview
            after 31d
            settle A1
            expect hold H1 status=released released=300
            hold H2 A1 300 -> approved
            request H2 Q1 reason=fraudConfirmed -> applied
            decide H2 D1 extend until=5d -> applied
            after 4h
            tick 10
            expect hold H2 status=active
            decide H2 D2 release -> applied
            expect hold H2 status=released reason=fraudConfirmed
            hold H3 A1 300 -> approved
            request H3 Q1 -> applied
            decide H3 D1 keep -> applied
            expect hold H3 status=active overlays=
            """)
    }

    @Test("scenario 46: the order cancelled under a review makes it moot")
    func cancelledUnderReview() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            request H1 Q1 -> applied
            fact F1 cancelled H1 -> applied
            expect hold H1 status=released overlays=
            expect account A1 available=1000
            after 4h
            tick 10
            expect events count=0
            """)
    }

    @Test("scenario 47: a review never stops a capture")
    func captureUnderReview() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            request H1 Q1 -> applied
            capture H1 C1 100 -> applied
            expect hold H1 status=partCaptured overlays=unlockReview
            fact F1 shipped H1 -> applied
            expect hold H1 status=captured overlays=
            """)
    }

    @Test("a legal freeze stops releases and the end, captures go on, and facts are made up for")
    func legalFreeze() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            overlay H1 O1 legalFreeze review=40d -> invalidRequest authority
            overlay H1 O1 legalFreeze review=40d authority=court -> applied
            overlay H1 O2 legalFreeze review=50d authority=court -> overlayExists
            expect hold H1 lasts=960h overlays=legalFreeze
            release H1 R1 -> holdFrozen
            capture H1 C1 lines=1:50 final -> holdFrozen final
            capture H1 C1 lines=1:50 -> applied
            fact F1 lineCancelled H1 lines=2 -> applied
            expect hold H1 open=250
            lift H1 L1 O9 -> overlayNotFound overlay
            lift H1 L1 O1 -> applied
            expect hold H1 captured=50 released=200 open=50 lasts=720h overlays=
            overlay H1 O3 legalFreeze review=40d authority=court -> applied
            after 31d
            lift H1 L2 O3 -> applied
            expect hold H1 status=closed expired=50
            """)
    }

    @Test("an unknown result is asked for before anything is tried again")
    func resultUnknown() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            overlay H1 O1 resultUnknown review=1h -> applied
            capture H1 C1 -> resultUnknown
            release H1 R1 -> resultUnknown
            increment H1 I1 1 -> resultUnknown
            refund H1 F1 1 -> resultUnknown
            fact F1 lineShipped H1 lines=1:100 -> applied
            lift H1 L1 O1 -> applied
            capture H1 C1 -> applied
            expect hold H1 status=captured
            """)
    }
}
