import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

@Suite("audit: the files")
struct AuditReadingTests {
    @Test(
        "A bad row is told with file, line, cause, column and the cell at fault, never an account")
    func rejects() throws {
        let header =
            "hold_id,account,merchant,order_id,scenario,currency,amount,placed_at,"
            + "expires_at,captured,captured_at,released,refunded,status"
        let rows: [(row: String, reject: String)] = [
            ("h1,a,m,o1,,CNY,1.00,2026-02-28,,,,,,", ""),
            ("h1,a,m,o1,,CNY,1.00,2026-02-28,,,,,,", "hold_twice hold_id h1"),
            (",a,m,o1,,CNY,1.00,2026-02-28,,,,,,", "name_malformed hold_id "),
            ("h2, 13812345678,m,o1,,CNY,1.00,2026-02-28,,,,,,", "name_malformed account "),
            ("h2,a,m,o1,rental,CNY,1.00,2026-02-28,,,,,,", "scenario_unknown scenario rental"),
            ("h2,a,m,o1,,RMB,1.00,2026-02-28,,,,,,", "currency_unknown currency RMB"),
            ("h2,a,m,o1,,CNY,1.005,2026-02-28,,,,,,", "amount_malformed amount 1.005"),
            ("h2,a,m,o1,,JPY,1.5,2026-02-28,,,,,,", "amount_malformed amount 1.5"),
            ("h2,a,m,o1,,KWD,1.0005,2026-02-28,,,,,,", "amount_malformed amount 1.0005"),
            ("h2,a,m,o1,,CNY,0,2026-02-28,,,,,,", "amount_zero amount 0"),
            (
                "h2,a,m,o1,,CNY,90071992547409.91,2026-02-28,,,,,,",
                "amount_out_of_range amount 90071992547409.91"
            ),
            ("h2,a,m,o1,,CNY,1.00,,,,,,,", "time_missing placed_at "),
            ("h2,a,m,o1,,CNY,1.00,soon,,,,,,", "time_malformed placed_at soon"),
            ("h2,a,m,o1,,CNY,1.00,2026-02-28,x,,,,,", "time_malformed expires_at x"),
            ("h2,a,m,o1,,CNY,1.00,2026-02-28,,-1,,,,", "amount_malformed captured -1"),
            ("h2,a,m,o1,,CNY,1.00,2026-02-28,,0.60,,0.50,,", "amounts_contradict captured 0.60"),
            ("h2,a,m,o1,,CNY,1.00,2026-02-28,,0.60,,,0.70,", "amounts_contradict captured 0.60"),
            ("h2,a,m,o1,,CNY,1.00,2026-02-28,,,,,,zombie", "status_unknown status zombie"),
            ("h2,13812345678,m,o1,,CNY,1.00,2026-02-28,,,,,", "ragged_row  "),
            ("\"h2\"x,13812345678", "stray_quote  "),
        ]
        let folder = try AuditFolder(
            holds: ([header] + rows.map(\.row)).joined(separator: "\n"),
            orders: """
                merchant,order_id,line,created_at,shipped_at
                m,o1,,2026-02-28,
                m,o1,,2026-02-28,
                m,o2,,28.2.2026,
                m,,,2026-02-28,
                """)
        let report = try folder.audit()
        #expect(report.lines == ["awaiting_merchant CNY 1 100"])
        var expected = zip(2..., rows).filter { !$0.1.reject.isEmpty }.map {
            "holds.csv \($0) \($1.reject)"
        }
        // Orders are read first.
        expected =
            [
                "orders.csv 3 order_twice order_id o1",
                "orders.csv 4 time_malformed created_at 28.2.2026",
                "orders.csv 5 name_malformed order_id ",
            ] + expected
        #expect(try folder.rejects() == expected)
        #expect(report.rejectedRows == expected.count && report.exitCode == 1)
        let text = report.text(in: .english, paint: Paint(isOn: false), rejectsPath: "r.csv")
        #expect(text.contains("22 rows could not be read") && text.contains("see r.csv"))
        #expect(!text.contains("13812345678"))
    }

    @Test("A lock whose order could not be read is not judged")
    func unreadOrder() throws {
        let folder = try AuditFolder(
            holds: "hold_id,account,order_id,currency,amount,placed_at\nh,a,o,CNY,5,2026-01-01\n",
            orders: "order_id,cancelled_at\no,2026-01-xx\np,2026-02-01\n")
        #expect(try folder.audit().lines == ["order_unread CNY 1 500"])
    }

