import SluiceCore
import SluiceTestKit
import Testing

/// Releases in doubt: what waits, how it is judged, what becomes of it without.
///
/// The scenario `virtual` is billed when delivered, so what was shipped may be cancelled.
@Suite("scenarios: the gate")
struct GateScenarioTests {
    private static let shipped = """
        policy gate
        account A1 1000
        hold H1 A1 300 scenario=virtual -> approved
        fact f1 shipped H1 ago=1m -> applied

        """

    @Test("the merchant's own word before any shipment never waits, nor does a price within bounds")
    func clean() throws {
        try Script().run(
            """
            policy gate adjustmentMax=100
            account A1 1000
            hold H1 A1 300 scenario=virtual -> approved
            fact f1 cancelled H1 ago=0s -> applied
            expect hold H1 status=released reason=orderCancelled
            hold H2 A1 300 scenario=virtual -> approved
            fact f2 priceAdjusted H2 amount=200 ago=0s -> applied
            expect hold H2 open=200 overlays=
            fact f3 priceAdjusted H2 amount=99 ago=0s -> applied
            expect hold H2 open=200 overlays=releaseQueued
            verdict H2 V1 low of=f3 -> applied
            expect hold H2 open=99 overlays=
            """)
    }

    @Test("a cancellation after shipment waits; each tier has its own end")
    func tiers() throws {
        let ends: [(verdict: String, then: String)] = [
            ("low", "expect hold H1 status=released reason=orderCancelled"),
            (
                "medium",
                """
                expect hold H1 status=active overlays=unlockReview
                after 15m-1ns
                tick 10
                expect hold H1 status=released reason=orderCancelled
                """
            ),
            (
                "high",
                """
                expect hold H1 status=active overlays=unlockReview
                after 4h-2ns
                tick 10
                expect hold H1 status=active
                after 1ns
                tick 10
                expect hold H1 status=released reason=orderCancelled
                """
            ),
        ]
        for end in ends {
            try Script().run(
                Self.shipped + """
                    fact f2 cancelled H1 ago=0s -> applied
                    expect hold H1 status=active open=300 overlays=releaseQueued
                    expect account A1 available=700
                    verdict H1 V1 \(end.verdict) of=f1 -> reviewNotOpen overlay
                    verdict H1 V1 \(end.verdict) of=f2 -> applied
                    verdict H1 V1 \(end.verdict) of=f2 -> applied replay
                    \(end.then)
                    """)
        }
    }

    @Test("without a verdict the tier is policy's; what is drawn at random goes to a person")
    func missing() throws {
        try Script().run(
            """
            policy gate tier=low
            account A1 1000
            hold H1 A1 300 scenario=virtual -> approved
            fact f1 shipped H1 ago=1m -> applied
            fact f2 cancelled H1 ago=0s -> applied
            after 1s-1ns
            tick 10
            expect hold H1 status=active
            tick 10
            expect events names=hold.release_judged,hold.released
            expect hold H1 status=released reason=orderCancelled
            hold H2 A1 300 scenario=virtual -> approved
            fact f3 shipped H2 ago=1m -> applied
            fact f4 cancelled H2 ago=0s -> applied
            verdict H2 V1 low of=f4 random -> applied
            after 15m
            tick 10
            expect hold H2 status=active overlays=unlockReview
            verdict H2 V2 low of=f4 -> reviewNotOpen overlay
            decide H2 D1 release -> applied
            expect hold H2 status=released
            """)
    }

    @Test("a machine's check is ended by a second verdict, and above the cap by a person")
    func automatic() throws {
        try Script().run(
            """
            policy gate unlockCap=299
            account A1 1000
            hold H1 A1 300 scenario=virtual -> approved
            fact f1 shipped H1 ago=1m -> applied
            fact f2 cancelled H1 ago=0s -> applied
            verdict H1 V1 medium of=f2 -> applied
            after 15m
            tick 10
            expect events names=hold.review_moved
            expect hold H1 status=active overlays=unlockReview
            verdict H1 V2 low of=f2 -> reviewNotOpen overlay
            decide H1 D1 release -> applied
            hold H2 A1 300 scenario=virtual -> approved
            fact f3 shipped H2 ago=1m -> applied
            fact f4 cancelled H2 ago=0s -> applied
            verdict H2 V1 medium of=f4 -> applied
            verdict H2 V2 medium of=f4 -> applied
            after 15m
            tick 10
            expect hold H2 status=active overlays=unlockReview
            hold H3 A1 300 scenario=virtual -> approved
            fact f5 shipped H3 ago=1m -> applied
            fact f6 cancelled H3 ago=0s -> applied
            verdict H3 V1 medium of=f6 -> applied
            verdict H3 V2 low of=f6 -> applied
            expect hold H3 status=released
            """)
    }

