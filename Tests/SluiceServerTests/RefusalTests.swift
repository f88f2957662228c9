import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What each door refuses, with its status, code and field.
@Suite struct RefusalTests {
    /// A request and what is wrong with it.
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var status: Int
        var code: String
        var field: String?

        init(
            _ path: String, _ body: String, _ status: Int, _ code: String, _ field: String? = nil
        ) {
            (self.path, self.body, self.status, self.code) = (path, body, status, code)
            self.field = field
        }

        var testDescription: String { "\(path) \(body)" }
    }

    private static let order = #""order":{"merchant":"shop","number":"o9"}"#

    static let bodies: [Case] = [
        Case("/v1/accounts", "", 400, "invalid_json"),
        Case("/v1/accounts", "{", 400, "invalid_json"),
        Case("/v1/accounts", "[]", 400, "invalid_field"),
        Case("/v1/accounts", #"{"currency":"CNY","limit":1}"#, 400, "missing_field", "id"),
        Case("/v1/accounts", #"{"id":"x","limit":1}"#, 400, "missing_field", "currency"),
        Case(
            "/v1/accounts", #"{"id":"x","currency":"ZZZ","limit":1}"#, 400, "invalid_field",
            "currency"),
        Case("/v1/accounts", #"{"id":"x","currency":"CNY"}"#, 400, "missing_field", "limit"),
        Case(
            "/v1/accounts", #"{"id":"x","currency":"CNY","limit":-1}"#, 400,
            "number_out_of_range", "limit"),
        Case(
            "/v1/accounts", #"{"id":"x","currency":"CNY","limit":1,"opening":{"held":1}}"#, 400,
            "unknown_field", "opening.held"),
        Case(
            "/v1/accounts", #"{"id":"x","currency":"CNY","limit":1,"opening":{"owed":1}}"#, 403,
            "ROLE_NOT_ALLOWED", "opening.owed"),
        Case(
            "/v1/accounts",
            #"{"id":"x","currency":"CNY","limit":1,"opening":{"owed":1,"credit_balance":1}}"#,
            400, "INVALID_REQUEST", "opening.credit_balance"),
        Case(
            "/v1/accounts", #"{"id":"","currency":"CNY","limit":1}"#, 400, "invalid_field", "id"),
        Case(
            "/v1/accounts", #"{"id":"13800138000","currency":"CNY","limit":1}"#, 400,
            "id_is_personal_data", "id"),
        Case(
            "/v1/accounts", #"{"id":"a1","currency":"USD","limit":100000}"#, 409, "ID_CONFLICT",
            "currency"),
        Case(
            "/v1/accounts", #"{"id":"a1","currency":"CNY","limit":1}"#, 409, "ID_CONFLICT",
            "limit"),

        Case(
            "/v1/accounts/none/limits", #"{"id":"l","limit":1,"reason":"LIMIT_REVIEW"}"#, 404,
            "ACCOUNT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/limits", #"{"id":"l","limit":1}"#, 400, "missing_field", "reason"),
        Case(
            "/v1/accounts/a1/limits", #"{"id":"l","limit":1,"reason":"TTL_EXPIRED"}"#, 400,
            "invalid_field", "reason"),
        Case(
            "/v1/accounts/a1/limits",
            #"{"id":"l","limit":1,"reason":"LIMIT_REVIEW","scenario":"physical"}"#, 400,
            "INVALID_REQUEST", "scenario"),
        Case(
            "/v1/accounts/a1/limits",
            #"{"id":"l","limit":1,"reason":"LIMIT_REVIEW","until":"2020-01-01T00:00:00Z"}"#, 400,
            "INVALID_REQUEST", "until"),
        Case(
            "/v1/accounts/a1/limits",
            #"{"id":"l","limit":0,"reason":"LIMIT_REVIEW","until":"2030-01-01T00:00:00Z"}"#, 400,
            "INVALID_REQUEST", "limit"),
        Case(
            "/v1/accounts/a1/limits",
            #"{"id":"l","limit":1,"reason":"LIMIT_REVIEW","until":"tomorrow"}"#, 400,
            "invalid_field", "until"),
        Case(
            "/v1/accounts/a1/limits",
            #"{"id":"l","limit":1,"reason":"LIMIT_REVIEW","until":"2030-01-01T00:00:00Z","#
                + #""scenario":"moon"}"#, 422, "SCENARIO_UNKNOWN", "scenario"),

        Case(
            "/v1/accounts/a1/restrictions", #"{"id":"x"}"#, 400, "missing_field", "kind"),
        Case(
            "/v1/accounts/a1/restrictions", #"{"id":"x","kind":"weather"}"#, 400,
            "invalid_field", "kind"),
        Case(
            "/v1/accounts/a1/restrictions",
            #"{"id":"x","kind":"risk","review_by":"2020-01-01T00:00:00Z"}"#, 400,
            "INVALID_REQUEST", "review_by"),
        Case(
            "/v1/accounts/none/restrictions", #"{"id":"x","kind":"risk"}"#, 404,
            "ACCOUNT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/payouts/none/payments", #"{"id":"x"}"#, 404, "PAYOUT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/payouts/0123456789abcdef0123456789abcdef/payments",
            #"{"id":"x"}"#, 404, "PAYOUT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/limits", #"{"id":"l1","limit":2,"reason":"LIMIT_REVIEW"}"#, 409,
            "ID_CONFLICT", "limit"),

        Case(
            "/v1/accounts/a1/repayments", #"{"id":"r","principal":0}"#, 400,
            "number_out_of_range", "principal"),
        Case(
            "/v1/accounts/none/repayments", #"{"id":"r","principal":1}"#, 404,
            "ACCOUNT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/repayments", #"{"id":"r1","principal":2}"#, 409, "ID_CONFLICT",
            "principal"),
        Case(
            "/v1/accounts/a1/repayments", #"{"id":"l1","principal":1}"#, 409, "ID_CONFLICT",
            "kind"),
        Case(
            "/v1/accounts/a1/repayments/none/reversals", #"{"id":"x"}"#, 404,
            "REPAYMENT_NOT_FOUND"),
        Case(
            "/v1/accounts/a1/repayments/r2/reversals", #"{"id":"again"}"#, 409,
            "ALREADY_REVERSED", "repayment"),

        Case("/v1/holds", #"{"amount":1}"#, 400, "missing_field", "account"),
        Case(
            "/v1/holds", #"{"account":"a1","amount":1,"currency":"CNY"}"#, 400, "missing_field",
            "order"),
        Case(
            "/v1/holds", #"{"account":"a1","amount":1,"currency":"CNY","order":{"number":"1"}}"#,
            400, "missing_field", "order.merchant"),
        Case(
            "/v1/holds",
            #"{"account":"a1","amount":1,"currency":"CNY","order":{"merchant":"m","nummer":"1"}}"#,
            400, "missing_field", "order.number"),
        Case(
            "/v1/holds", #"{"account":"a1","amount":1,"currency":"CNY",\#(order)}"#, 400,
            "idempotency_key_required", "id"),
        Case(
            "/v1/holds", #"{"id":"x","account":"none","amount":1,"currency":"CNY",\#(order)}"#,
            404, "ACCOUNT_NOT_FOUND", "account"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":1,"currency":"CNY",\#(order),"purpose":"A"}"#,
            400, "invalid_field", "purpose"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":1,"currency":"CNY",\#(order),"scenario":"moon"}"#,
            422, "SCENARIO_UNKNOWN", "scenario"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":1,"currency":"CNY",\#(order),"plans":"p"}"#, 400,
            "unknown_field", "plans"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":3,"currency":"CNY",\#(order),"lines":[{"line":"1","amount":2}]}"#,
            422, "LINES_DO_NOT_SUM", "lines"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":3,"currency":"CNY",\#(order),"lines":[{"line":"1","amount":0}]}"#,
            400, "number_out_of_range", "lines[0].amount"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":1,"currency":"CNY",\#(order),"lines":[]}"#, 400,
            "invalid_field", "lines"),
        Case(
            "/v1/holds",
            #"{"id":"x","account":"a1","amount":1,"currency":"CNY",\#(order),"retry_of":"h1"}"#,
            409, "RETRY_NOT_ALLOWED", "retry_of"),
        Case(
            "/v1/holds",
            #"{"id":"h1","account":"a1","amount":300,"currency":"CNY",\#(order)}"#, 409,
            "ID_CONFLICT", "order.number"),

        Case("/v1/holds/none/captures", #"{"id":"c"}"#, 404, "HOLD_NOT_FOUND"),
        Case(
            "/v1/holds/none/captures", #"{"id":"c","lines":[{"line":"1"}]}"#, 404,
            "HOLD_NOT_FOUND"),
        Case("/v1/holds/h1/captures", "{}", 400, "idempotency_key_required", "id"),
        Case(
            "/v1/holds/h1/captures", #"{"id":"c","final":"yes"}"#, 400, "invalid_field", "final"),
        Case(
            "/v1/holds/h1/captures", #"{"id":"c","lines":[{"line":"1"}]}"#, 422, "LINE_UNKNOWN",
            "lines"),
        Case(
            "/v1/holds/h1/captures", #"{"id":"too-much","amount":301}"#, 409, "AMOUNT_MISMATCH",
            "amount"),
        Case(
            "/v1/holds/ended/captures", #"{"id":"late"}"#, 409, "LATE_CAPTURE_REJECTED"),
        Case(
            "/v1/holds/declined/captures", #"{"id":"c"}"#, 409, "HOLD_DECLINED"),
        Case("/v1/holds/h1/releases", #"{"id":"r"}"#, 400, "missing_field", "reason"),
        Case(
            "/v1/holds/h1/releases", #"{"id":"r","reason":"TTL_EXPIRED"}"#, 400, "invalid_field",
            "reason"),
        Case(
            "/v1/holds/h1/releases", #"{"id":"r","reason":"MERCHANT_VOID","amount":301}"#, 409,
            "AMOUNT_EXCEEDS_OPEN", "amount"),
        Case(
            "/v1/holds/h1/releases", #"{"id":"r","reason":"OPS_MANUAL"}"#, 409, "GUARANTEED",
            "reason"),
        Case(
            "/v1/holds/ended/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#, 409,
            "HOLD_ENDED"),
        Case(
            "/v1/holds/ended/releases", #"{"id":"r0","reason":"OUT_OF_STOCK"}"#, 409,
            "ID_CONFLICT", "reason"),
        Case("/v1/holds/h1/increments", #"{"id":"i"}"#, 400, "missing_field", "amount"),
        Case(
            "/v1/holds/h1/increments", #"{"id":"big","amount":100000}"#, 402,
            "INSUFFICIENT_LIMIT", "amount"),
        Case("/v1/holds/h1/refunds", #"{"id":"f","amount":1}"#, 400, "missing_field", "reason"),
        Case(
            "/v1/holds/h1/refunds", #"{"id":"f","amount":1,"reason":"CHARGEBACK"}"#, 409,
            "AMOUNT_EXCEEDS_CAPTURED", "amount"),
    ]

    @Test("each door refuses what is wrong and says where", arguments: bodies)
    func refused(_ one: Case) async throws {
        try await TestServer.run { server in
            try await server.prepare()
            let path = one.path.hasPrefix("/v1/holds/") ? one.path + "?merchant=shop" : one.path
            let answer = try await server.post(path, one.body)
            #expect(answer.status == one.status, "\(answer.body)")
            #expect(answer["code"].text == one.code, "\(answer.body)")
            #expect(answer["field"].text == one.field, "\(answer.body)")
            #expect(answer["status"].number == Int64(one.status))
            #expect(answer.headers[.contentType] == Problem.mediaType)
            #expect(answer.headers[.requestID] != nil)
        }
    }

    @Test(
        "queries and paths",
        arguments: [
            ("/v1/accounts?limit=0", 400, "number_out_of_range", "limit"),
            ("/v1/accounts?limit=1001", 400, "number_out_of_range", "limit"),
            ("/v1/accounts?limit=ten", 400, "not_an_integer", "limit"),
            ("/v1/accounts?limit=1&limit=1", 400, "invalid_field", "limit"),
            ("/v1/accounts?cursor=abc", 400, "invalid_field", "cursor"),
            ("/v1/accounts?colour=red", 400, "unknown_field", "colour"),
            ("/v1/accounts?limit=%zz", 400, "invalid_field", nil),
            ("/v1/accounts/none", 404, "ACCOUNT_NOT_FOUND", nil),
            ("/v1/accounts/%00", 400, "invalid_field", "id"),
            ("/v1/accounts/%ff", 400, "invalid_field", "id"),
            ("/v1/accounts/%20a", 400, "invalid_field", "id"),
            ("/v1/accounts/" + String(repeating: "x", count: 65), 400, "invalid_field", "id"),
            ("/v1/accounts/none/events?wait_s=0", 404, "ACCOUNT_NOT_FOUND", nil),
            ("/v1/holds/h1", 400, "merchant_required", "merchant"),
            ("/v1/holds/none?merchant=shop", 404, "HOLD_NOT_FOUND", nil),
            ("/v1/holds/none/timeline?merchant=shop", 404, "HOLD_NOT_FOUND", nil),
            ("/v1/holds/none/events?merchant=shop&wait_s=0", 404, "HOLD_NOT_FOUND", nil),
            ("/v1/holds?status=gone", 400, "invalid_field", "status"),
            ("/v1/holds?order=o1", 400, "merchant_required", "merchant"),
            ("/v1/holds?due_before=tomorrow", 400, "invalid_field", "due_before"),
            ("/v1/orders/shop/none", 404, "not_found", nil),
            ("/v1/events?wait_s=61", 400, "number_out_of_range", "wait_s"),
            ("/v1/events?limit=0", 400, "number_out_of_range", "limit"),
            ("/v1/events?after=&wait_s=0", 400, "invalid_field", "after"),
            ("/v1/events?after=here", 400, "invalid_field", "after"),
            ("/v1/events?after=s01", 400, "invalid_field", "after"),
            ("/v1/nothing", 404, "not_found", nil),
            ("/", 404, "not_found", nil),
            ("/v1/holds/", 404, "not_found", nil),
            ("/v1//accounts", 404, "not_found", nil),
            ("/healthz?verbose=1", 400, "unknown_field", "verbose"),
        ] as [(String, Int, String, String?)])
    func query(path: String, status: Int, code: String, field: String?) async throws {
        try await TestServer.run { server in
            let answer = try await server.get(path)
            #expect(answer.status == status, "\(answer.body)")
            #expect(answer["code"].text == code, "\(answer.body)")
            #expect(answer["field"].text == field, "\(answer.body)")
        }
    }

    @Test("a position beyond the journal is not of this journal")
    func positionAhead() async throws {
        try await TestServer.run { server in
            let ahead = EventPosition(row: server.engine.feed.newestRow + 1, offset: 0).text
            let answer = try await server.get("/v1/events?wait_s=0&after=\(ahead)")
            #expect(answer.status == 400)
            #expect(answer["field"].text == "after")
            let header = try await server.send(
                .get, "/v1/events?wait_s=0", key: server.lender,
                headers: ["Last-Event-ID": ahead])
            #expect(header["field"].text == "Last-Event-ID")
            let both = try await server.send(
                .get, "/v1/events?wait_s=0&after=nowhere", key: server.lender,
                headers: ["Last-Event-ID": "beginning"])
            #expect(both["field"].text == "after")
        }
    }

    @Test("media types, sizes and methods")
    func envelope() async throws {
        try await TestServer.run { server in
            for type in ["text/plain", "application/json; charset=latin1", "application/cbor"] {
                let answer = try await server.send(
                    .post, "/v1/accounts", "{}", key: server.lender, type: type)
                #expect(answer.status == 415)
                #expect(answer["code"].text == "unsupported_media_type")
            }
            let charset = try await server.send(
                .post, "/v1/accounts", #"{"id":"x","currency":"CNY","limit":1}"#,
                key: server.lender, type: "Application/JSON; charset=\"UTF-8\"")
            #expect(charset.status == 201)
            let event = try await server.post(
                "/v1/order-events", TestServer.event("e", "paid", order: "o"))
            #expect(event.status == 415)
            let large = try await server.post(
                "/v1/accounts", String(repeating: " ", count: APILimits.bodyBytesMax + 1))
            #expect(large.status == 413)
            #expect(large["code"].text == "body_too_large")
            let long = try await server.get(
                "/v1/accounts?cursor=" + String(repeating: "x", count: 5_000))
            #expect(long.status == 400)

            let put = try await server.send(.put, "/v1/accounts", "{}", key: server.lender)
            #expect(put.status == 405)
            #expect(put.headers[.allow] == "POST, GET, HEAD, OPTIONS")
            let odd = try await server.send(
                try #require(HTTPRequest.Method("PURGE")), "/healthz", key: nil)
            #expect(odd.status == 405)
            #expect(odd.headers[.allow] == "GET, HEAD, OPTIONS")
            let options = try await server.send(.options, "/v1/holds/h/captures", key: nil)
            #expect(options.status == 204)
            #expect(options.headers[.allow] == "POST, OPTIONS")
            let head = try await server.send(.head, "/healthz", key: nil)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test("the request id is repeated if it is sane, else made up")
    func requestID() async throws {
        try await TestServer.run { server in
            for (given, isRepeated) in [
                ("req-1", true), (String(repeating: "x", count: 65), false), ("a b", false),
            ] {
                let answer = try await server.send(
                    .get, "/healthz", key: nil, headers: ["X-Request-Id": given])
                let id = try #require(answer.headers[.requestID])
                #expect((id == given) == isRepeated)
                #expect(!id.isEmpty)
                #expect(answer.headers[.contentTypeOptions] == "nosniff")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("the header takes the place of the id and must agree with it")
    func idempotencyKey() async throws {
        try await TestServer.run { server in
            try await server.open()
            let body = #"{"account":"a1","amount":1,"currency":"CNY",\#(RefusalTests.order)"#
            let first = try await server.post(
                "/v1/holds", body + "}", key: server.shop, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201)
            #expect(first["id"].text == "k1")
            let again = try await server.post(
                "/v1/holds", body + #","id":"k1"}"#, key: server.shop,
                headers: ["Idempotency-Key": "k1"])
            #expect(again.isReplay)
            let other = try await server.post(
                "/v1/holds", body + #","id":"k2"}"#, key: server.shop,
                headers: ["Idempotency-Key": "k1"])
            #expect(other.status == 400)
            #expect(other["field"].text == "id")
            let long = try await server.post(
                "/v1/holds", body + "}", key: server.shop,
                headers: ["Idempotency-Key": String(repeating: "k", count: 65)])
            #expect(long.status == 400)
        }
    }
}

extension TestServer {
    /// An account with a live, an ended and a declined hold, a limit and two repayments.
    fileprivate func prepare() async throws {
        try await open()
        _ = try await place("h1", amount: 300)
        _ = try await place("ended", amount: 300)
        _ = try await place("declined", amount: 200_000)
        for (path, body, status) in [
            (
                "/v1/holds/ended/releases?merchant=shop",
                #"{"id":"r0","reason":"MERCHANT_VOID"}"#, 201
            ),
            (
                "/v1/accounts/a1/limits", #"{"id":"l1","limit":90000,"reason":"LIMIT_REVIEW"}"#,
                201
            ),
            ("/v1/accounts/a1/repayments", #"{"id":"r1","principal":1}"#, 201),
            ("/v1/accounts/a1/repayments", #"{"id":"r2","principal":1}"#, 201),
            ("/v1/accounts/a1/repayments/r2/reversals", #"{"id":"v2"}"#, 201),
        ] {
            let answer = try await post(path, body)
            try #require(answer.status == status, "\(path): \(answer.body)")
        }
    }
}
