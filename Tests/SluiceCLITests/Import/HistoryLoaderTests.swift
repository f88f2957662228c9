import Foundation
import SluiceCore
import Testing

@testable import sluice

@Suite struct HistoryLoaderTests {
    @Test("One file, one row an order; a bad row is refused with its line and takes nothing in")
    func readsOneFile() throws {
        let folder = try ImportFolder()
        let header = "order_id,account,amount,currency,placed_at,shipped_at,status,expected_at"
        let rows: [(row: String, cause: String, column: String)] = [
            ("o1,u1,10.50,EUR,2026-01-01,2026-01-03,shipped,", "", ""),
            ("o2,u2,7,JPY,2026-01-01 10:00:00,,delivered,2026-02-01", "", ""),
            ("o1,u1,1.00,EUR,2026-01-01,,,", "order_twice", "order_id"),
            ("o3,u1,0.00,EUR,2026-01-01,,,", "amount_zero", "amount"),
            ("o3,u1,,EUR,2026-01-01,,,", "amount_malformed", "amount"),
            ("o3,u1,-1,EUR,2026-01-01,,,", "amount_malformed", "amount"),
            ("o3,u1,1.005,EUR,2026-01-01,,,", "amount_malformed", "amount"),
            ("o3,u1,90071992547410,EUR,2026-01-01,,,", "amount_out_of_range", "amount"),
            ("o3,u1,1.00,EURO,2026-01-01,,,", "currency_unknown", "currency"),
            ("o3,u1,1.00,USD,2026-01-01,,,", "currency_differs", "currency"),
            ("o3,u1,1.00,EUR,,,,", "time_missing", "placed_at"),
            ("o3,u1,1.00,EUR,yesterday,,,", "time_malformed", "placed_at"),
            ("o3,u1,1.00,EUR,2026-01-01,32.1.2026,,", "time_malformed", "shipped_at"),
            ("o3,u1,1.00,EUR,2026-01-01,,cancelled,", "status_without_time", "expected_at"),
            (",u1,1.00,EUR,2026-01-01,,,", "name_malformed", "order_id"),
            ("o3, u1,1.00,EUR,2026-01-01,,,", "name_malformed", "account"),
            ("o3,u1,1.00,EUR,2026-01-01,,", "ragged_row", ""),
            ("\"o3,u1", "unclosed_quote", ""),
            ("o3,u1,1.00,EUR,2026-01-05,,canceled,2026-02-02", "", ""),
        ]
        let source = try folder.write(
            "orders.csv", ([header] + rows.map(\.row)).joined(separator: "\n"))
        let rejects = folder.rejects
        let history = try HistoryLoader(
            mapping: try MappingFile.load("generic"), source: source, rejects: rejects
        ).load()

        #expect(history.orders.map(\.name) == ["o1", "o2", "o3"])
        #expect(history.orders.map(\.amount.minor) == [1_050, 7, 100])
        #expect(
            history.orders.map { $0.facts.map(\.kind) } == [
                [.shipped], [.delivered], [.cancelled],
            ])
        #expect(history.orders[2].facts[0].reason == .orderCancelled)
        #expect(history.orders.map(\.status) == ["shipped", "delivered", "canceled"])
        let expected = zip(2..., rows).filter { !$0.1.cause.isEmpty }.map { line, bad in
            ["orders.csv", String(line), bad.cause, bad.column, bad.row]
        }
        #expect(try folder.rejectRows() == expected)
        #expect(rejects.count == expected.count)
        #expect(rejects.counts[.amountMalformed] == 3)
    }

    @Test("The reject file of an earlier run does not outlive it")
    func replacesRejects() throws {
        let folder = try ImportFolder()
        let mapping = try MappingFile.load("generic")
        let header = "order_id,account,amount,currency,placed_at\n"
        for (row, count) in [("o,u,0,EUR,2026-01-01", 1), ("o,u,1,EUR,2026-01-01", 0)] {
            let source = try folder.write("orders.csv", header + row)
            _ = try HistoryLoader(mapping: mapping, source: source, rejects: folder.rejects).load()
            #expect(try folder.rejectRows().count == count)
        }
    }

    @Test("Files are joined: payments add up, lines count only where they make the amount")
    func joinsFiles() throws {
        let folder = try ImportFolder()
        try folder.write(
            "orders.csv",
            """
            id;customer;at;state
            a;c1;2026-01-01;done
            b;c2;2026-01-02;done
            c;c9;2026-01-03;done
            d;c1;2026-01-04;done
            e;c1;2026-01-05;done
            """)
        try folder.write(
            "payments.csv",
            """
            id;value
            a;1,50
            a;2,50
            a;0,00
            b;3,00
            x;9,00
            c;1,00
            e;1.000,00
            e;5,00
            """)
        try folder.write(
            "items.csv",
            """
            id;n;price;freight;by
            a;1;2,00;1,00;s1
            a;2;1,00;;s2
            a;2;1,00;;s2
            b;1;2,00;0,50;s1
            e;1;4,00;1,00;
            """)
        try folder.write("people.csv", "customer;person\nc1;p1\nc2;p1\nc2;p2\n")
        let history = try HistoryLoader(
            mapping: try MappingFile.parse(Self.joined, of: "joined"), source: folder.url,
            rejects: folder.rejects
        ).load()

        #expect(history.orders.map(\.name) == ["a", "b", "e"])
        #expect(history.orders.map(\.amount.minor) == [400, 300, 500])
        #expect(history.orders.map(\.account) == ["p1", "p1", "p1"])
        #expect(
            history.orders.map { $0.lines.map { "\($0.name) \($0.amount.minor) \($0.seller)" } }
                == [["1 300 s1", "2 100 s2"], [], ["1 500 "]])
        #expect(
            try folder.rejectRows().map { $0.prefix(4).joined(separator: " ") } == [
                "people.csv 4 lookup_conflict customer",
                "payments.csv 4 amount_zero value",
                "payments.csv 6 order_unknown id",
                "payments.csv 8 amount_malformed value",
                "items.csv 4 line_twice n",
                "orders.csv 4 lookup_missing customer",
                "orders.csv 5 amount_missing ",
            ])
    }

    @Test("A source that cannot be meant is refused as a whole")
    func refusesSources() throws {
        let folder = try ImportFolder()
        let generic = try MappingFile.load("generic")
        let joined = try MappingFile.parse(Self.joined, of: "joined")
        let empty = try folder.write("empty.csv", "")
        let twice = try folder.write("twice.csv", "a,b,a\n")
        let misspelt = try folder.write(
            "misspelt.csv", "order_id,acount,amount,currency,placed_at\n")
        let cases: [(Mapping, URL, String)] = [
            (generic, folder.url, "reads a single file"),
            (joined, empty, "reads several files"),
            (generic, folder.file("none.csv"), "there is no such file"),
            (generic, empty, "its first row must name the columns"),
            (generic, twice, "two columns `a`"),
            (generic, misspelt, "did you mean `acount`?"),
        ]
        for (mapping, source, message) in cases {
            let error = try #require(throws: ImportError.self) {
                try HistoryLoader(mapping: mapping, source: source, rejects: folder.rejects).load()
            }
            #expect(error.description.contains(message), "\(error)")
        }
    }

    static let joined = """
        mapping: joined
        zone: UTC
        currency: EUR
        merchant: shop
        limit: 100.00
        policy:
          scenario: physical
          time_to_live: 12h
          capture_on: delivered
          refund_on_cancel: true
          refund_surplus: payout
        csv: {delimiter: ";", decimal_mark: ","}
        orders:
          file: orders.csv
          id: id
          account:
            column: customer
            through: {file: people.csv, key: customer, value: person}
          placed_at: at
          status: state
        payments: {file: payments.csv, order: id, amount: value}
        items: {file: items.csv, order: id, line: n, amount: [price, freight], seller: by}
        facts:
          - {fact: completed, time: at, when_status: done}
        """
}
