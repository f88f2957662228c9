import SluiceCore
import SluiceTestKit
import Testing

/// Orders and their facts; all permutations are in `PermutationTests`.
@Suite("scenarios: orders")
struct OrderScenarioTests {
    @Test("scenario 31: a cancelled order returns its hold at once")
    func cancelled() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            expect account A1 available=700
            fact F1 cancelled H1 -> applied
            expect account A1 available=1000 held=0
            expect hold H1 status=released reason=orderCancelled
            hold H2 A1 300 order=H1 purpose=deposit -> orderTerminal
            hold H3 A1 300 order=H1 retry=H1 -> retryNotAllowed retryOf
            """)
    }

    @Test("scenario 32: cancelled five times is one release")
    func cancelledFiveTimes() throws {
        let script = Script()
        try script.run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            fact F1 cancelled H1 -> applied
            """)
        for number in 2...5 {
            try script.run(
                """
                fact F1 cancelled H1 -> applied replay
                expect events count=0
                fact F\(number) cancelled H1 -> applied
                expect events count=1
                """)
        }
        try script.run(
            """
            expect hold H1 status=released released=300
            expect order H1 facts=5 breaks=
            expect account A1 available=1000
            """)
    }

    @Test("scenario 33: shipped before paid is the same as in order")
    func outOfOrder() throws {
        for facts in [["paid", "shipped"], ["shipped", "paid"]] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 -> approved
                fact F1 \(facts[0]) H1 -> applied
                fact F2 \(facts[1]) H1 -> applied
                expect hold H1 status=captured
                expect order H1 breaks= facts=2 terminal=false
                expect account A1 owed=300 held=0
                """)
        }
    }

    @Test("scenario 34: shipped and cancelled in either order is one view and one break")
    func contradiction() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            fact F1 shipped H1 -> applied
            fact F2 cancelled H1 -> applied
            expect order H1 breaks=shippedAndCancelled facts=2 terminal=true
            expect hold H1 status=captured refunded=0
            """)
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            fact F2 cancelled H1 -> applied
            fact F1 shipped H1 -> applied
            expect order H1 breaks=shippedAndCancelled facts=2 terminal=true
            expect hold H1 status=released
            """)
    }

    @Test("scenario 35: facts before their order are parked and applied once")
    func parked() throws {
        try Script().run(
            """
            account A1 1000
            fact F1 paid O1 -> parked
            fact F2 shipped O1 -> parked
            fact F2 shipped O1 -> parked replay
            expect order O1 known=false facts=2
            hold H1 A1 300 order=O1 -> approved
            expect hold H1 status=captured captured=300
            fact F2 shipped O1 -> parked replay
            fact F3 shipped O1 -> applied
            expect hold H1 status=captured captured=300
            expect order O1 known=true facts=3 breaks=
            expect account A1 owed=300 held=0
            """)
    }

    @Test("scenario 35: parked facts wait for the created of their order, and have a bound")
    func parkedBound() throws {
        try Script().run(
            """
            policy parkedMax=2
            account A1 1000
            fact F1 shipped O1 -> parked
            fact F2 paid O2 -> parked
            fact F3 paid O3 -> parkingFull order
            expect events count=0
            fact F4 created O1 -> applied
            fact F3 paid O3 -> parked
            fact F5 shipped O2 -> parkingFull order
            hold H1 A1 300 order=O1 -> approved
            expect hold H1 status=captured
            hold H2 A1 300 order=O2 -> approved
            expect hold H2 status=active
            """)
    }

    @Test("a cancellation after capture refunds where policy says so")
    func cancelledAfterCapture() throws {
        try Script().run(
            """
            policy refundOnCancel=true
            account A1 1000
            hold H1 A1 300 -> approved
            fact F1 shipped H1 -> applied
            fact F2 cancelled H1 -> applied
            expect hold H1 status=captured refunded=300 reason=orderCancelledAfterCapture
            expect order H1 breaks=shippedAndCancelled
            expect account A1 owed=0 available=1000
            """)
    }

    @Test("a line shipped in part and its rest cancelled over two holds, in either order")
    func lineOverTwoHolds() throws {
        let ship = "fact F1 lineShipped O1 lines=1:60 -> applied"
        let cancel = "fact F2 lineCancelled O1 lines=1:40 -> applied"
        for facts in [[ship, cancel], [cancel, ship]] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 50 order=O1 lines=1:50 -> approved
                hold H2 A1 50 order=O1 lines=1:50 purpose=deposit -> approved
                \(facts[0])
                \(facts[1])
                expect account A1 held=0 owed=60
                expect order O1 breaks=
                """)
        }
    }

    @Test("several lines against a hold without lines contradict each other together")
    func bareOverrun() throws {
        let ship = "fact F1 lineShipped O1 lines=1:60 -> applied"
        let cancel = "fact F2 lineCancelled O1 lines=2:60 -> applied"
        for facts in [[ship, cancel], [cancel, ship]] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 100 order=O1 -> approved
                \(facts[0])
                \(facts[1])
                expect order O1 breaks=lineOverrun
                """)
        }
    }
}
