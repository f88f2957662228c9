import SluiceCore
import SluiceTestKit
import Testing

/// Orders nobody speaks of, and feeds that are lost.
@Suite("scenarios: silence and feeds")
struct SilenceScenarioTests {
    /// Facts of orders of their own, one after the other.
    private func speak(_ script: Script, _ prefix: String, _ count: Int, every span: String) throws
    {
        for number in 0..<count {
            try script.run(
                """
                after \(span)
                fact \(prefix)\(number) created \(prefix)\(number) ago=0s
                """)
        }
    }

    @Test("scenario 38: silent while the feed is alive: told 48 h before, then given back")
    func silent() throws {
        let script = Script()
        try script.run(
            """
            policy deaf silent=10d proof=2
            account A1 1000
            hold H1 A1 300 -> approved
            expect hold H1 promised=240h lasts=720h
            after 1d
            fact e1 paid H1 ago=0s -> applied
            expect events names=source.seen,order.fact_recorded,hold.heard
            expect hold H1 promised=264h
            after 8d
            tick 10
            expect events names=hold.noticed
            after 2d
            fact e2 created X ago=1d
            tick 10
            expect events names=hold.silenced
            expect hold H1 status=active overlays=silence
            fact e3 created Y ago=0s
            tick 10
            expect events count=0
            fact e4 created Z ago=0s
            tick 10
            expect events names=hold.released
            expect hold H1 status=released reason=orderSilent
            expect account A1 available=1000
            fact e5 shipped H1 ago=1d -> applied
            expect hold H1 status=released captured=0
            """)
    }