    @Test("a second verdict moves no hard stop: only a person does")
    func hardStop() throws {
        try Script().run(
            """
            policy gate unlockCap=299
            account A1 1000
            hold H1 A1 300 scenario=virtual -> approved
            extend H1 X1 6d -> applied
            fact f1 shipped H1 ago=1m -> applied
            fact f2 cancelled H1 ago=0s -> applied
            verdict H1 V1 medium of=f2 -> applied
            after 14m
            verdict H1 V2 medium of=f2 -> applied
            after 4h
            tick 10
            expect events names=hold.review_moved
            after 67h
            tick 10
            expect events count=0
            after 46m
            tick 10
            expect events names=hold.released
            expect hold H1 status=released released=300
            """)
    }

    @Test("what is not in doubt is released at once, line by line; captures are never held up")
    func lines() throws {
        try Script().run(
            """
            policy gate
            account A1 1000
            hold H1 A1 300 scenario=virtual lines=L1:100,L2:200 -> approved
            fact f1 lineShipped H1 lines=L1 ago=1m -> applied
            fact f2 cancelled H1 ago=0s -> applied
            expect hold H1 open=100 released=200 overlays=releaseQueued
            fact f3 delivered H1 ago=0s -> applied
            expect hold H1 status=closed captured=100 released=200
            hold H2 A1 300 scenario=virtual lines=L1:100,L2:200 -> approved
            fact f4 lineShipped H2 lines=L1 ago=1m -> applied
            fact f5 lineCancelled H2 lines=L1:60 ago=0s -> applied
            expect hold H2 open=300 overlays=releaseQueued
            fact f6 lineCancelled H2 lines=L1:20 ago=0s -> applied
            capture H2 C1 lines=L1:30 -> applied
            verdict H2 V1 low of=f5 -> applied
            expect hold H2 captured=30 released=70 open=200 overlays=
            """)
    }

    @Test("a request waits for the merchant's word, and is of as much as it says")
    func request() throws {
        try Script().run(
            """
            policy gate
            account A1 1000
            hold H1 A1 300 lines=L1:100,L2:200 scenario=virtual -> approved
            request H1 Q1 -> applied
            expect hold H1 overlays=releaseQueued
            request H1 Q2 -> reviewOpen
            verdict H1 V1 low request=Q1 -> applied
            expect hold H1 status=active overlays=unlockReview
            after 4h
            tick 10
            expect events names=hold.review_moved
            fact f1 lineShipped H1 lines=L1 ago=1m -> applied
            fact f2 lineCancelled H1 lines=L1 ago=0s -> applied
            expect hold H1 open=300 overlays=unlockReview
            after 4h
            tick 10
            expect hold H1 open=200 released=100 reason=orderCancelled overlays=
            """)
    }

    @Test("a decision on a release takes effect when it can no longer be taken back")
    func undo() throws {
        try Script().run(
            Self.shipped.replacing("policy gate", with: "policy gate undo=10s") + """
                fact f2 cancelled H1 ago=0s -> applied
                verdict H1 V1 high of=f2 -> applied
                decide H1 D1 keep person=ann -> applied
                decide H1 D2 release person=bob -> reviewNotOpen decision
                undo H1 U1 D2 person=ann -> reviewNotOpen decision
                undo H1 U1 D1 person=ann -> applied
                undo H1 U1 D1 person=ann -> applied replay
                after 10s
                tick 10
                expect hold H1 overlays=unlockReview
                decide H1 D3 release person=bob -> applied
                expect hold H1 status=active
                after 10s-1ns
                tick 10
                expect hold H1 status=active
                tick 10
                expect hold H1 status=released reason=orderCancelled
                undo H1 U2 D3 person=bob -> holdEnded
                """)
    }

