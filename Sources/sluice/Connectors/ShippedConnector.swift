/// A connector to copy: docs/reference/connectors.md explains each key.
enum ShippedConnector {
    static let name = "shop"

    static let text = """
        # How one merchant is asked for an order. Copy it to DIR/NAME.yaml, name it like its file, and
        # serve with --connectors DIR. A secret lies beside it: printf %s "$TOKEN" > shop.secret
        connector: shop
        version: 1
        merchant: shop
        url: https://shop.example/orders/{order}
        headers: {Accept: application/json}
        # secret: {header: Authorization, prefix: "Bearer ", file: shop.secret}
        limits: {per_second: 10, at_once: 4, timeout: 5s}
        # What may come to be asked for, by class, and how soon it answers: from this follows how long an
        # order waits at most, `sluice slo`. Leave it out, and nobody says.
        expect:
          answer_ms: 500
          urgent: {burst: 10, sustained_per_hour: 60}
          deadline: {burst: 50, sustained_per_hour: 120}
          doubt: {burst: 200, sustained_per_hour: 240}
          gap: {burst: 500, sustained_per_hour: 500}
        amounts: minor
        # A fact stands where its time is there.
        order:
          created: {time: created_at}
          shipped: {time: shipped_at}
          cancelled:
            time: cancelled_at
            reason: {path: cancel_reason, words: {sold_out: OUT_OF_STOCK}, otherwise: ORDER_CANCELLED}
          line_shipped: {list: items, line: sku, time: shipped_at, amount: amount}
        # The status by which it says that it does not know the order.
        unknown: 404

        """
}
