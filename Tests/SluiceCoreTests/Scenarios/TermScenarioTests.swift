import SluiceCore
import SluiceTestKit
import Testing

/// Tolerance, captures after the end, extensions, splits, corrections.
@Suite("scenarios: terms, late captures, splits, corrections")
struct TermScenarioTests {
    @Test("scenario 25: within tolerance and with consent the hold is raised in the same step")
    func tolerance() throws {
        try Script().run(
            """
            policy tolerance=1500
            account A1 300
            hold H1 A1 300 consent -> approved
            capture H1 C1 345.01 -> amountMismatch amount
            capture H1 C2 300.01 -> applied
            expect events names=hold.incremented,hold.captured
            expect hold H1 status=captured amount=300.01 captured=300.01 tolerated=0.01
            expect account A1 owed=300.01 overlimit=0.01
            hold H2 A1 1 -> insufficientLimit
            """)
        try Script().run(
            """
            policy tolerance=1500
            account A1 1000
            hold H1 A1 300 -> approved
            capture H1 C1 300.01 -> amountMismatch amount
            hold H2 A1 100 consent lines=1:60,2:40 -> approved
            capture H2 C1 115.01 -> amountMismatch amount
            capture H2 C2 115 -> applied
            expect hold H2 status=captured tolerated=15
            """)
    }