    @Test("A byte order mark, CR LF, quotes and line breaks in them; yen and dinars")
    func texts() throws {
        let folder = try AuditFolder()
        try folder.folder.write(
            "holds.csv",
            "\u{FEFF}hold_id,account,order_id,currency,amount,placed_at,note\r\n"
                + "\"h,1\",a,\"o \"\"1\"\"\",JPY,1200,2026-02-28,\"two\r\nlines\"\r\n"
                + "h2,a,o2,KWD,1.234,2026-02-28 10:00:00,\r\n"
                + "h3,b,\"o \"\"1\"\"\",JPY,5,2026-02-28,\r\n")
        try folder.folder.write(
            "orders.csv",
            "\u{FEFF}order_id,cancelled_at\r\n\"o \"\"1\"\"\",2026-02-28T12:00:00Z\r\no2,\r\n")
        let report = try folder.audit(list: true)
        #expect(
            report.lines == [
                "awaiting_merchant KWD 1 1234", "order_cancelled JPY 1 1200",
                "two_accounts JPY 1 5",
            ])
        let text = report.text(in: .english, paint: Paint(isOn: false), rejectsPath: "")
        #expect(text.contains("1,205") && text.contains("1.234"))
        var reader = try CSVReader(folder.folder.file("list.csv"))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.fields) }
        #expect(rows[0] == AuditList.columns)
        #expect(
            rows[1] == [
                "stuck", "order_cancelled", "h,1", "shop", "o \"1\"", "physical", "JPY", "1200",
                "2026-02-28T00:00:00Z", "2026-02-28T12:00:00Z", "0.50", "returned", "lender",
                "The order was cancelled, yet its credit is still locked. Release it.",
            ])
        #expect(rows.count == 3)
    }

    @Test("What moved later than the audit has not moved, what was placed later is not there")
    func asOf() throws {
        let folder = try AuditFolder(
            holds: """
                hold_id,account,order_id,currency,amount,placed_at,captured,captured_at,status
                h1,a,o1,CNY,5,2026-01-01,5,2026-01-10,billed
                h2,a,o2,CNY,7,2026-01-08,,,
                h3,a,o3,CNY,9,2026-01-01,,,released
                """,
            orders: """
                order_id,created_at,shipped_at
                o1,2026-01-01,2026-01-04
                o2,2026-01-08,
                o3,2026-01-01,
                """)
        let before = try folder.audit(at: "2026-01-09T00:00:00Z")
        #expect(before.lines == ["awaiting_merchant CNY 1 700", "not_billed CNY 1 500"])
        let between = try folder.audit(at: "2026-01-04T00:15:00Z")
        #expect(between.lines == ["ending CNY 1 500"])
        #expect(between.files.laterHolds == 1)
        let first = try folder.audit(at: "2026-01-03T00:00:00Z")
        #expect(first.lines == ["awaiting_merchant CNY 1 500"] && first.files.laterFacts == 1)
        let after = try folder.audit(at: "2026-01-10T00:00:00Z")
        #expect(after.lines == ["awaiting_merchant CNY 1 700"] && after.exitCode == 0)
    }

    @Test("A table with a row a fact says the same; words are the mapping's")
    func facts() throws {
        let holds = """
            hold_id,account,merchant,order_id,currency,amount,placed_at
            h1,a,m,o1,CNY,1,2026-02-01
            h2,a,m,o2,CNY,2,2026-02-01
            h3,a,m,o3,CNY,4,2026-02-01
            h4,a,m,o4,CNY,8,2026-02-01
            h5,a,n,o5,CNY,16,2026-02-01
            """
        let orders = """
            merchant,order_id,line,event,occurred_at
            m,o1,,created,2026-02-01
            m,o1,,Canceled,2026-02-02
            m,o2,1,created,2026-02-01
            m,o2,2,created,2026-02-01
            m,o2,1,dispatched,2026-02-03
            m,o2,2,cancelled,2026-02-04
            m,o2,,review_posted,2026-02-05
            m,o3,1,shipped,2026-02-03
            m,o3,2,cancelled,2026-02-04
            n,o6,,paid,2026-02-28
            """
        let folder = try AuditFolder(holds: holds, orders: orders)
        // The lines of o3 are not told to be all, n does not tell of every order.
        #expect(
            try folder.audit("generic-facts", at: "2026-02-05T00:00:00Z").lines == [
                "awaiting_merchant CNY 1 400", "no_order CNY 1 800", "order_cancelled CNY 1 100",
                "order_unknown CNY 1 1600", "remainder_held CNY 1 200",
            ])
        let strict = try #require(ShippedAuditMappings.text(of: "generic-facts"))
            .replacing("otherwise: ignore  ", with: "#")
        _ = try folder.audit(strict)
        #expect(try folder.rejects() == ["orders.csv 8 fact_unknown event review_posted"])
    }

    @Test("A file that cannot be meant is refused as a whole")
    func refusals() throws {
        let holds = "hold_id,account,order_id,currency,amount,placed_at\n"
        let cases: [(holds: String, orders: String, message: String)] = [
            ("", "order_id\n", "its first row must name the columns"),
            (holds, "", "its first row must name the columns"),
            (holds.replacing("account", with: "acount"), "order_id\n", "did you mean `acount`?"),
            (holds, "orderid\n", "did you mean `orderid`?"),
            (holds, "order_id,order_id\n", "two columns `order_id`"),
        ]
        for (holds, orders, message) in cases {
            let folder = try AuditFolder(holds: holds, orders: orders)
            let error = try #require(throws: ImportError.self) { try folder.audit() }
            #expect(error.description.contains(message), "\(error)")
        }
        let empty = try AuditFolder(holds: holds, orders: "order_id\n").audit()
        #expect(empty.currencies.isEmpty && empty.exitCode == 0)
        #expect(
            empty.text(in: .chinese, paint: Paint(isOn: false), rejectsPath: "").contains("没有任何锁定"))
    }
}
