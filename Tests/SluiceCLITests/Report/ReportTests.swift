import SluiceCore
import Testing

@testable import sluice

@Suite struct ReportTests {
    @Test("Orders add up by status and by reason, in minor units")
    func makesJSON() throws {
        let report = try Report(Self.orders)
        #expect(
            String(decoding: report.json, as: UTF8.self) == """
                {"currency":"BRL","by_status":[\
                {"status":"canceled","orders":2,"placed":300,"captured":100,"refunded":100,\
                "released":200,"expired":0,"open":0},\
                {"status":"invoiced","orders":1,"placed":50,"captured":0,"refunded":0,\
                "released":0,"expired":0,"open":50}],\
                "by_reason":[\
                {"reason":"APPROVED","orders":1,"placed":50,"captured":0,"refunded":0,\
                "released":0,"expired":0,"open":50},\
                {"reason":"ORDER_CANCELLED","orders":1,"placed":200,"captured":0,"refunded":0,\
                "released":200,"expired":0,"open":0},\
                {"reason":"SHIPPED_FULL","orders":1,"placed":100,"captured":100,"refunded":100,\
                "released":0,"expired":0,"open":0}],\
                "time_to_lock_end":{"by_status":[\
                {"status":"canceled","ended":2,"p50_s":90,"p90_s":172800,"p99_s":172800},\
                {"status":"invoiced","ended":0,"p50_s":null,"p90_s":null,"p99_s":null}],\
                "by_reason":[\
                {"reason":"APPROVED","ended":0,"p50_s":null,"p90_s":null,"p99_s":null},\
                {"reason":"ORDER_CANCELLED","ended":1,"p50_s":172800,"p90_s":172800,\
                "p99_s":172800},\
                {"reason":"SHIPPED_FULL","ended":1,"p50_s":90,"p90_s":90,"p99_s":90}]}}
                """)
        #expect(report.orders.map(\.order) == ["a", "b", "c"])
        #expect(
            String(decoding: Report.json(of: report.orders[0]), as: UTF8.self) == """
                {"order":"a","status":"canceled","placed":100,"captured":100,"refunded":100,\
                "released":0,"expired":0,"open":0}
                """)
    }

    @Test("The text has aligned numbers in the currency's decimals")
    func makesText() throws {
        let report = try Report(Self.orders)
        #expect(
            report.text == """
                Amounts in BRL; P50, P90, P99: time from placement to the end of the lock.

                status    orders  placed  captured  refunded  released  expired  open      P50    P90    P99
                canceled       2    3.00      1.00      1.00      2.00     0.00  0.00  1.5 min  2.0 d  2.0 d
                invoiced       1    0.50      0.00      0.00      0.00     0.00  0.50        -      -      -
                total          3    3.50      1.00      1.00      2.00     0.00  0.50  1.5 min  2.0 d  2.0 d

                reason           orders  placed  captured  refunded  released  expired  open      P50      P90      P99
                APPROVED              1    0.50      0.00      0.00      0.00     0.00  0.50        -        -        -
                ORDER_CANCELLED       1    2.00      0.00      0.00      2.00     0.00  0.00    2.0 d    2.0 d    2.0 d
                SHIPPED_FULL          1    1.00      1.00      1.00      0.00     0.00  0.00  1.5 min  1.5 min  1.5 min
                total                 3    3.50      1.00      1.00      2.00     0.00  0.50  1.5 min    2.0 d    2.0 d

                """)
        #expect(
            report.orderText == """
                order  status    placed  captured  refunded  released  expired  open
                a      canceled    1.00      1.00      1.00      0.00     0.00  0.00
                b      canceled    2.00      0.00      0.00      2.00     0.00  0.00
                c      invoiced    0.50      0.00      0.00      0.00     0.00  0.50

                """)
    }

    @Test("Amounts of different currencies are never added")
    func keepsCurrenciesApart() throws {
        var orders = Self.orders
        orders[0].currency = Currency("USD")!
        #expect(throws: ReportError.severalCurrencies(["BRL", "USD"])) { try Report(orders) }
        #expect(try Report(orders, currency: Currency("USD")!).total.orders == 1)
        #expect(throws: ReportError.nothing(currency: "EUR")) {
            try Report(orders, currency: Currency("EUR")!)
        }
    }

    @Test("A journal without orders has an empty report, not none")
    func isEmptyBeforeTheFirstOrder() throws {
        let report = try Report([])
        #expect(report.currency == nil && report.orders.isEmpty && report.total.orders == 0)
        #expect(report.text == "There is no order yet.")
        #expect(
            String(decoding: report.json, as: UTF8.self)
                == #"{"currency":null,"by_status":[],"by_reason":[],"#
                + #""time_to_lock_end":{"by_status":[],"by_reason":[]}}"#)
    }

    @Test(
        "Percentiles by nearest rank",
        arguments: [
            ([], nil, nil, nil), ([7], 7, 7, 7), ([2, 1], 1, 2, 2),
            (Array(1...100), 50, 90, 99), (Array((1...1_000).reversed()), 500, 900, 990),
        ] as [([Int64], Int64?, Int64?, Int64?)])
    func findsPercentiles(spans: [Int64], p50: Int64?, p90: Int64?, p99: Int64?) {
        let times = LockTimes(spansNs: spans)
        #expect(times.ended == spans.count)
        #expect([times.p50Ns, times.p90Ns, times.p99Ns] == [p50, p90, p99])
    }

    private static let orders = [
        order(
            "b", "canceled", .orderCancelled, ReportAmounts(placed: 200, released: 200),
            lockedS: 2 * 86_400),
        order("c", "invoiced", .approved, ReportAmounts(placed: 50, open: 50), lockedS: nil),
        order(
            "a", "canceled", .shippedFull,
            ReportAmounts(placed: 100, captured: 100, refunded: 100), lockedS: 90),
    ]

    private static func order(
        _ name: String, _ status: String, _ reason: Reason, _ amounts: ReportAmounts,
        lockedS: Int64?
    ) -> ReportOrder {
        ReportOrder(
            merchant: "shop", order: name, status: status, reason: reason,
            currency: Currency("BRL")!, amounts: amounts, placedAt: .epoch,
            endedAt: lockedS.map { Instant(ns: $0 * Span.secondNs) })
    }
}
