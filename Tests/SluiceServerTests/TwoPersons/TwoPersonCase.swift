import SluiceCore
import Testing

@testable import SluiceServer

/// A command that takes two persons, at the doors that take it over HTTP.
struct TwoPersonCase: Sendable, CustomTestStringConvertible {
    /// The word of `POST /v1/proposals`.
    var kind: String
    /// The method and path of its own door, as the table of routes has it.
    var route: String
    var path: String
    /// The body of its own door.
    var body: String
    /// What stands in that door's path and query, as members of a proposed command.
    var ids = ""
    /// Whether it concerns a person's credit line.
    var isOfAccount = true
    /// Makes what the command is about.
    var prepare: @Sendable (TestServer) async throws -> Void
    /// What changes when the command takes effect, and nothing else does.
    var effect: @Sendable (TestServer) async throws -> Int64?

    var testDescription: String { kind }

    /// The body of a proposal.
    func proposal(_ id: String) -> String {
        #"{"id":"\#(id)","command":{"kind":"\#(kind)",\#(ids)\#(body.dropFirst())}"#
    }

    /// Persons raise limits alone by up to 1000 a day; all else takes two.
    static let policy: Policy = {
        var policy = Policy.standard
        policy.twoPersons.limitRaiseMax = Money(minor: 1_000)
        policy.twoPersons.repairsMax = .zero
        // The promise ends at once, so that a remainder may be given back.
        for index in policy.scenarios.indices {
            policy.scenarios[index].guaranteeLeadNs = policy.scenarios[index].timeToLiveNs
        }
        return policy
    }()

