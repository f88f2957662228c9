import HTTPTypes
import SluiceAPI
import SluiceCore

@testable import SluiceServer

/// What every caller sends to every route. A route that is not here fails the test.
enum CanaryRequests {
    struct Request: Sendable {
        var path: String
        var body: String?
        var type = "application/json"
    }

    /// Holds that were planted.
    static let holds = [
        "owed", "limit", "rejected", "late", "passed", "fraud", "law", "staff", "asked", "frozen",
        "restricted",
    ].map { "canary-hold-" + $0 }

    /// The requests of a route by method and path; nil for a route nobody has classified.
    static func requests(of route: Route) -> [Request]? {
        switch (route.method, route.path) {
        case (.get, "/healthz"), (.get, "/readyz"), (.get, "/metrics"), (.get, "/v1/accounts"),
            (.get, "/v1/policy"), (.get, "/v1/proposals"), (.get, "/v1/reviews"), (.get, "/v1/slo"),
            (.post, "/v1/reviews/next"), (.get, "/v1/returns"), (.get, "/v1/anomalies"),
            (.get, "/v1/webhooks"), (.get, "/v1/keys"), (.get, "/v1/forecasts"),
            (.get, "/v1/reconciliations"):
            [Request(path: route.path)]
        case (.get, "/v1/messages"):
            ["", "?suppressed=true", "?account=a1", "?merchant=shop"].map {
                Request(path: "/v1/messages" + $0)
            }
        case (.get, "/v1/keys/{id}"): one(route, "k9")
        case (.get, "/v1/webhooks/{id}"), (.get, "/v1/webhooks/{id}/deliveries"): one(route, "w9")
        // The contract names every code there is and no value.
        case (.get, "/openapi.yaml"), (.get, "/problems/{code}"), (.get, "/reference"),
            (.get, "/reference.css"), (.get, "/v1/event-types"):
            []
        case (.get, "/v1/holds"):
            ["", "?merchant=shop"].map { Request(path: "/v1/holds" + $0) }
                + OverlayKind.allCases.map { Request(path: "/v1/holds?overlay=" + $0.code) }
        case (.get, "/v1/events"): [Request(path: "/v1/events?after=beginning&wait_s=0")]
        case (.get, "/v1/accounts/{id}"), (.get, "/v1/people/{id}"): one(route, "a1")
        case (.get, "/v1/accounts/{id}/events"):
            one(route, "a1", query: "after=beginning&wait_s=0")
        case (.get, "/v1/holds/{id}"), (.get, "/v1/holds/{id}/timeline"),
            (.get, "/v1/holds/{id}/explanation"):
            each(route)
        case (.get, "/v1/lock-time"):
            [Request(path: route.path + "?from=2025-12-01T00:00:00Z&to=2027-01-01T00:00:00Z")]
        case (.get, "/v1/holds/{id}/events"): each(route, query: "after=beginning&wait_s=0")
        case (.get, "/v1/orders/{merchant}/{number}"):
            holds.map { Request(path: "/v1/orders/shop/\($0)") }
        case (.get, "/v1/policy/versions/{version}"): [Request(path: "/v1/policy/versions/1")]
        case (.get, "/v1/proposals/{id}"): one(route, "q9")
        case (.get, "/v1/days/{date}"): [Request(path: "/v1/days/2025-12-31")]
        case (.get, "/v1/anomalies/{detector}"):
            Detector.allCases.map { Request(path: "/v1/anomalies/" + $0.code) }
        case (.get, "/v1/merchants/{id}/health"): one(route, "shop")
        case (.get, "/v1/merchants/{id}/statement"):
            one(route, "shop", query: "date=2026-01-01")
        default: accountCommands(of: route) ?? holdCommands(of: route) ?? commands(of: route)
        }
    }

