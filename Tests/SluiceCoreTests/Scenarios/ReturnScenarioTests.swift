import SluiceCore
import SluiceTestKit
import Testing

/// Refunds after capture, returns, prices that fall.
@Suite("scenarios: returns")
struct ReturnScenarioTests {
    @Test("scenario 36: cancelled after a capture is refunded, where policy wants it, not released")
    func cancelledAfterCapture() throws {
        for (refunds, refunded) in [("true", "300"), ("false", "0")] {
            try Script().run(
                """
                policy refundOnCancel=\(refunds)
                account A1 1000
                hold H1 A1 300 -> approved
                capture H1 C1 -> applied
                fact F1 cancelled H1 -> applied
                expect hold H1 status=captured refunded=\(refunded) released=0
                expect order H1 breaks=cancelledAfterCapture
                """)
        }
    }

    @Test("the read of an order settles its returns and the accounts of its holds")
    func settled() throws {
        try Script().run(
            """
            policy refundOnReturn=false
            account A1 1000
            hold H1 A1 300 -> approved
            fact F1 shipped H1
            fact F2 returnRequested H1
            fact F3 returnReceived H1
            limit A1 L1 10 until=40d -> applied
            after 2d
            settle A1
            expect order H1 returns=inspection:30000
            settleorder H1
            expect order H1 returns=staff:30000
            after 39d
            settleorder H1
            expect order H1 return=returnRefunded
            expect account A1 temporary=0 owed=0
            settleorder H9
            expect events count=0
            """)
    }

    @Test("two returns of one order are both ended in their time, however much lies ahead")
    func twoReturnsAhead() throws {
        try Script().run(
            """
            policy refundOnReturn=false
            account A1 10000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact F1 shipped H1 -> applied
            fact F2 returnRequested H1 lines=1 -> applied
            after 1d
            fact F3 returnRequested H1 lines=2 -> applied
            dueMax 2
            hold H2 A1 1 -> approved
            after 90d
            tick 10000
            expect order H1 return=returnLapsed
            expect order H1 returns=closed:10000,closed:20000
            """)
    }

    @Test("scenario 37: a merchant silent about returned goods: staff, then the refund, on time")
    func silentMerchant() throws {
        try Script().run(
            """
            policy refundOnReturn=false
            account A1 1000
            hold H1 A1 300 -> approved
            fact F1 shipped H1 -> applied
            fact F2 returnRequested H1 -> applied
            expect order H1 returns=goods:30000 return=returnPendingGoods
            fact F3 returnShipped H1 -> applied
            expect order H1 returns=inspection:30000
            fact F4 returnReceived H1 -> applied
            expect order H1 return=returnPendingInspection
            after 2d
            tick 10
            expect order H1 returns=staff:30000 return=returnPendingStaff
            after 5d
            tick 10
            expect order H1 returns=closed:0 return=returnRefunded
            expect hold H1 refunded=300 reason=returnReceived
            expect account A1 owed=0
            """)
    }

    @Test("goods that overtook the word of their return are on their way")
    func overtaken() throws {
        try Script().run(
            """
            policy refundOnReturn=false
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact F1 shipped H1 -> applied
            fact F2 returnShipped H1 ago=1h lines=1 -> applied
            fact F3 returnRequested H1 ago=2h lines=2 -> applied
            fact F4 returnRequested H1 ago=30m lines=1 -> applied
            fact F5 returnRequested H1 ago=61m lines=1 -> applied
            expect order H1 returns=goods:20000,goods:10000,inspection:10000
            fact F6 returnReceived H1 ago=20m lines=2 -> applied
            expect order H1 returns=inspection:20000,goods:10000,inspection:10000
            hold H2 A1 300 -> approved
            fact G1 shipped H2 -> applied
            fact G2 returnReceived H2 ago=1h -> applied
            fact G3 returnRequested H2 ago=2h -> applied
            expect order H2 returns=inspection:30000 return=returnPendingInspection
            after 2d
            tick 10
            expect order H2 returns=staff:30000 return=returnPendingStaff
            after 5d
            tick 10
            expect order H2 returns=closed:0 return=returnRefunded
            expect hold H2 refunded=300 reason=returnReceived
            """)
    }

    @Test("scenario 37: a return that never comes lapses; a refund and a receipt close it")
    func returnsEnd() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact F1 shipped H1 -> applied
            fact F2 returnRequested H1 lines=1 -> applied
            fact F3 returnRequested H1 lines=2 -> applied
            expect order H1 returns=goods:10000,goods:20000
            fact F4 returnReceived H1 lines=1 -> applied
            expect order H1 returns=closed:0,goods:20000
            expect hold H1 refunded=100
            refund H1 G1 150 -> applied
            expect order H1 returns=closed:0,goods:5000
            after 14d
            tick 10
            expect order H1 returns=closed:0,closed:5000 return=returnLapsed
            """)
    }

    @Test("goods that come back and prices that fall give back what is open first")
    func returnedBeforeCapture() throws {
        try Script().run(
            """
            policy refundOnCancel=true
            account A1 1000
            hold H1 A1 300 -> approved
            fact F0 priceAdjusted H1 -> invalidRequest amount
            fact F1 priceAdjusted H1 amount=250 -> applied
            expect hold H1 released=50 reason=priceAdjusted
            capture H1 C1 100 -> applied
            fact F2 returnReceived H1 -> applied
            expect hold H1 status=closed released=200 refunded=100
            hold H2 A1 300 -> approved
            capture H2 C1 -> applied
            fact F3 priceAdjusted H2 amount=200 -> applied
            expect hold H2 refunded=100
            expect order H2 breaks=
            hold H3 A1 300 -> approved
            fact F4 closed H3 -> applied
            expect hold H3 status=released reason=orderClosedShort
            hold H4 A1 1 order=H3 purpose=deposit -> orderTerminal
            """)
    }
}