    @Test("a decline is avoidable where a late word shows that credit should have been free")
    func avoidable() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 500 -> approved
            after 1d
            hold H3 A1 700 -> insufficientLimit
            hold H4 A1 1001 -> insufficientLimit
            after 1d
            fact e1 cancelled H2 ago=12h -> applied
            expect events names=source.seen,order.fact_recorded,hold.released
            hold H5 A1 800 -> insufficientLimit
            after 1d
            fact e2 cancelled H1 ago=36h -> applied
            expect events names=order.fact_recorded,hold.released,hold.decline_avoidable
            """)
        // 200 were free of 1,000: H3 lacked 500, H4 801.
        let script = Script()
        try script.run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 500 -> approved
            after 1d
            hold H3 A1 700 -> insufficientLimit
            hold H4 A1 1001 -> insufficientLimit
            after 1d
            fact e1 cancelled H2 ago=25h -> applied
            expect events names=source.seen,order.fact_recorded,hold.released,hold.decline_avoidable,hold.decline_covered
            fact e2 cancelled H2 ago=25h -> applied
            expect events names=order.fact_recorded
            fact e3 cancelled H1 ago=25h -> applied
            expect events names=order.fact_recorded,hold.released,hold.decline_covered
            """)
        // A word that comes after the end of the hold: what expired should have been free before.
        try Script().run(
            """
            account A1 1000
            hold H1 A1 800 -> approved
            after 10d
            hold H2 A1 700 -> insufficientLimit
            after 40d
            hold H3 A1 1001 -> insufficientLimit
            fact e1 cancelled H1 ago=45d -> applied
            expect events names=source.seen,order.fact_recorded,hold.decline_avoidable
            fact e2 closed H1 ago=45d -> applied
            expect events names=order.fact_recorded
            """)
    }

    @Test("a word, an extension, a capture and the end go before silence")
    func words() throws {
        for line in ["fact e9 paid H1 ago=0s", "extend H1 X1 25d shippingDelay"] {
            try Script().run(
                """
                policy deaf silent=10d
                account A1 1000
                hold H1 A1 300 -> approved
                after 10d
                tick 10
                expect hold H1 overlays=silence promised=240h
                \(line)
                expect hold H1 promised=480h overlays=
                fact e1 created X ago=0s
                tick 10
                expect hold H1 status=active
                """)
        }
        try Script().run(
            """
            policy deaf silent=10d
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 300 -> approved
            after 10d
            tick 10
            capture H1 C1 100
            expect hold H1 status=partCaptured overlays=silence
            after 20d
            tick 10
            expect hold H1 status=closed captured=100 expired=200
            expect hold H2 status=expired
            """)
    }

    @Test("proof is what happened later, not what came later")
    func proof() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1
            account A1 1000
            hold H1 A1 300 -> approved
            after 12d
            fact e1 created X ago=2d
            fact e2 created Y ago=-1h
            tick 10
            expect hold H1 overlays=silence
            fact e3 shipped H1 ago=3d -> applied
            expect hold H1 status=captured
            """)
        try Script().run(
            """
            policy deaf silent=10d proof=1 proofLead=2d
            account A1 1000
            hold H1 A1 300 -> approved
            after 9d
            fact e1 created X ago=0s
            after 1d
            tick 10
            expect hold H1 status=released reason=orderSilent
            """)
    }

    @Test(
        "a feed that speaks far less than usual is lost: nothing is given back, ends wait, and go on"
    )
    func outage() throws {
        let script = Script()
        try script.run(
            """
            policy silent=10d proof=1
            account A1 1000
            """)
        // Ten a day: thirty in three days, so that a window of 3 d is looked at.
        try speak(script, "f", 280, every: "144m")
        try script.run("hold H1 A1 300 -> approved\nhold H2 A1 200 -> approved")
        try speak(script, "g", 40, every: "144m")
        try script.run(
            """
            fact paid paid H1 ago=0s
            after 2d
            tick 10
            expect events count=0
            after 1d
            tick 10
            expect events names=merchant.feed_lost
            after 21d
            tick 10
            expect hold H1 status=active overlays=silence
            expect hold H2 status=active overlays=silence
            after 5d
            tick 10
            expect events names=hold.paused,hold.paused
            expect hold H2 status=active
            """)
        try speak(script, "h", 8, every: "1m")
        try script.run(
            """
            fact i1 shipped H2 ago=25d -> applied
            expect events names=order.fact_recorded,hold.captured,merchant.feed_back
            expect hold H2 status=captured
            tick 10
            expect hold H1 status=released reason=orderSilent
            """)
    }

    @Test("too many silent orders at once are the feed's, not theirs")
    func burst() throws {
        let script = Script()
        try script.run("policy silent=10d proof=1\naccount A1 1000")
        for number in 0..<25 { try script.run("hold H\(number) A1 10 -> approved") }
        try script.run(
            """
            after 10d
            after 1h
            fact e1 created X ago=0s
            tick 100
            expect account A1 held=50
            expect hold H24 overlays=silence
            after 30m
            fact e2 created Y ago=0s
            tick 100
            expect account A1 held=50
            after 31m
            fact e3 created Z ago=0s
            tick 100
            expect account A1 held=0
            """)
    }

    @Test("caps of a day, and the switch")
    func caps() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1 cap=250 alone
            account A1 1000
            hold H1 A1 200 -> approved
            hold H2 A1 100 -> approved
            hold H3 A1 300 -> approved
            after 11d
            fact e1 created X ago=0s
            tick 10
            expect account A1 held=400
            expect hold H2 overlays=silence
            after 1h
            fact e2 created Y ago=0s
            tick 10
            expect events count=0
            after 1d
            fact e3 created Z ago=0s
            tick 10
            expect account A1 held=300
            after 1d
            fact e4 created W ago=0s
            tick 10
            expect hold H3 status=active overlays=silence
            policy deaf silent=10d proof=1 cap=300 alone
            tick 10
            expect account A1 held=0
            """)
        try Script().run(
            """
            policy deaf silent=10d proof=1 norepairs alone
            account A1 1000
            hold H1 A1 200 -> approved
            after 11d
            fact e1 created X ago=0s
            tick 10
            expect hold H1 status=active overlays=silence
            policy deaf silent=10d proof=1 alone
            tick 10
            expect hold H1 status=released reason=orderSilent
            """)
    }

    @Test("what is frozen, in review or of an unknown result is not given back for silence")
    func heldUp() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1
            account A1 1000
            hold H1 A1 100 -> approved
            hold H2 A1 100 -> approved
            overlay H1 V1 legalFreeze review=40d authority=court
            overlay H2 V2 resultUnknown review=40d
            after 11d
            fact e1 created X ago=0s
            tick 10
            expect account A1 held=200
            lift H1 V3 V1
            expect hold H1 status=released reason=orderSilent
            """)
    }

    @Test(
        "an end that the term set is no silence: not with a lead, not after a pause, not under a freeze"
    )
    func termEnds() throws {
        try Script().run(
            """
            policy deaf silent=7d proof=1 lead=2d
            account A1 1000
            hold H1 A1 100 -> approved
            after 6d
            fact e0 paid H1 ago=0s
            after 6d
            fact e1 paid H1 ago=0s
            after 6d
            fact e2 paid H1 ago=0s
            after 6d
            fact e3 paid H1 ago=0s
            expect hold H1 promised=672h
            after 5d
            fact e4 created X ago=0s
            tick 10
            expect hold H1 status=active overlays=
            after 1d
            tick 10
            expect hold H1 status=expired reason=ttlExpired
            """)
        try Script().run(
            """
            policy deaf silent=7d proof=1
            account A1 1000
            hold H1 A1 100 -> approved
            after 5d
            overlay H1 V1 legalFreeze review=85d authority=court
            after 24d
            fact e1 paid H1 ago=0s
            expect hold H1 promised=720h
            lift H1 V2 V1
            expect hold H1 status=active overlays= lasts=720h
            after 1d
            tick 10
            expect hold H1 status=expired reason=ttlExpired
            """)
    }

    @Test("a hold above a cap holds nobody up, and is looked at again once it is less")
    func aboveCap() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1 cap=100 alone
            account A1 1000
            hold H0 A1 100 -> approved
            hold H1 A1 50 -> approved
            hold H2 A1 60 -> approved
            hold H3 A1 150 -> approved
            after 11d
            fact e1 created X ago=0s
            tick 20
            expect account A1 held=260
            increment H1 I1 100
            release H3 R1 90 reason=partialReversal
            after 1d
            fact e2 created Y ago=0s
            tick 20
            expect hold H2 status=released reason=orderSilent
            expect hold H1 status=active overlays=silence
            after 1d
            fact e3 created Z ago=0s
            tick 20
            expect hold H3 status=released reason=orderSilent
            expect account A1 held=150
            """)
    }
}