    private static func accountCommands(of route: Route) -> [Request]? {
        switch (route.method, route.path) {
        case (.post, "/v1/accounts"):
            bodies(
                route, #"{"id":"a1","currency":"CNY","limit":1}"#,
                #"{"id":"a9","currency":"CNY","limit":5}"#)
        case (.post, "/v1/accounts/{id}/limits"):
            bodies(route, #"{"id":"l9","limit":7000000,"reason":"LIMIT_REVIEW"}"#, "{}")
        case (.delete, "/v1/accounts/{id}/limits/{limit}"),
            (.delete, "/v1/accounts/{id}/restrictions/{restriction}"):
            one(route, "a1", query: "id=e9")
        case (.post, "/v1/accounts/{id}/repayments"):
            bodies(route, #"{"id":"p9","principal":1}"#, #"{"id":"p9","principal":2}"#)
        case (.post, "/v1/accounts/{id}/repayments/{repayment}/reversals"),
            (.post, "/v1/accounts/{id}/payouts/{payout}/payments"):
            bodies(route, #"{"id":"v9"}"#)
        case (.post, "/v1/accounts/{id}/restrictions"):
            bodies(
                route, #"{"id":"b9","kind":"risk","review_by":"2026-01-20T00:00:00Z"}"#,
                #"{"id":"b8","kind":"law"}"#)
        default: nil
        }
    }

    private static func holdCommands(of route: Route) -> [Request]? {
        switch (route.method, route.path) {
        case (.post, "/v1/holds"):
            // What a placement would come to, of one that is declined and one that is not.
            [99_999_999, 9].map { amount in
                Request(
                    path: "/v1/holds",
                    body: """
                        {"id":"quote","account":"a1","amount":\(amount),"currency":"CNY",\
                        "order":{"merchant":"shop","number":"quote"},"dry_run":true}
                        """)
            }
                + ["limit", "restricted", "new"].map {
                    Request(
                        path: "/v1/holds",
                        body: """
                            {"id":"canary-hold-\($0)","account":"a1","amount":99999999,\
                            "currency":"CNY","order":{"merchant":"shop","number":"canary-hold-\($0)"}}
                            """)
                } + [
                    Request(
                        path: "/v1/holds",
                        body: """
                            {"id":"r1","account":"a1","amount":9,"currency":"CNY",\
                            "order":{"merchant":"rival","number":"o1"}}
                            """)
                ]
        case (.post, "/v1/holds/{id}/captures"): each(route, #"{"id":"c9","amount":99999999}"#)
        case (.post, "/v1/holds/{id}/releases"):
            each(route, #"{"id":"r9","reason":"MERCHANT_VOID"}"#)
                + each(route, #"{"id":"r8","reason":"OPS_MANUAL"}"#)
        case (.post, "/v1/holds/{id}/increments"): each(route, #"{"id":"i9","amount":99999999}"#)
        case (.post, "/v1/holds/{id}/refunds"):
            each(route, #"{"id":"f9","amount":99999999,"reason":"CHARGEBACK"}"#)
        case (.post, "/v1/holds/{id}/extensions"):
            each(
                route,
                #"{"id":"x9","until":"2026-01-20T00:00:00Z","reason":"SHIPPING_DELAY"}"#)
        case (.post, "/v1/holds/{id}/splits"):
            each(route, #"{"id":"s9","children":[{"id":"c","order":{"number":"c"},"amount":9}]}"#)
        case (.post, "/v1/holds/{id}/corrections"):
            each(route, #"{"id":"k9","from":"captured","to":"released","amount":99999999}"#)
        case (.post, "/v1/holds/{id}/release-requests"):
            each(route, #"{"id":"q9","reason":"CUSTOMER_REQUEST"}"#)
        case (.post, "/v1/reviews/{id}/undo"): each(route, #"{"id":"u9","decision":"d9"}"#)
        case (.post, "/v1/reviews/{id}/challenges"): each(route, "{}")
        case (.post, "/v1/reviews/{id}/step-up"):
            each(route, #"{"challenge":"a.b","result":"passed","signature":"c"}"#)
        case (.post, "/v1/reviews/{id}/verdict"):
            each(route, #"{"id":"v9","tier":"low","score":1,"model":"m-1"}"#)
        case (.post, "/v1/reviews/{id}/decision"): each(route, #"{"id":"d9","decision":"approve"}"#)
        case (.post, "/v1/holds/{id}/overlays"):
            each(route, #"{"id":"o9","kind":"dispute","review_by":"2026-01-20T00:00:00Z"}"#)
        case (.delete, "/v1/holds/{id}/overlays/{overlay}"): each(route)
        default: nil
        }
    }

    private static func commands(of route: Route) -> [Request]? {
        switch (route.method, route.path) {
        case (.post, "/v1/order-events"):
            [
                Request(
                    path: route.path,
                    body: TestServer.event("f9", "delivered", order: "canary-hold-frozen"),
                    type: OrderEventRequest.mediaType)
            ]
        // Who is signed is told what the merchant is told at the door above: `MerchantEventTests`.
        case (.post, "/v1/merchants/{id}/events"):
            [
                Request(
                    path: path(route, "shop"),
                    body: TestServer.event("f9", "delivered", order: "canary-hold-frozen"),
                    type: OrderEventRequest.mediaType)
            ]
        case (.post, "/v1/orders/{merchant}/{number}/pulls"):
            [
                Request(
                    path: "/v1/orders/shop/canary-hold-frozen/pulls",
                    body: #"{"asked_at":"2026-01-01T00:00:00Z","known":false}"#)
            ]
        case (.post, "/v1/orders/{merchant}/{number}/pull-requests"):
            [Request(path: "/v1/orders/shop/canary-hold-frozen/pull-requests")]
        case (.post, "/v1/batch"):
            [
                Request(
                    path: route.path, body: batch(of: "shop"), type: Batch.linesMediaType),
                Request(
                    path: route.path, body: batch(of: "rival"), type: Batch.linesMediaType),
            ]
        // Refused, for the policy has to stay; what is refused is told all the same.
        case (.post, "/v1/policy"): bodies(route, "{}")
        case (.post, "/v1/proposals"):
            bodies(
                route,
                """
                {"id":"q9","command":{"kind":"limit","account":"a1","id":"l7","limit":6000000,\
                "reason":"LIMIT_REVIEW"}}
                """)
        case (.post, "/v1/anomalies/{detector}/repairs"):
            [
                Request(
                    path: "/v1/anomalies/D1/repairs",
                    body: #"{"id":"y9","holds":[{"merchant":"shop","hold":"canary-hold-frozen"}]}"#)
            ]
        case (.post, "/v1/proposals/{id}/approval"):
            [Request(path: path(route, "q9"), body: #"{"sequence":"x"}"#)]
        case (.post, "/v1/days/{date}/close"):
            [Request(path: "/v1/days/2025-12-31/close")]
        case (.post, "/v1/clock/acceptance"): [Request(path: route.path)]
        case (.put, "/v1/people/{id}"): bodies(route, #"{"language":"zh"}"#, #"{"name":1}"#)
        case (.post, "/v1/messages/{id}/read"):
            (1...9).map { number in
                Request(path: path(route, KeptMessage.id(number, .merchant)))
            } + [Request(path: path(route, KeptMessage.id(1, .consumer)))]
        case (.post, "/v1/reconciliations/{id}"): bodies(route, #"{"owner":"desk"}"#)
        case (.post, "/v1/keys"):
            bodies(route, #"{"role":"auditor","name":"n9"}"#, #"{"role":"owner","name":"n9"}"#)
        case (.post, "/v1/keys/{id}/rotations"): bodies(route, #"{"overlap":"1h"}"#)
        case (.delete, "/v1/keys/{id}"): one(route, "k9")
        case (.post, "/v1/webhooks"):
            [Request(path: route.path, body: #"{"url":"https://w.example/","audience":"staff"}"#)]
        case (.put, "/v1/webhooks/{id}"):
            bodies(route, #"{"url":"https://w.example/","audience":"staff"}"#)
        case (.delete, "/v1/webhooks/{id}"), (.post, "/v1/webhooks/{id}/secrets"),
            (.post, "/v1/webhooks/{id}/tests"), (.post, "/v1/webhooks/{id}/replays"):
            one(route, "w9")
        // Last of all: after it there is nothing to find.
        case (.delete, "/v1/people/{id}"): one(route, "nobody")
        default: nil
        }
    }

    /// One of everything a batch takes, each refused or declined.
    private static func batch(of merchant: String) -> String {
        let operations = holds.flatMap { hold in
            [
                #""capture","id":"c9","amount":99999999"#,
                #""release","id":"r9","reason":"MERCHANT_VOID","amount":99999999"#,
                #""increment","id":"i9","amount":99999999"#,
                #""refund","id":"f9","amount":99999999,"reason":"CHARGEBACK""#,
            ].map { #"{"hold":"\#(hold)","merchant":"\#(merchant)","op":\#($0)}"# }
        }
        let placements = ["limit", "restricted"].map {
            """
            {"op":"place","id":"canary-hold-\($0)","account":"a1","amount":99999999,\
            "currency":"CNY","order":{"merchant":"\(merchant)","number":"canary-hold-\($0)"}}
            """
        }
        return (operations + placements).joined(separator: "\n")
    }

    private static func one(_ route: Route, _ id: String, query: String = "") -> [Request] {
        [Request(path: path(route, id) + (query.isEmpty ? "" : "?" + query))]
    }

    private static func bodies(_ route: Route, _ bodies: String...) -> [Request] {
        bodies.map { Request(path: path(route, "a1"), body: $0) }
    }

    /// A request for every planted hold, with its merchant and without.
    private static func each(
        _ route: Route, _ body: String? = nil, query: String = ""
    ) -> [Request] {
        let more = query.isEmpty ? "" : "&" + query
        return holds.flatMap { hold in
            [
                Request(path: path(route, hold) + "?merchant=shop" + more, body: body),
                Request(path: path(route, hold) + "?" + query, body: body),
            ]
        }
    }

    private static func path(_ route: Route, _ id: String) -> String {
        "/"
            + route.path.split(separator: "/").map {
                $0.first != "{" ? String($0) : $0 == "{id}" ? id : "x"
            }.joined(separator: "/")
    }
}