    @Test("scenario 26: a capture after the end is rejected where policy says so")
    func lateRejected() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 30d
            capture H1 C1 late=H2 -> lateCaptureRejected
            capture H1 C1 late=H2 -> lateCaptureRejected replay
            expect hold H1 status=expired captured=0
            """)
    }

    @Test("scenario 26: a capture after the end revives with room for it, and only then")
    func lateRevived() throws {
        try Script().run(
            """
            policy late=revive
            account A1 1000
            hold H1 A1 300 -> approved
            after 30d
            hold H3 A1 800 -> approved
            capture H1 C1 late=H2 -> lateCaptureRejected
            capture H1 C2 200.01 late=H2 -> lateCaptureRejected amount
            capture H1 C3 300.01 late=H2 -> amountMismatch amount
            capture H1 C4 200 late=H2 -> applied
            expect hold H2 status=captured captured=200 link=revives generation=2
            expect hold H2 reason=lateCaptureRevived
            expect hold H1 status=expired captured=0 expired=300 reason=ttlExpired
            expect account A1 owed=200 held=800 available=0
            capture H1 C4 200 late=H2 -> applied replay
            release H3 R1 -> applied
            capture H1 C5 late=H4 -> applied
            expect hold H4 captured=100 generation=3
            capture H1 C6 #1 late=H5 -> amountMismatch amount
            """)
    }

    @Test("scenario 26: a forced capture goes beyond the limit; the ended hold is not touched")
    func lateForced() throws {
        try Script().run(
            """
            policy late=force
            account A1 300
            hold H1 A1 300 -> approved
            after 30d
            hold H3 A1 300 -> approved
            restrict A1 R1 risk
            capture H1 C1 late=H2 -> applied
            expect hold H2 status=captured link=forces reason=lateCaptureForced
            expect hold H1 status=expired
            expect account A1 owed=300 held=300 overlimit=300
            """)
    }

    @Test("scenario 26: forcing against policy takes two persons")
    func forcedByTwo() throws {
        try Script().run(
            """
            account A1 300 owner=eve
            hold H1 A1 300 -> approved
            after 30d
            capture H1 C1 force late=H2 person=ann -> approvalNeeded force
            propose Q1 that capture H1 C1 force late=H2 person=ann -> proposed
            approve Q1 person=ann -> samePerson
            approve Q1 person=eve -> beneficiary
            approve Q1 -> personNeeded
            approve Q1 person=bob -> applied
            expect hold H2 status=captured link=forces
            """)
    }

    @Test("scenario 27: a second extension on one business date, after the end, beyond the maximum")
    func extensions() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            extend H1 X0 29d -> invalidRequest until
            extend H1 X1 40d -> applied
            expect hold H1 lasts=960h promised=960h
            extend H1 X2 50d -> extendedToday
            expect hold H1 lasts=960h
            extend H1 X1 40d -> idConflict until
            after 1d
            extend H1 X3 60d -> beyondMaximumAge until
            extend H1 X4 59d-1m -> applied
            after 59d
            extend H1 X5 1d -> holdEnded
            expect hold H1 status=expired
            """)
    }

    @Test("scenario 27: the merchant is told 48 hours before the promise ends, anew when it moves")
    func notices() throws {
        try Script().run(
            """
            policy lead=1d
            account A1 1000
            hold H1 A1 300 -> approved
            expect hold H1 lasts=720h promised=696h
            after 27d-1ns
            tick 10
            expect events count=0
            tick 10
            expect events names=hold.noticed
            tick 10
            expect events count=0
            extend H1 X1 10d -> applied
            after 7d
            settle A1
            expect events names=hold.noticed
            """)
    }

    @Test("scenario 29: what a split makes comes off the parent, and available never moves")
    func split() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            split H1 S1 children=K1:100,K2:50 -> applied
            expect hold H1 status=active amount=150 open=150
            expect hold K1 status=active amount=100 link=split lasts=720h
            expect hold K2 status=active amount=50
            expect account A1 held=300 available=700
            split H1 S1 children=K1:100,K2:50 -> applied replay
            split H1 S2 children=K3:150.01 -> amountExceedsOpen children
            split H1 S3 children=K1:1 -> idConflict children
            split H1 S4 children=K3:150 -> applied
            expect hold H1 status=split amount=0
            expect account A1 held=300 available=700
            hold H2 A1 300 order=H1 retry=H1 -> retryNotAllowed retryOf
            capture H1 C1 #1 -> lateCaptureRejected amount
            fact F1 shipped K1 -> applied
            fact F2 cancelled K2 -> applied
            expect hold K1 status=captured
            expect hold K2 status=released
            expect account A1 held=150 owed=100 available=750
            """)
    }

    @Test("scenario 29: lines go with the child; a part of a split order may not live on by splits")
    func splitLines() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            split H1 S1 children=K1:100 -> invalidRequest lines
            split H1 S1 children=K1:100:9 -> lineUnknown lines
            split H1 S1 children=K1:100:1:2 -> linesDoNotSum lines
            split H1 S1 children=K1:100.01:1 -> amountExceedsOpen lines
            split H1 S1 children=K1:100:1 -> applied
            expect hold H1 amount=200
            after 20d
            extend K1 X1 40d-1m -> applied
            expect hold K1 lasts=1440h
            after 1d
            extend K1 X2 40d -> beyondMaximumAge until
            """)
    }

    @Test("scenario 29: lines of a child whose sum is beyond every amount do not sum either")
    func splitLinesBeyondRange() throws {
        try Script().run(
            """
            account A1 60000000000000
            hold H1 A1 60000000000000 lines=1:30000000000000,2:30000000000000 -> approved
            split H1 S1 children=K1:60000000000000:1:2 -> linesDoNotSum lines
            split H1 S1 children=K1:60000000000000:1:2:9 -> lineUnknown lines
            expect hold H1 open=60000000000000
            split H1 S1 children=K1:30000000000000:1,K2:30000000000000:2 -> applied
            """)
    }

    @Test("scenario 29: facts of a child's order find its lines by their keys there")
    func splitLineFacts() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact F1 lineShipped K1 lines=K1.2:30 -> parked
            split H1 S1 children=K1:150:2,K2:50:2 -> applied
            expect hold K1 captured=30 open=120
            fact F2 lineCancelled K1 lines=K1.2
            expect hold K1 status=closed released=120
            expect order K1 breaks=shippedAndCancelled
            fact F3 lineShipped K2 lines=2 -> applied
            expect order K2 breaks=unknownLine
            capture K2 C1 lines=K2.2:20 -> applied
            split K2 S1 children=K3:10:K2.2 -> applied
            fact F4 lineShipped K3 lines=K3.K2.2 -> applied
            expect hold K3 status=captured
            expect account A1 held=120 owed=60 available=820
            """)
    }

    @Test("the owner of an account gives it no credit, but may ask, cut and keep")
    func beneficiary() throws {
        try Script().run(
            """
            account A1 1000 owner=eve
            limit A1 L1 1100 person=eve -> beneficiary
            limit A1 L1 10 until=1d person=eve -> beneficiary
            limit A1 L1 900 person=eve -> applied
            hold H1 A1 300 -> approved
            hold H2 A1 100 review=person -> pending
            decide H2 D1 approve person=eve -> beneficiary
            release H2 R1 reason=paymentAbandoned person=eve -> beneficiary
            decide H2 D1 decline person=eve -> applied
            capture H1 C1 100 person=eve -> applied
            repay A1 P1 100 person=eve -> beneficiary
            repay A1 P1 100 person=adam -> applied
            refund H1 F1 10 person=eve -> beneficiary
            refund H1 F1 10 person=adam -> applied
            refund H1 F1 10 person=eve -> applied replay
            payout A1 O1 H1 F1 person=eve -> beneficiary
            restrict A1 B1 risk -> applied
            unrestrict A1 B2 B1 person=eve -> beneficiary
            overlay H1 V1 dispute review=1d -> applied
            lift H1 V2 V1 person=eve -> beneficiary
            request H1 Q1 reason=regulatory person=eve -> applied
            decide H1 D1 release person=eve -> beneficiary
            decide H1 D1 keep person=eve -> applied
            release H1 R1 person=eve -> beneficiary
            release H1 R1 person=adam -> applied
            """)
    }

    @Test("what captures after the end took is not billed again by corrections")
    func correctedAfterLate() throws {
        try Script().run(
            """
            policy alone late=force
            account A1 1000
            hold H1 A1 300 -> approved
            release H1 R1 100 -> applied
            after 31d
            capture H1 C1 180 late=H2 -> applied
            correct H1 K1 expired captured 120.01 -> amountExceedsCaptured amount
            correct H1 K1 expired captured 70 -> applied
            correct H1 K2 released captured 50.01 -> amountExceedsCaptured amount
            correct H1 K2 released captured 50 -> applied
            capture H1 C2 late=H3 -> amountMismatch
            correct H1 K3 expired released 100 -> applied
            correct H1 K4 released captured #1 -> amountExceedsCaptured amount
            expect account A1 owed=300
            correct H1 K5 captured released 20 -> applied
            capture H1 C3 20.01 late=H3 -> amountMismatch amount
            capture H1 C4 20 late=H3 -> applied
            expect account A1 owed=300
            """)
    }

    @Test("scenario 30: a correction takes two persons, neither of them the owner of the account")
    func correction() throws {
        try Script().run(
            """
            account A1 1000 owner=eve
            hold H1 A1 300 -> approved
            capture H1 C1 -> applied
            correct H1 K1 captured released 100 person=ann -> approvalNeeded from
            propose Q1 that correct H1 K1 captured released 100 -> personNeeded
            propose Q1 that repay A1 P1 1 person=ann -> invalidRequest command
            propose Q1 that correct H1 K1 captured released 100 person=ann -> proposed
            propose Q1 that correct H1 K1 captured released 100 person=ann -> proposed replay
            propose Q1 that correct H1 K1 captured released 99 person=ann -> idConflict command
            approve Q1 person=ann -> samePerson
            approve Q1 -> personNeeded
            approve Q1 person=eve -> beneficiary
            approve Q2 person=bob -> proposalNotFound
            approve Q1 person=bob -> applied
            approve Q1 person=bob -> applied replay
            approve Q1 person=eve -> proposalClosed
            expect hold H1 status=closed captured=200 released=100 reason=correction
            expect account A1 owed=200 available=800
            propose Q3 that correct H1 K2 captured released 1 person=eve -> proposed
            approve Q3 person=bob -> beneficiary
            propose Q4 that correct H1 K3 captured released 1 person=ann -> proposed
            after 1d
            approve Q4 person=bob -> proposalExpired
            """)
    }

    @Test("scenario 30: raises below the cap add up a person and day; older dates are no way round")
    func raises() throws {
        try Script().run(
            """
            policy raiseMax=100
            account A1 1000
            account A2 1000
            limit A1 L1 1060 person=ann -> applied
            limit A2 L2 1041 person=ann -> approvalNeeded limit
            limit A2 L3 1040 person=ann -> applied
            limit A1 L4 #1 until=1d person=ann -> approvalNeeded limit
            limit A1 L5 900 person=ann -> applied
            limit A1 L6 1000 -> approvalNeeded limit
            limit A1 L7 1000 person=bob -> applied
            propose Q1 that limit A1 L8 9000 person=ann -> proposed
            approve Q1 person=bob -> applied
            after 1d
            limit A2 L9 1140 person=ann -> applied
            limit A2 LA 1141 person=ann late_days=1 -> approvalNeeded limit
            limit A2 LB 1141 person=ann -> approvalNeeded limit
            """)
    }
}
