import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What the doors of holds, reviews and returns refuse; none of it leaves a trace.
@Suite struct HoldRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var status: Int
        var code: String
        var field: String?

        init(
            _ path: String, _ body: String, _ status: Int, _ code: String, _ field: String? = nil
        ) {
            self.path = path
            self.body = body
            self.status = status
            self.code = code
            self.field = field
        }

        var testDescription: String { "\(path) \(body)" }
    }

    private static let until = #""until":"2026-02-10T00:00:00Z""#
    private static let review = #""review_by":"2026-02-10T00:00:00Z""#

    static let cases: [Case] = [
        Case("extensions", #"{"id":"x","reason":"PREORDER"}"#, 400, "missing_field", "until"),
        Case(
            "extensions", #"{"id":"x",\#(until),"reason":"OPS_MANUAL"}"#, 400, "invalid_field",
            "reason"),
        Case(
            "extensions", #"{"id":"x","until":"1969-12-31T00:00:00Z","reason":"PREORDER"}"#, 400,
            "number_out_of_range", "until"),
        Case(
            "extensions", #"{"id":"x","until":"2026-01-31T00:00:00Z","reason":"PREORDER"}"#, 400,
            "INVALID_REQUEST", "until"),
        Case("release-requests", #"{"id":"x"}"#, 400, "missing_field", "reason"),
        Case(
            "release-requests", #"{"id":"x","reason":"PAYMENT_ABANDONED"}"#, 400,
            "invalid_field", "reason"),
        Case(
            "releases", #"{"id":"x","reason":"PAYMENT_ABANDONED"}"#, 400, "INVALID_REQUEST",
            "reason"),
        Case("overlays", #"{"id":"x","kind":"dispute"}"#, 400, "missing_field", "review_by"),
        Case(
            "overlays", #"{"id":"x","kind":"unlock_review",\#(review)}"#, 400, "invalid_field",
            "kind"),
        Case(
            "overlays", #"{"id":"x","kind":"dispute","authority":"court",\#(review)}"#, 400,
            "invalid_field", "authority"),
        Case(
            "overlays", #"{"id":"x","kind":"legal_freeze",\#(review)}"#, 400, "missing_field",
            "authority"),
        Case(
            "overlays", #"{"id":"x","kind":"dispute","review_by":"2026-01-01T00:00:00Z"}"#, 400,
            "INVALID_REQUEST", "review_by"),
        Case("splits", #"{"id":"x","children":[]}"#, 400, "invalid_field", "children"),
        Case(
            "splits", #"{"id":"x","children":[{"id":"c","order":{"number":"o"}}]}"#, 400,
            "missing_field", "children[0].amount"),
        Case(
            "splits",
            #"{"id":"x","children":[{"id":"c","order":{"number":"o"},"amount":30001}]}"#, 409,
            "AMOUNT_EXCEEDS_OPEN", "children"),
        Case(
            "splits", #"{"id":"x","children":[{"id":"h1","order":{"number":"o"},"amount":1}]}"#,
            409, "ID_CONFLICT", "children"),
        Case(
            "corrections", #"{"id":"x","from":"captured","to":"expired","amount":1}"#, 400,
            "invalid_field", "to"),
        Case(
            "corrections", #"{"id":"x","from":"captured","to":"captured","amount":1}"#, 400,
            "INVALID_REQUEST", "to"),
        Case(
            "corrections", #"{"id":"x","from":"captured","to":"released","amount":1}"#, 409,
            "HOLD_LIVE"),
        Case("captures", #"{"id":"x","force":1}"#, 400, "invalid_field", "force"),
    ]

    @Test("a refusal names code and field and leaves no trace", arguments: cases)
    func refused(one: Case) async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let row = server.engine.feed.newestRow
            let answer = try await server.post(
                "/v1/holds/h1/\(one.path)?merchant=shop", one.body)
            #expect(answer.status == one.status, "\(answer.body)")
            #expect(answer["code"].text == one.code, "\(answer.body)")
            #expect(answer["field"].text == one.field, "\(answer.body)")
            #expect(server.engine.feed.newestRow == row)
        }
    }

    @Test("decisions, lists and lifts that are none")
    func others() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for (body, code, field) in [
                (#"{"id":"d","decision":"maybe"}"#, "invalid_field", "decision"),
                (#"{"id":"d","decision":"extend"}"#, "missing_field", "until"),
                (
                    #"{"id":"d","decision":"keep",\#(HoldRefusalTests.until)}"#, "invalid_field",
                    "until"
                ),
                (#"{"id":"d","decision":"keep"}"#, "REVIEW_NOT_OPEN", "decision"),
            ] {
                let answer = try await server.post(
                    "/v1/reviews/h1/decision?merchant=shop", body)
                #expect(answer["code"].text == code, "\(answer.body)")
                #expect(answer["field"].text == field, "\(answer.body)")
            }
            for (path, field) in [
                ("/v1/reviews?kind=dispute", "kind"), ("/v1/reviews?cursor=s01", "cursor"),
                ("/v1/returns?stage=closed", "stage"), ("/v1/returns?limit=0", "limit"),
                ("/v1/holds?overlay=gone", "overlay"),
            ] {
                let answer = try await server.get(path)
                #expect(answer.status == 400, "\(path)")
                #expect(answer["field"].text == field, "\(path)")
            }
            let lifted = try await server.send(
                .delete, "/v1/holds/h1/overlays/none?merchant=shop", key: server.lender)
            #expect(lifted.status == 404)
            #expect(lifted["code"].text == "OVERLAY_NOT_FOUND")
        }
    }

    @Test("a restricted account declines with 402, and the hold is shown")
    func restricted() async throws {
        try await TestServer.run { server in
            try await server.open()
            let account = server.door.account("a1").key
            for (kind, code) in [
                (RestrictionKind.risk, "ACCOUNT_RESTRICTED"), (.delinquency, "DELINQUENT"),
            ] {
                let command = Command(
                    actor: Actor(role: .lender),
                    businessDate: server.engine.calendar.date(of: server.clock.wall.now()),
                    body: .restrict(
                        Restrict(
                            account: account,
                            operation: OperationKey(high: 7, low: UInt64(kind.rawValue)),
                            kind: kind)))
                _ = try await server.engine.submit(Submission(command: command))
                let answer = try await server.place("h-\(code)")
                #expect(answer.status == 402, "\(answer.body)")
                #expect(answer["code"].text == "DECLINED")
                #expect(answer["hold.status"].text == "declined")
                let hold = try await server.get("/v1/holds/h-\(code)?merchant=shop")
                #expect(hold["reason.code"].text == code)
            }
        }
    }

    @Test("facts of a return may name lines, a price says its amount")
    func facts() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", more: #","lines":[{"line":"l1","amount":30000}]"#)
            let lines = #","lines":[{"line":"l1"}]"#
            let returned = try await server.fact("e1", "return_requested", order: "h1", more: lines)
            #expect(returned.status == 200, "\(returned.body)")
            let shipped = try await server.fact("e2", "shipped", order: "h1", more: lines)
            #expect(shipped["field"].text == "data.lines")
            let unpriced = try await server.fact("e3", "price_adjusted", order: "h1")
            #expect(unpriced["field"].text == "data.amount")
            let priced = try await server.fact(
                "e3", "price_adjusted", order: "h1", more: #","amount":20000"#)
            #expect(priced.status == 200)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["released"].number == 10_000)
            #expect(hold["reason.code"].text == "PRICE_ADJUSTED")
        }
    }
}
