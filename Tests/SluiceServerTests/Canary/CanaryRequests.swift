import HTTPTypes
import SluiceAPI

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
        case (.get, "/healthz"), (.get, "/readyz"), (.get, "/metrics"), (.get, "/v1/accounts"):
            [Request(path: route.path)]
        // The contract names every code there is and no value.
        case (.get, "/openapi.yaml"): []
        case (.get, "/v1/holds"):
            [Request(path: "/v1/holds"), Request(path: "/v1/holds?merchant=shop")]
        case (.get, "/v1/events"): [Request(path: "/v1/events?after=beginning&wait_s=0")]
        case (.get, "/v1/accounts/{id}"), (.get, "/v1/people/{id}"): one(route, "a1")
        case (.get, "/v1/accounts/{id}/events"):
            one(route, "a1", query: "after=beginning&wait_s=0")
        case (.get, "/v1/holds/{id}"), (.get, "/v1/holds/{id}/timeline"): each(route)
        case (.get, "/v1/holds/{id}/events"): each(route, query: "after=beginning&wait_s=0")
        case (.get, "/v1/orders/{merchant}/{number}"):
            holds.map { Request(path: "/v1/orders/shop/\($0)") }
        default: commands(of: route)
        }
    }

    private static func commands(of route: Route) -> [Request]? {
        switch (route.method, route.path) {
        case (.post, "/v1/accounts"):
            bodies(
                route, #"{"id":"a1","currency":"CNY","limit":1}"#,
                #"{"id":"a9","currency":"CNY","limit":5}"#)
        case (.post, "/v1/accounts/{id}/limits"):
            bodies(route, #"{"id":"l9","limit":7000000,"reason":"LIMIT_REVIEW"}"#, "{}")
        case (.post, "/v1/accounts/{id}/repayments"):
            bodies(route, #"{"id":"p9","principal":1}"#, #"{"id":"p9","principal":2}"#)
        case (.post, "/v1/accounts/{id}/repayments/{repayment}/reversals"):
            bodies(route, #"{"id":"v9"}"#)
        case (.post, "/v1/holds"):
            ["limit", "restricted", "new"].map {
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
        case (.post, "/v1/order-events"):
            [
                Request(
                    path: route.path,
                    body: TestServer.event("f9", "delivered", order: "canary-hold-frozen"),
                    type: OrderEventRequest.mediaType)
            ]
        case (.put, "/v1/people/{id}"): bodies(route, #"{"language":"zh"}"#, #"{"name":1}"#)
        // Last of all: after it there is nothing to find.
        case (.delete, "/v1/people/{id}"): one(route, "nobody")
        default: nil
        }
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
