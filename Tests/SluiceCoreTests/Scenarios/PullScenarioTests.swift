import SluiceCore
import SluiceTestKit
import Testing

/// What merchants say when they are asked.
@Suite("scenarios: pulls")
struct PullScenarioTests {
    @Test("facts nobody told do what they would do from the feed, and say nothing of it")
    func facts() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 200 -> approved
            fact e1 paid H1 ago=0s
            after 1d
            pull H1 facts=created:1d,paid:1d,shipped:1h -> applied
            expect events count=5
            expect hold H1 status=captured reason=shippedFull
            expect order H1 facts=3 pulled=2 asked=true
            pull H2 facts=created:1d,cancelled:1h -> applied
            expect hold H2 status=released reason=orderCancelled
            expect order H2 terminal=true
            hold H3 A1 500 order=H4 -> approved
            after 10d
            tick 10
            expect hold H3 status=active overlays=silence
            """)
    }

    @Test("of lines only those are recorded that no fact names")
    func lines() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact e1 lineShipped H1 lines=1
            pull H1 facts=lineShipped:1h:1,lineCancelled:1h:2 -> applied
            expect hold H1 status=closed captured=100 released=200
            expect order H1 facts=2 pulled=1
            hold H2 A1 300 -> approved
            fact e2 lineShipped H2 lines=1:100
            pull H2 facts=lineShipped:1h:1:100 -> applied
            expect hold H2 captured=100
            """)
    }

    @Test("a pull no newer than the newest changes nothing")
    func older() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 1d
            pull H1 facts=created:1d,paid:1h ago=1h -> applied
            pull H1 facts=cancelled:3h ago=2h -> applied replay
            expect events count=0
            expect hold H1 status=active
            pull H1 unknown ago=1h-1s -> applied
            expect order H1 asked=false
            pull H1 ago=-1s -> invalidRequest askedAt
            """)
    }

    @Test("a view that denies what was told is a break, in either order; it denies what it covers")
    func contradiction() throws {
        for lines in [
            "fact e1 cancelled H1 ago=2h\npull H1 facts=created:1d ago=1h",
            "pull H1 facts=created:1d ago=1h\nfact e1 cancelled H1 ago=2h",
        ] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 -> approved
                after 1d
                \(lines)
                expect order H1 breaks=pulledOtherwise terminal=false
                expect hold H1 status=released
                hold H2 A1 300 order=H1 retry=H1 -> approved
                fact e2 completed H1 ago=0s
                expect order H1 terminal=true breaks=pulledOtherwise,shippedAndCancelled
                """)
        }
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 1d
            fact e1 completed H1 ago=2h
            pull H1 facts=created:1d,shipped:3h covers=created,shipped,cancelled ago=1h
            expect order H1 breaks= terminal=true
            pull H1 unknown ago=1s
            expect order H1 breaks=pulledOtherwise terminal=false
            expect hold H1 status=captured
            """)
    }

    @Test("asked around the end of the promise, it proves the silence of its own order alone")
    func proof() throws {
        for (ago, overlays) in [("25h", "silence"), ("24h", "")] {
            try Script().run(
                """
                policy deaf silent=10d proof=1 proofLead=1d
                account A1 1000
                hold H1 A1 300 -> approved
                hold H2 A1 200 -> approved
                after 10d
                pull H1 facts=created:10d ago=\(ago) -> applied
                tick 10
                expect hold H2 overlays=silence
                expect hold H1 overlays=\(overlays)
                pull H1 facts=created:10d ago=0s
                tick 10
                expect hold H1 status=released reason=orderSilent
                expect hold H2 status=active
                """)
        }
    }

    @Test("an order its merchant does not know: kept inside the promise, given back after it")
    func orphan() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1
            account A1 1000
            hold H1 A1 300 -> approved
            after 9d
            pull H1 unknown -> applied
            tick 10
            expect hold H1 status=active
            after 1d
            tick 10
            expect hold H1 overlays=silence
            pull H1 unknown -> applied
            tick 10
            expect hold H1 status=released reason=orphanNoOrder
            expect account A1 available=1000
            """)
        try Script().run(
            """
            policy deaf alone silent=10d proof=1 norepairs
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 400 -> approved
            after 10d
            pull H1 unknown
            pull H2 unknown
            tick 10
            expect hold H1 overlays=silence
            policy deaf alone silent=10d proof=1 cap=300
            tick 10
            expect hold H1 status=released reason=orphanNoOrder
            expect hold H2 status=active overlays=silence
            """)
        try Script().run(
            """
            policy deaf
            account A1 1000
            hold H1 A1 300 -> approved
            pull H1 unknown
            after 29d
            tick 10
            expect hold H1 status=active
            """)
    }

    @Test("a dead feed whose endpoint lives: what it says is done, silence waits for the feed")
    func deadFeed() throws {
        let script = Script()
        try script.run("policy silent=10d proof=1\naccount A1 1000")
        for number in 0..<320 {
            try script.run("after 144m\nfact f\(number) created f\(number) ago=0s")
        }
        try script.run(
            """
            hold H1 A1 300 -> approved
            hold H2 A1 200 -> approved
            hold H3 A1 100 -> approved
            after 3d
            tick 10
            expect events names=merchant.feed_lost
            pull H1 facts=created:3d,cancelled:1h
            expect hold H1 status=released reason=orderCancelled
            after 7d
            tick 10
            pull H2 facts=created:10d
            pull H3 unknown
            tick 10
            expect events count=0
            expect hold H2 status=active overlays=silence
            expect hold H3 status=active overlays=silence
            """)
        for number in 0..<9 {
            try script.run("after 1m\nfact g\(number) created g\(number) ago=12d")
        }
        try script.run(
            """
            expect events names=order.seen,order.known,order.fact_recorded,merchant.feed_back
            tick 10
            expect hold H2 status=released reason=orderSilent
            expect hold H3 status=released reason=orphanNoOrder
            """)
    }

    @Test("frozen credit stays; what was pulled meanwhile is done when the freeze is lifted")
    func frozen() throws {
        try Script().run(
            """
            policy deaf silent=10d proof=1
            account A1 1000
            hold H1 A1 300 -> approved
            hold H2 A1 200 -> approved
            overlay H1 V1 legalFreeze review=20d authority=court
            overlay H2 V2 legalFreeze review=20d authority=court
            after 10d
            pull H1 facts=created:9d,cancelled:1d
            pull H2 unknown
            tick 10
            expect hold H1 status=active
            expect hold H2 status=active
            lift H1 V3 V1
            expect hold H1 status=released reason=orderCancelled
            lift H2 V4 V2
            tick 10
            expect hold H2 status=released reason=orphanNoOrder
            """)
    }

    @Test("facts that wait for their order: what the merchant knows exists, else they stay parked")
    func parked() throws {
        try Script().run(
            """
            policy parkedMax=2
            account A1 1000
            fact e1 shipped X ago=0s -> parked
            fact e2 shipped Y ago=0s -> parked
            fact e3 paid Z ago=0s -> parkingFull order
            pull X unknown -> applied
            expect order X known=false facts=1
            fact e3 paid Z ago=0s -> parkingFull order
            pull X facts=created:1h,shipped:0s -> applied
            expect order X known=true facts=2
            fact e3 paid Z ago=0s -> parked
            hold H1 A1 300 order=X -> approved
            expect hold H1 status=captured
            pull N facts=created:1h -> applied
            expect order N known=true
            """)
    }

    @Test("a result that was unknown is known once the merchant was asked since")
    func unknownResult() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 1h
            overlay H1 V1 resultUnknown review=1d
            after 1h
            pull H1 facts=created:2h ago=90m
            expect hold H1 overlays=resultUnknown
            pull H1 facts=created:2h ago=30m
            expect events names=order.pulled,hold.overlay_lifted
            expect hold H1 overlays=
            """)
    }

    @Test("what is malformed is refused by field, and bounded")
    func malformed() throws {
        let many = (0...100).map { "lineShipped:0s:\($0):1" }.joined(separator: ",")
        try Script().run(
            """
            pull X unknown facts=created:0s -> invalidRequest facts
            pull X facts=created:0s,created:1s -> invalidRequest facts
            pull X facts=lineShipped:0s:1,lineShipped:1s:1 -> invalidRequest facts
            pull X facts=\(many) -> invalidRequest facts
            pull X facts=lineShipped:0s -> invalidRequest lines
            pull X facts=shipped:0s:1 -> invalidRequest lines
            pull X facts=paid:0s covers=created -> invalidRequest kind
            pull X facts=priceAdjusted:0s -> invalidRequest amount
            """)
    }

    @Test("a sweep is of its newest time")
    func sweeps() throws {
        try Script().run(
            """
            sweep ago=1h -> applied
            expect events names=merchant.seen,merchant.swept
            sweep ago=2h -> applied replay
            sweep ago=-1s -> invalidRequest askedAt
            sweep ago=0s -> applied
            expect events names=merchant.swept
            """)
    }
}
