import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Stories of the ledger itself, of accounts and of orders.
extension EventStory {
    static let ofLedger: [EventStory] = [
        EventStory(name: "a history ends", mode: .historical) { server in
            try await server.give(.goLive)
        },
        EventStory(name: "the clock is accepted, and a day closed") { server in
            try await server.open()
            server.clock.set(ns: 31 * Span.dayNs)
            _ = try await server.get("/v1/accounts/a1")
            try await server.tell(
                "/v1/clock/acceptance", "", key: server.keyTexts[.operator])
            try await server.tell("/v1/days/2025-12-31/close", "")
        },
        EventStory(name: "two persons change a limit") { server in
            try await server.open()
            let proposed = try await server.post(
                "/v1/proposals",
                """
                {"id":"p1","command":{"kind":"limit","account":"a1","id":"l1","limit":900000000,\
                "reason":"LIMIT_GRANTED"}}
                """, key: server.key(of: "alice"))
            let approved = try await server.approve(
                "p1", try #require(proposed["sequence"].text, "\(proposed.body)"),
                key: server.key(of: "bob"))
            try #require(approved.status == 201, "\(approved.body)")
        },
        EventStory(
            name: "what is left of a hold is given back by a repair",
            policy: policy { $0.guaranteeLeadNs = $0.timeToLiveNs }
        ) { server in
            try await server.open()
            _ = try await server.place("h1", more: #","lines":[{"line":"l1","amount":30000}]"#)
            _ = try await server.fact(
                "f1", "line_shipped", order: "h1",
                more: #","lines":[{"line":"l1","amount":10000}]"#)
            try await server.tell(
                "/v1/anomalies/D4/repairs",
                #"{"id":"r1","holds":[{"merchant":"shop","hold":"h1"}]}"#,
                key: server.keyTexts[.operator])
        },
    ]

    static let ofAccounts: [EventStory] = [
        EventStory(name: "limits and restrictions") { server in
            try await server.open()
            for (id, more) in [
                ("l1", ""),
                ("l2", #","until":"2026-02-01T00:00:00Z","scenario":"physical""#),
                ("l3", #","until":"2026-01-10T00:00:00Z""#),
            ] {
                try await server.tell(
                    "/v1/accounts/a1/limits",
                    #"{"id":"\#(id)","limit":90000,"reason":"LIMIT_REVIEW"\#(more)}"#)
            }
            try await server.tell("/v1/accounts/a1/limits/l2?id=e1")
            try await server.tell(
                "/v1/accounts/a1/restrictions",
                #"{"id":"r1","kind":"risk","review_by":"2026-03-01T00:00:00Z"}"#)
            try await server.tell("/v1/accounts/a1/restrictions/r1?id=e2")
            // The other temporary limit ends, and is spoken of before.
            for _ in 0..<10 {
                server.clock.advance(ns: Span.dayNs)
                _ = try await server.get("/v1/accounts/a1")
                try await server.messagesCaughtUp()
                try await MessageReminder(door: server.door).remind()
            }
        },
        EventStory(name: "repayments and a surplus") { server in
            try await server.open()
            for hold in ["h1", "h2"] {
                _ = try await server.place(hold)
                try await server.shopTells("/v1/holds/\(hold)/captures", #"{"id":"c1"}"#)
            }
            try await server.tell(
                "/v1/accounts/a1/repayments", #"{"id":"r1","principal":60000}"#)
            for hold in ["h1", "h2"] {
                try await server.shopTells(
                    "/v1/holds/\(hold)/refunds",
                    #"{"id":"x1","amount":10000,"reason":"REFUND_GOODWILL"}"#)
            }
            let account = try await server.get("/v1/accounts/a1")
            let payout = try #require(account["payouts.0.id"].text, "\(account.body)")
            try await server.tell(
                "/v1/accounts/a1/payouts/\(payout)/payments", #"{"id":"y1"}"#)
            try await server.tell("/v1/accounts/a1/repayments/r1/reversals", #"{"id":"b1"}"#)
            server.clock.advance(ns: 60 * Span.dayNs)
            _ = try await server.get("/v1/accounts/a1")
        },
        EventStory(name: "an account that brings a surplus", mode: .historical) { server in
            try await server.give(
                .openAccount(
                    OpenAccount(
                        account: KeyDerivation.account(lender: "lender", name: "a1"),
                        currency: Currency("CNY")!, limit: Money(minor: 1_000),
                        payouts: [
                            Payout(
                                key: Key(high: 1, low: 2), hold: Key(high: 3, low: 4),
                                amount: Money(minor: 5),
                                dueAt: Instant(ns: 1_767_312_000 * Span.secondNs))
                        ])), as: .migration)
        },
    ]

    static let ofOrders: [EventStory] = [
        EventStory(name: "facts, a break and a return") { server in
            try await server.open()
            _ = try await server.fact("f1", "paid", order: "o1")
            _ = try await server.fact("f2", "created", order: "o1")
            _ = try await server.place("h1")
            _ = try await server.fact(
                "f3", "cancelled", order: "h1", more: #","reason":"OUT_OF_STOCK""#)
            _ = try await server.fact("f4", "shipped", order: "h1")
            _ = try await server.place("h2", more: #","lines":[{"line":"l1","amount":30000}]"#)
            _ = try await server.fact(
                "f5", "line_shipped", order: "h2", more: #","lines":[{"line":"l1"}]"#)
            _ = try await server.fact(
                "f6", "line_cancelled", order: "h2", more: #","lines":[{"line":"l1"}]"#)
            _ = try await server.fact(
                "f7", "return_requested", order: "h2", more: #","lines":[{"line":"l1"}]"#)
        },
        EventStory(name: "a merchant is asked") { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.tell(
                "/v1/orders/shop/h1/pulls",
                """
                {"asked_at":"2026-01-01T00:00:00Z","known":true,"facts":[
                {"kind":"created","occurred_at":"2025-12-31T00:00:00Z"}]}
                """)
            try await server.give(
                .recordSweep(
                    RecordSweep(
                        merchant: server.door.merchant("shop").key,
                        askedAt: server.clock.wall.now())))
        },
    ]

    /// The standard policy with other terms of every scenario.
    static func policy(_ change: (inout ScenarioPolicy) -> Void) -> Policy {
        var policy = Policy.standard
        for index in policy.scenarios.indices { change(&policy.scenarios[index]) }
        return policy
    }
}
