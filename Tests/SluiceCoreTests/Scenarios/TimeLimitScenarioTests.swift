import SluiceCore
import SluiceTestKit
import Testing

/// Limits over time, restrictions, payouts, the day.
@Suite("scenarios: limits over time and the day")
struct TimeLimitScenarioTests {
    @Test("scenario 17: a temporary limit ends while more is held: the hold survives")
    func temporaryLimitEnds() throws {
        try Script().run(
            """
            account A1 1000
            limit A1 L1 500 until=2d -> applied
            expect account A1 limit=1500 available=1500 temporary=1
            hold H1 A1 1200 -> approved
            after 2d
            settle A1
            expect events names=account.limit_ended
            expect account A1 limit=1000 overlimit=200 available=0 held=1200 temporary=0
            expect hold H1 status=active
            hold H2 A1 0.01 -> insufficientLimit
            capture H1 C1 -> applied
            expect account A1 owed=1200 overlimit=200
            """)
    }

    @Test("scenario 17: the end is exact, whether anything is touched or not")
    func exactEnd() throws {
        try Script().run(
            """
            account A1 1000
            limit A1 L1 500 until=2d -> applied
            after 2d-1ns
            hold H1 A1 1200 -> approved
            hold H2 A1 300 -> insufficientLimit
            """)
    }

    @Test("scenario 17: a limit for one kind of sale is of no use to another")
    func scenarioLimit() throws {
        try Script().run(
            """
            account A1 1000
            limit A1 L1 500 until=2d scenario=virtual -> applied
            hold H1 A1 1000.01 scenario=physical -> insufficientLimit
            hold H2 A1 1500 scenario=virtual -> approved
            endlimit A1 E1 L1 -> applied
            endlimit A1 E1 L1 -> applied replay
            endlimit A1 E2 L1 -> limitNotFound limit
            expect account A1 limit=1000 overlimit=500
            """)
    }

    @Test("scenario 17: several limits end in one instant, each once, by the clock alone")
    func severalEnds() throws {
        try Script().run(
            """
            account A1 1000
            limit A1 L1 100 until=2d-1ns
            limit A1 L2 200 until=2d-2ns
            after 2d
            tick 1
            expect account A1 temporary=1
            tick 10
            expect account A1 temporary=0 limit=1000
            tick 10
            expect events count=0
            """)
    }

    @Test("scenario 19: a restricted account places and increments nothing; all else works")
    func restriction() throws {
        for (kind, code) in [
            ("user", "accountRestricted"), ("risk", "accountRestricted"),
            ("law", "accountRestricted"), ("delinquency", "delinquent"),
        ] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 -> approved
                restrict A1 R1 \(kind) review=2d -> applied
                hold H2 A1 1 -> \(code)
                expect hold H2 status=declined
                increment H1 I1 1 -> \(code) amount
                capture H1 C1 100 -> applied
                release H1 R2 100 -> applied
                refund H1 F1 50 -> applied
                repay A1 P1 50 -> applied
                capture H1 C2 -> applied
                after 3d
                hold H3 A1 1 -> \(code)
                unrestrict A1 U1 R1 -> applied
                hold H4 A1 1 -> approved
                expect account A1 restrictions=0
                """)
        }
    }

    @Test("scenario 20: dates of a history that go back are booked on its newest day")
    func history() throws {
        try Script().run(
            """
            journal historical
            account A1 1000
            hold H1 A1 50 -> approved
            after 1d
            hold H2 A1 300 -> approved
            release H2 R1 100 late_days=1 -> applied
            after 1d
            capture H1 C1 late_days=2 -> applied
            close 2 -> applied
            expect day 2 placed=50 captured=0 closing=50
            release H2 R2 20 late_days=2 -> dayClosed date
            release H2 R3 10 -> applied
            release H2 R4 10 by=engine late_days=2 -> applied
            close 1 -> applied
            expect day 1 opening=50 placed=300 captured=50 released=100 closing=200
            after 1d
            close 1 -> applied
            expect day 1 opening=200 released=20 closing=180
            """)
        // A live day takes what comes late.
        try Script().run(
            """
            account A1 1000
            hold H1 A1 50 -> approved
            after 1d
            hold H2 A1 300 -> approved
            release H1 R1 late_days=1 -> applied
            close 1 -> applied
            expect day 1 placed=50 released=50 closing=0
            """)
    }

    @Test("scenario 20: the day closes: opening + placed + increments − what ended = closing")
    func closing() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 200 -> approved
            hold H3 A1 900 -> insufficientLimit
            hold H4 A1 100 scenario=virtual -> approved
            increment H2 I1 50 -> applied
            capture H1 C1 100 final -> applied
            release H2 R1 30 -> applied
            close 0 -> invalidRequest date
            after 1d
            settle A1
            close 1 -> applied
            expect day 1 opening=0 placed=600 incremented=50 captured=100 released=230 closing=320
            close 1 -> dayClosed date
            hold H5 A1 10 late_days=1 -> dayClosed date
            after 1d
            close 1 -> applied
            expect day 1 opening=320 placed=0 expired=100 closing=220
            expect account A1 held=220
            """)
    }

    @Test("scenario 20: a split is in no term of the day, a tolerated capture is an increment")
    func closingOfSplits() throws {
        try Script().run(
            """
            policy tolerance=1500
            account A1 1000
            hold H1 A1 300 consent -> approved
            split H1 S1 children=K1:100,K2:50 -> applied
            capture H1 C1 160 -> applied
            after 1d
            close 1 -> applied
            expect day 1 placed=300 incremented=10 captured=160 released=0 closing=150
            """)
    }

    @Test("scenario 13: a surplus to be paid out has a time, is told when that passed, and ends")
    func payouts() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 100 -> approved
            capture H1 C1 -> applied
            repay A1 P1 100 -> applied
            refund H1 F1 60 -> applied
            expect account A1 payout=60 overdue=false
            after 3d
            settle A1
            expect events names=account.payout_overdue
            expect account A1 payout=60 overdue=true
            settle A1
            expect events count=0
            payout A1 O1 H1 F2 -> payoutNotFound payout
            payout A1 O1 H1 F1 -> applied
            payout A1 O1 H1 F1 -> applied replay
            payout A1 O2 H1 F1 -> payoutNotFound payout
            expect account A1 payout=0
            """)
    }

    @Test("an account comes with what it owed, by role migration alone")
    func migratedAccount() throws {
        try Script().run(
            """
            account A1 1000 owed=200 -> roleNotAllowed owed
            account A1 1000 owed=200 credit=1 by=migration -> invalidRequest creditBalance
            account A1 1000 owed=200 by=migration -> applied
            account A1 1000 owed=200 by=migration -> applied replay
            expect account A1 owed=200 available=800
            hold H1 A1 300 placed=-10d -> roleNotAllowed placedAt
            hold H1 A1 300 placed=-10d captured=100 released=50 by=migration -> approved
            expect hold H1 status=partCaptured open=150 captured=100 released=50 lasts=720h
            expect account A1 owed=200 held=150 available=650
            hold H2 A1 300 placed=-10d captured=200 released=50 expired=50 by=migration -> approved
            expect hold H2 status=closed open=0
            after 20d
            settle A1
            expect hold H1 status=closed expired=150
            """)
    }
}
