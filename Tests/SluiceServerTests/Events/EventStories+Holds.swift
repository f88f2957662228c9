import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Stories of holds: their money, what is looked at, and what was promised.
extension EventStory {
    static let ofHolds: [EventStory] = [
        EventStory(name: "a mistake is mended", policy: correctable) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("again", order: "h1")
            try await server.shopTells("/v1/holds/h1/captures", #"{"id":"c1"}"#)
            try await server.tell(
                "/v1/holds/h1/corrections?merchant=shop",
                #"{"id":"k1","from":"captured","to":"released","amount":100,"note":"x"}"#)
        },
        EventStory(name: "a hold and its money") { server in
            try await server.open()
            _ = try await server.post(
                "/v1/holds",
                """
                {"id":"q1","account":"a1","amount":100,"currency":"CNY",\
                "order":{"merchant":"shop","number":"q1"},"plan":"three-months","dry_run":true}
                """, key: server.lender)
            _ = try await server.place(
                "h1",
                more: """
                    ,"plan":"three-months","lines":[{"line":"l1","amount":10000},\
                    {"line":"l2","amount":20000}]
                    """)
            for (path, body) in [
                ("increments", #"{"id":"i1","amount":100,"lines":[{"line":"l2","amount":100}]}"#),
                ("captures", #"{"id":"c1","lines":[{"line":"l1"}]}"#),
                ("refunds", #"{"id":"x1","amount":40,"reason":"REFUND_GOODWILL"}"#),
                ("releases", #"{"id":"r1","amount":100,"reason":"MERCHANT_VOID"}"#),
                (
                    "splits",
                    #"{"id":"s1","children":[{"id":"h2","order":{"number":"o2"},"amount":9,"lines":[{"line":"l2","amount":9}]}]}"#
                ),
                (
                    "extensions",
                    #"{"id":"e1","until":"2026-02-10T00:00:00Z","reason":"STOCK_DELAY"}"#
                ),
            ] {
                try await server.shopTells("/v1/holds/h1/\(path)", body)
            }
            let refused = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c2","amount":99999}"#, key: server.shop)
            try #require(refused.status == 409, "\(refused.body)")
            _ = try await server.place("big", amount: 10_000_000)
            let retried = try await server.place(
                "big2", amount: 1_000, order: "big", more: #","retry_of":"big""#)
            try #require(retried.status == 201, "\(retried.body)")
            server.clock.advance(ns: 41 * Span.dayNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
        },
        EventStory(name: "a hold that was there before") { server in
            try await server.open()
            _ = try await server.place(
                "h1", more: #","placed_at":"2025-12-20T00:00:00Z","captured":10000"#,
                key: server.keyTexts[.migration])
        },
        EventStory(name: "a hold that was raised before it came") { server in
            try await server.open()
            let merchant = server.door.merchant("shop").key
            try await server.give(
                .place(
                    PlaceHold(
                        hold: KeyDerivation.hold(merchant: merchant, name: "h1"),
                        account: server.door.account("a1").key, merchant: merchant,
                        order: KeyDerivation.order(merchant: merchant, name: "h1"),
                        amount: Money(minor: 80), currency: Currency("CNY")!,
                        history: HoldHistory(
                            placedAt: Instant(ns: 1_767_000_000 * Span.secondNs),
                            authorised: Money(minor: 90)))), as: .migration)
        },
        EventStory(name: "captures after the end", policy: policy { $0.lateCapture = .force }) {
            server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            try await server.shopTells("/v1/holds/h1/captures", #"{"id":"c1"}"#)
        },
        EventStory(name: "a hold that is revived", policy: policy { $0.lateCapture = .revive }) {
            server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            try await server.shopTells("/v1/holds/h1/captures", #"{"id":"c1"}"#)
        },
        EventStory(name: "a decline that need not have been") { server in
            try await server.open()
            _ = try await server.place("h1", amount: 10_000)
            _ = try await server.place("h2", amount: 85_000)
            _ = try await server.place("h3", amount: 20_000)
            server.clock.advance(ns: Span.hourNs)
            for order in ["h1", "h2"] {
                _ = try await server.fact("f-\(order)", "cancelled", order: order)
            }
        },
    ]

    private static var correctable: Policy {
        var policy = Policy.standard
        policy.twoPersons.corrections = false
        return policy
    }

    static let ofReviews: [EventStory] = [
        EventStory(name: "purchases are looked at") { server in
            try await server.open()
            for (hold, decision) in [("h1", "approve"), ("h2", "decline")] {
                _ = try await server.place(hold, more: #","review":"person""#)
                try await server.tell(
                    "/v1/reviews/\(hold)/decision?merchant=shop",
                    #"{"id":"d1","decision":"\#(decision)"}"#)
            }
        },
        EventStory(name: "releases are looked at, and a dispute") { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.shopTells(
                "/v1/holds/h1/release-requests", #"{"id":"q1","reason":"CUSTOMER_REQUEST"}"#)
            for (id, decision) in [
                ("d1", #""extend","until":"2026-01-20T00:00:00Z""#), ("d2", #""keep""#),
            ] {
                try await server.tell(
                    "/v1/reviews/h1/decision?merchant=shop",
                    #"{"id":"\#(id)","decision":\#(decision)}"#)
            }
            try await server.tell(
                "/v1/holds/h1/overlays?merchant=shop",
                #"{"id":"v1","kind":"dispute","review_by":"2026-02-15T00:00:00Z"}"#)
            try await server.tell("/v1/holds/h1/overlays/v1?merchant=shop")
        },
        EventStory(name: "nobody decides on a large release") { server in
            try await server.open(limit: 10_000_000)
            _ = try await server.place("h1", amount: 600_000)
            try await server.shopTells(
                "/v1/holds/h1/release-requests", #"{"id":"q1","reason":"CUSTOMER_REQUEST"}"#)
            for _ in 0..<40 {
                server.clock.advance(ns: Span.dayNs)
                _ = try await server.get("/v1/holds/h1", key: server.shop)
                try await server.messagesCaughtUp()
                try await MessageReminder(door: server.door).remind()
            }
        },
        EventStory(name: "a release in doubt", policy: gated) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("f1", "shipped", order: "h1")
            _ = try await server.fact("f2", "cancelled", order: "h1")
            try await server.tell(
                "/v1/reviews/h1/verdict?merchant=shop",
                #"{"id":"v1","tier":"high","score":900,"model":"m-1"}"#)
            let ann = try server.keys.create(role: .reviewer, name: "ann", person: "ann")
            try await server.tell(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"release"}"#,
                key: ann)
            try await server.tell(
                "/v1/reviews/h1/undo?merchant=shop", #"{"id":"u1","decision":"d1"}"#, key: ann)
        },
    ]

    private static let gated = Policy.doubting { $0.reviews.undoNs = 10 * Span.secondNs }

    static let ofPromises: [EventStory] = [
        EventStory(name: "the promise ends soon") { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 28 * Span.dayNs + Span.secondNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
        },
        EventStory(name: "an order falls silent, and is heard again", policy: silent) { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 11 * Span.dayNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
            try await server.fact("f1", "paid", order: "h1", hour: 264)
        },
        EventStory(name: "a feed is lost, and comes back", policy: silent) { server in
            try await server.open()
            for number in 0..<41 {
                try await server.fact("f\(number)", "created", order: "o\(number)", hour: 0)
            }
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
            for number in 0..<12 {
                try await server.fact("g\(number)", "created", order: "p\(number)", hour: 744)
            }
        },
        EventStory(name: "it takes longer than was told") { server in
            try await server.open(limit: 1_000_000_000)
            for number in 0..<70 {
                _ = try await server.place("h\(number)", amount: 100)
                server.clock.advance(ns: 10 * Span.hourNs)
                try await server.shopTells(
                    "/v1/holds/h\(number)/captures", #"{"id":"c","final":true}"#)
                // What is told of the next one rests on what was learned of all before.
                try await eventually("forecasts catch up") {
                    server.engine.status.snapshot.consumers["forecasts"]
                        == server.engine.feed.newestRow
                }
            }
            _ = try await server.place("late", amount: 100)
            for _ in 0..<3 {
                server.clock.advance(ns: Span.dayNs)
                _ = try await server.get("/v1/holds/late", key: server.shop)
                try await server.messagesCaughtUp()
                try await MessageReminder(door: server.door).remind()
            }
        },
    ]

    private static var silent: Policy {
        var policy = policy { $0.silentAfterNs = 10 * Span.dayNs }
        policy.feeds.proofFacts = 2
        policy.feeds.outages = true
        return policy
    }
}
