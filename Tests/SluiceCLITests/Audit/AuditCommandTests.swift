import Foundation
import Testing

@testable import sluice

@Suite("audit: the command", .blocking)
struct AuditCommandTests {
    static let holds = """
        hold_id,account,order_id,currency,amount,placed_at
        h1,13812345678,o1,CNY,120.50,2026-02-01
        h2,13912345678,o2,CNY,80.00,2026-02-27

        """
    static let orders = "order_id,created_at,cancelled_at\no1,2026-02-01,%\no2,2026-02-27,\n"

    private func run(_ folder: AuditFolder, _ more: String...) throws -> SluiceProcess.Ending {
        try SluiceProcess.run(
            [
                "audit", "--holds", folder.folder.file("holds.csv").path, "--orders",
                folder.folder.file("orders.csv").path, "--at", "2026-03-01", "--rejects",
                folder.folder.file("rejects.csv").path,
            ] + more)
    }

    @Test("it exits with 3 where something is stuck, 0 where nothing is, 1 where rows are missing")
    func exitCodes() throws {
        for (cancelled, extra, status) in [
            ("2026-02-10", "", Int32(3)), ("", "", 0), ("", "h3,a,o3,CNY,x,2026-02-27\n", 1),
            ("2026-02-10", "h3,a,o3,CNY,x,2026-02-27\n", 3),
        ] {
            let folder = try AuditFolder(
                holds: Self.holds.replacing("2026-02-01", with: "2026-02-25") + extra,
                orders: Self.orders.replacing("%", with: cancelled))
            #expect(try run(folder).status == status, "\(cancelled) \(extra)")
            #expect(try folder.rejects().count == (extra.isEmpty ? 0 : 1))
        }
    }

    @Test("no account is in anything it prints or writes; output to no terminal has no colour")
    func showsNoAccount() throws {
        let folder = try AuditFolder(
            holds: Self.holds + "h3,13712345678,o3,CNY,x,2026-02-27\n13612345678,h\n",
            orders: Self.orders.replacing("%", with: "2026-02-10"))
        var written = ""
        for more in [["--json"], ["--lang", "zh"], []] {
            let csv = folder.folder.file("list.csv")
            let ending = try SluiceProcess.run(
                [
                    "audit", "--holds", folder.folder.file("holds.csv").path, "--orders",
                    folder.folder.file("orders.csv").path, "--csv", csv.path, "--rejects",
                    folder.folder.file("rejects.csv").path,
                ] + more)
            #expect(ending.status == 3 && ending.error.isEmpty, "\(ending.error)")
            written += try ending.output + String(contentsOf: csv, encoding: .utf8)
            if more == ["--json"] {
                let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
                #expect(object is [String: Any])
            }
        }
        written += try String(contentsOf: folder.folder.file("rejects.csv"), encoding: .utf8)
        for account in ["13812345678", "13912345678", "13712345678", "13612345678"] {
            #expect(!written.contains(account))
        }
        #expect(written.contains("h1") && written.contains("订单已取消"))
        #expect(!written.contains("\u{1B}"))
    }

    @Test("a Chinese list begins with a byte order mark, and is read back")
    func chineseList() throws {
        let folder = try AuditFolder(
            holds: Self.holds, orders: Self.orders.replacing("%", with: "2026-02-10"))
        let csv = folder.folder.file("list.csv")
        #expect(try run(folder, "--csv", csv.path, "--lang", "zh").status == 3)
        let data = try Data(contentsOf: csv)
        #expect(data.starts(with: [0xEF, 0xBB, 0xBF]))
        var reader = try CSVReader(csv)
        #expect(try reader.next()?.fields == AuditList.columns)
        #expect(try reader.next()?.fields.last == "订单已取消，额度仍被锁定。退回额度。")
    }

    @Test("a printed mapping is one to copy")
    func printsMapping() throws {
        let folder = try AuditFolder(
            holds: Self.holds, orders: Self.orders.replacing("%", with: "2026-02-10"))
        for name in ShippedAuditMappings.names {
            let printed = try SluiceProcess.run("audit", "--print-mapping", name)
            #expect(printed.status == 0 && printed.output == ShippedAuditMappings.text(of: name))
        }
        let text = try #require(ShippedAuditMappings.text(of: "generic"))
        let mine = try folder.folder.write("mine.yaml", text)
        #expect(try run(folder, "--mapping", mine.path).output == run(folder).output)
    }

    @Test("a local time of --at is the mapping's")
    func localTime() throws {
        let folder = try AuditFolder(
            holds: Self.holds, orders: Self.orders.replacing("%", with: ""))
        let text = try #require(ShippedAuditMappings.text(of: "generic"))
            .replacing("zone: UTC", with: "zone: Asia/Shanghai")
        let mine = try folder.folder.write("mine.yaml", text)
        let ending = try run(folder, "--mapping", mine.path, "--json")
        #expect(ending.output.hasPrefix(#"{"at":"2026-02-28T16:00:00Z""#))
    }
}
