import Foundation
import Testing

/// A directory exported, loaded into another one, and served there.
@Suite("Migration on the command line", .blocking)
struct MigrateTests {
    private let folder: ImportFolder
    private var old: URL { folder.file("old") }
    private var new: URL { folder.file("new") }

    private static let capture = (
        "POST", "/v1/holds/H-1/captures?merchant=M",
        #"{"id":"C-1","lines":[{"line":"L-1","amount":4000}]}"#
    )
    private static let repayment = (
        "POST", "/v1/accounts/A-1/repayments", #"{"id":"P-1","principal":9000}"#
    )
    private static let refund = (
        "POST", "/v1/holds/H-1/refunds?merchant=M",
        #"{"id":"F-1","amount":3000,"reason":"REFUND_GOODWILL"}"#
    )

    /// A stopped directory with a hold that lives on, lines, repayments and a payout that is due.
    init() throws {
        folder = try ImportFolder()
        let server = try ServerProcess(old)
        let connection = try server.connect(key: try #require(server.firstKey))
        for (method, path, body) in [
            ("POST", "/v1/accounts", #"{"id":"A-1","currency":"CNY","limit":100000}"#),
            (
                "POST", "/v1/holds",
                #"{"id":"H-1","account":"A-1","amount":30000,"currency":"CNY","#
                    + #""order":{"merchant":"M","number":"O-1"},"lines":["#
                    + #"{"line":"L-1","amount":10000},{"line":"L-2","amount":20000}]}"#
            ),
            ("POST", "/v1/holds/H-1/increments?merchant=M", #"{"id":"I-1","amount":500}"#),
            Self.capture, Self.repayment, Self.refund,
        ] {
            let answer = try connection.send(method, path, body)
            #expect(answer.status == 201, "\(path)")
        }
        #expect(try server.stop().status == 0)
    }

    private func migrate() throws {
        let out = folder.file("export").path
        let exported = try SluiceProcess.run("export", "--data", old.path, "--out", out)
        #expect(exported.status == 0, "\(exported.error)")
        let loaded = try SluiceProcess.run("import", "--migrate", out, "--data", new.path)
        #expect(loaded.status == 0, "\(loaded.output) \(loaded.error)")
        // Once more: everything is there already.
        let again = try SluiceProcess.run("import", "--migrate", out, "--data", new.path)
        #expect(again.output.contains("applied   0"), "\(again.output)")
    }

    @Test("what was told before the move is told again as a replay, and what goes on goes on")
    func goesOn() throws {
        try migrate()
        #expect(try Verification.of(new).faults == [])
        let server = try ServerProcess(new)
        let connection = try server.connect(key: try #require(server.firstKey))
        func account() throws -> [String: Any] {
            let answer = try connection.send("GET", "/v1/accounts/A-1", "")
            return try #require(
                try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
        }
        let before = try account()
        #expect(before["payout_due"] as? Int == 3_000)
        #expect(before["credit_balance"] as? Int == 5_000)
        #expect(before["held"] as? Int == 26_500)
        for (method, path, body) in [Self.capture, Self.repayment, Self.refund] {
            #expect(try connection.send(method, path, body).status == 201, "\(path)")
        }
        #expect(try account()["sequence"] as? String == before["sequence"] as? String)
        // Lines are known by name there, those of an increment too.
        for line in ["L-2", "I-1"] {
            let more = try connection.send(
                "POST", "/v1/holds/H-1/captures?merchant=M",
                #"{"id":"C-\#(line)","lines":[{"line":"\#(line)"}]}"#)
            #expect(more.status == 201, "\(line)")
        }
        let payouts = try #require(before["payouts"] as? [[String: Any]])
        #expect(payouts.first?["refund"] as? String == "F-1")
        let payout = try #require(payouts.first?["id"] as? String)
        let paid = try connection.send(
            "POST", "/v1/accounts/A-1/payouts/\(payout)/payments", #"{"id":"O-1"}"#)
        #expect(paid.status == 201)
        #expect(try account()["payout_due"] as? Int == 0)
        #expect(try server.stop().status == 0)
        #expect(try Verification.of(new).faults == [])
    }
}