    @Test("what a freeze holds is not released by a verdict, nor by a decision made before it")
    func frozen() throws {
        try Script().run(
            Self.shipped.replacing("policy gate", with: "policy gate undo=10s") + """
                fact f2 cancelled H1 ago=0s -> applied
                overlay H1 O1 legalFreeze review=2d authority=court -> applied
                verdict H1 V1 low of=f2 -> applied
                expect hold H1 status=active overlays=legalFreeze,unlockReview
                lift H1 X1 O1 -> applied
                decide H1 D1 release person=ann -> applied
                overlay H1 O2 legalFreeze review=2d authority=court -> applied
                after 10s
                tick 10
                expect events names=hold.decision_undone
                expect hold H1 status=active
                """)
    }

    @Test("scenario 47: a review holds up no capture, which makes it moot")
    func moot() throws {
        try Script().run(
            Self.shipped + """
                fact f2 cancelled H1 ago=0s -> applied
                verdict H1 V1 high of=f2 -> applied
                capture H1 C1 -> applied
                expect hold H1 status=captured overlays=
                """)
    }

    @Test("what a person decided shortly before the deadline holds, however late it is done")
    func decidedLate() throws {
        for (passed, decision, end) in [
            ("5s", "keep", "status=active overlays="), ("1m", "keep", "status=active overlays="),
            ("1m", "release", "status=released overlays="),
        ] {
            try Script().run(
                Self.shipped.replacing("policy gate", with: "policy gate undo=10s") + """
                    fact f2 cancelled H1 ago=0s -> applied
                    verdict H1 V1 high of=f2 -> applied
                    after 4h-5s
                    decide H1 D1 \(decision) person=ann -> applied
                    after \(passed)
                    tick 10
                    after 10s
                    tick 10
                    expect hold H1 \(end)
                    """)
        }
    }

    @Test("nobody has decided on what joins a release after the decision")
    func joined() throws {
        try Script().run(
            """
            policy gate undo=10s
            account A1 1000
            hold H1 A1 300 scenario=virtual lines=L1:100,L2:200 -> approved
            fact f1 shipped H1 ago=1m -> applied
            fact f2 lineCancelled H1 lines=L1 ago=0s -> applied
            verdict H1 V1 high of=f2 -> applied
            decide H1 D1 keep person=ann -> applied
            fact f3 lineCancelled H1 lines=L2 ago=0s -> applied
            after 1m
            tick 10
            expect hold H1 open=300 overlays=unlockReview
            decide H1 D2 release person=ann -> applied
            after 10s
            tick 10
            expect hold H1 status=released
            """)
    }

    @Test("the owner of an account judges no release of it, and takes no decision on it back")
    func beneficiary() throws {
        try Script().run(
            """
            policy gate undo=10s
            account A1 1000 owner=ann
            hold H1 A1 300 scenario=virtual -> approved
            fact f1 shipped H1 ago=1m -> applied
            fact f2 cancelled H1 ago=0s -> applied
            verdict H1 V1 low of=f2 person=ann -> beneficiary
            verdict H1 V1 high of=f2 person=bob -> applied
            decide H1 D1 keep person=bob -> applied
            undo H1 U1 D1 person=ann -> beneficiary
            undo H1 U1 D1 person=bob -> applied
            """)
    }

    @Test("goods that came back before they were billed wait wholly")
    func returned() throws {
        try Script().run(
            """
            policy gate
            account A1 1000
            hold H1 A1 300 scenario=virtual -> approved
            fact f1 returnReceived H1 ago=0s -> applied
            expect hold H1 open=300 overlays=releaseQueued
            verdict H1 V1 low of=f1 -> applied
            expect hold H1 status=released reason=returnedBeforeCapture
            """)
    }

    @Test("what facts gave back and waits is not split away")
    func split() throws {
        try Script().run(
            Self.shipped + """
                fact f2 cancelled H1 ago=0s -> applied
                split H1 S1 children=K1:100 -> reviewOpen
                verdict H1 V1 low of=f2 -> applied
                expect hold H1 status=released
                """)
    }
}
