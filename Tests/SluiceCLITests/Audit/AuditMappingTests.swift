import SluiceTestKit
import Testing

@testable import sluice

@Suite("audit: mappings")
struct AuditMappingTests {
    @Test(
        "Every shipped mapping is read, under its own name", arguments: ShippedAuditMappings.names)
    func shipped(name: String) throws {
        #expect(try AuditMappingFile.load(name).name == name)
        let text = try #require(ShippedAuditMappings.text(of: name))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("mappings.md lists the columns of the shipped mapping, and which may be missing")
    func documented() throws {
        let rows = try ReferencePage("reference/mappings.md").table("generic column")
        let generic = try AuditMappingFile.load("generic")
        let (holds, orders) = (generic.holds, generic.orders)
        guard case .orders(let rules) = orders.rows else { throw Unexpected() }
        var known =
            [
                holds.id, holds.account, holds.order, holds.placedAt, holds.purpose,
                holds.expiresAt,
                holds.captured, holds.capturedAt, holds.released, holds.releasedAt, holds.refunded,
                holds.status?.column, orders.id, orders.line,
            ].compactMap { $0?.name } + holds.amount.map(\.name) + rules.map(\.time.name)
        known += ["merchant", "scenario", "currency"]
        let listed = rows.flatMap { $0[0].split(separator: ",").map(Self.bare) }
        #expect(Set(listed) == Set(known))
        for row in rows {
            let optional = holds.optional.union(orders.optional).union(["merchant", "scenario"])
            for column in row[0].split(separator: ",").map(Self.bare) {
                #expect((row[1] == "yes") == !optional.contains(column), "\(column)")
            }
        }
    }

    @Test(
        "A fault is told with its line",
        arguments: [
            ("zone: UTC", "zone: Mars", 2, "no IANA time zone"),
            ("id: hold_id", "di: hold_id", 4, "unknown key `di`"),
            ("  account: account\n", "", 4, "`holds.account` is missing"),
            ("scenario: physical", "scenario: fysical", 7, "did you mean `physical`?"),
            ("currency: CNY", "currency: RMB", 8, "no ISO 4217 currency"),
            (
                "merchant: shop", "merchant: {column: m, through: {file: f, key: k, value: v}}", 6,
                "an audit reads two files"
            ),
            ("{sold: captured}", "{sold: captur}", 11, "did you mean `captured`?"),
            ("fact: shipped", "fact: line_shipped", 17, "`fact` cannot be `line_shipped`"),
            ("time: shipped_at", "time: shipped_at, reason: X", 17, "unknown key `reason`"),
            ("  facts:", "  time: t\n  facts:", 16, "`time` goes with `fact`"),
            ("  facts:", "  fact: e\n  facts:", 14, "either `facts`"),
            ("time: shipped_at", "time: t, when_status: x", 17, "needs `orders.status`"),
        ])
    func refuses(sound: String, faulty: String, line: Int, message: String) throws {
        try #require(Self.sound.contains(sound))
        let error = try #require(throws: MappingError.self) {
            try AuditMappingFile.parse(Self.sound.replacing(sound, with: faulty), of: "mine")
        }
        #expect(error.message.contains(message), "\(error)")
        #expect(error.line == line, "\(error)")
    }

    @Test("the how-to lists every finding with its anomaly's number")
    func findingsDocumented() throws {
        let page = try ReferencePage("how-to/audit-your-locks.md").text
        for finding in AuditFinding.allCases {
            guard let detector = finding.detector else {
                #expect(page.contains("`\(finding.rawValue)`"))
                continue
            }
            #expect(page.contains("| `\(finding.rawValue)` | \(detector) |"))
        }
    }

    private struct Unexpected: Error {}

    private static func bare(_ text: Substring) -> String {
        text.filter { $0 != "`" && $0 != " " }
    }

    static let sound = """
        mapping: mine
        zone: UTC
        holds:
          id: hold_id
          account: account
          merchant: shop
          scenario: physical
          currency: CNY
          order: o
          amount: [price, freight]
          status: {column: s, words: {sold: captured}}
          placed_at: p
        orders:
          id: o
          merchant: shop
          facts:
            - {fact: shipped, time: shipped_at}

        """
}