    static let all: [TwoPersonCase] = [
        TwoPersonCase(
            kind: "limit", route: "POST /v1/accounts/{id}/limits",
            path: "/v1/accounts/a1/limits",
            body: #"{"id":"L","limit":150000,"reason":"LIMIT_GRANTED"}"#,
            ids: #""account":"a1","#, prepare: { try await $0.open() },
            effect: { try await $0.get("/v1/accounts/a1")["limit"].number }),
        TwoPersonCase(
            kind: "correction", route: "POST /v1/holds/{id}/corrections",
            path: "/v1/holds/h1/corrections?merchant=shop",
            body: #"{"id":"C","from":"captured","to":"released","amount":5000}"#,
            ids: #""merchant":"shop","hold":"h1","#,
            prepare: { server in
                try await server.open()
                _ = try await server.place("h1")
                let captured = try await server.post(
                    "/v1/holds/h1/captures?merchant=shop", #"{"id":"all"}"#)
                try #require(captured.status == 201, "\(captured.body)")
            }, effect: { try await $0.get("/v1/accounts/a1")["owed"].number }),
        TwoPersonCase(
            kind: "capture", route: "POST /v1/holds/{id}/captures",
            path: "/v1/holds/h1/captures?merchant=shop",
            body: #"{"id":"F","amount":5000,"force":true}"#,
            ids: #""merchant":"shop","hold":"h1","#,
            prepare: { server in
                try await server.open()
                _ = try await server.place("h1")
                let released = try await server.post(
                    "/v1/holds/h1/releases?merchant=shop",
                    #"{"id":"all","reason":"MERCHANT_VOID"}"#)
                try #require(released.status == 201, "\(released.body)")
            }, effect: { try await $0.get("/v1/accounts/a1")["owed"].number }),
        TwoPersonCase(
            kind: "repair", route: "POST /v1/anomalies/{detector}/repairs",
            path: "/v1/anomalies/D4/repairs",
            body: #"{"id":"R","holds":[{"merchant":"shop","hold":"h1"}]}"#,
            // The owner of an account is passed over by a repair, not refused: this is another's.
            ids: #""detector":"D4","#, isOfAccount: false,
            prepare: { server in
                try await server.open("a2")
                _ = try await server.place(
                    "h1", account: "a2", more: #","lines":[{"line":"l1","amount":30000}]"#)
                let told = try await server.fact(
                    "f1", "line_shipped", order: "h1",
                    more: #","lines":[{"line":"l1","amount":10000}]"#)
                try #require(told.status == 200, "\(told.body)")
            }, effect: { try await $0.get("/v1/accounts/a2")["held"].number }),
        TwoPersonCase(
            kind: "policy", route: "POST /v1/policy", path: "/v1/policy",
            // Not even the policy that would do away with it is adopted by one.
            body: PolicyTests.body(PolicyTests.alone), isOfAccount: false, prepare: { _ in },
            effect: { try await $0.get("/v1/policy")["version"].number }),
    ]
}

/// What each route that changes something gives to the ledger; nothing for those that do not go
/// there. A route that is new fails the test until it is named here.
enum CommandRoutes {
    static let words: [String: [String]] = [
        "POST /v1/accounts": ["open"],
        "POST /v1/accounts/{id}/limits": ["limit"],
        "DELETE /v1/accounts/{id}/limits/{limit}": ["end limit"],
        "POST /v1/accounts/{id}/restrictions": ["restrict"],
        "DELETE /v1/accounts/{id}/restrictions/{restriction}": ["lift restriction"],
        "POST /v1/accounts/{id}/repayments": ["repay"],
        "POST /v1/accounts/{id}/repayments/{repayment}/reversals": ["reverse repayment"],
        "POST /v1/accounts/{id}/payouts/{payout}/payments": ["pay out"],
        "POST /v1/holds": ["place"],
        "POST /v1/holds/{id}/captures": ["capture"],
        "POST /v1/holds/{id}/releases": ["release"],
        "POST /v1/holds/{id}/increments": ["increment"],
        "POST /v1/holds/{id}/refunds": ["refund"],
        "POST /v1/holds/{id}/extensions": ["extend"],
        "POST /v1/holds/{id}/splits": ["split"],
        "POST /v1/holds/{id}/corrections": ["correction"],
        "POST /v1/holds/{id}/overlays": ["set overlay"],
        "DELETE /v1/holds/{id}/overlays/{overlay}": ["lift overlay"],
        "POST /v1/holds/{id}/release-requests": ["request release"],
        "POST /v1/reviews/{id}/decision": ["decide review"],
        "POST /v1/reviews/next": [],
        "POST /v1/reviews/{id}/undo": ["undo decision"],
        "POST /v1/reviews/{id}/verdict": ["verdict"],
        // It asks; what comes of it is a decision.
        "POST /v1/reviews/{id}/challenges": [],
        "POST /v1/reviews/{id}/step-up": ["decide review"],
        "POST /v1/order-events": ["fact"],
        "POST /v1/merchants/{id}/events": ["fact"],
        "POST /v1/orders/{merchant}/{number}/pulls": ["pull"],
        // It has the merchant asked; what comes of it is a pull.
        "POST /v1/orders/{merchant}/{number}/pull-requests": [],
        "POST /v1/batch": [
            "place", "capture", "release", "increment", "refund", "repay", "fact",
        ],
        "POST /v1/anomalies/{detector}/repairs": ["repair", "dry repair"],
        "POST /v1/proposals": ["propose"],
        "POST /v1/proposals/{id}/approval": ["approve"],
        "POST /v1/policy": ["policy"],
        "POST /v1/days/{date}/close": ["close day"],
        "POST /v1/clock/acceptance": ["accept clock"],
        "PUT /v1/people/{id}": [],
        "DELETE /v1/people/{id}": [],
        "POST /v1/messages/{id}/read": [],
        "POST /v1/keys": [],
        "POST /v1/keys/{id}/rotations": [],
        "DELETE /v1/keys/{id}": [],
        "POST /v1/webhooks": [],
        "PUT /v1/webhooks/{id}": [],
        "DELETE /v1/webhooks/{id}": [],
        "POST /v1/webhooks/{id}/secrets": [],
        "POST /v1/webhooks/{id}/tests": [],
        "POST /v1/webhooks/{id}/replays": [],
        "POST /v1/reconciliations/{id}": [],
    ]
}
