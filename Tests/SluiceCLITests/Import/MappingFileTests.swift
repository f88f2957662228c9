import Foundation
import SluiceCore
import Testing

@testable import sluice

@Suite struct MappingFileTests {
    @Test("The Olist mapping says what its documentation says")
    func readsOlist() throws {
        let mapping = try MappingFile.load("olist")
        #expect(mapping.source == "import:olist")
        #expect(mapping.zone.name == "America/Sao_Paulo")
        #expect(mapping.currency == .constant("BRL"))
        #expect(mapping.merchant == .constant("olist"))
        #expect(mapping.limit == .neverBinds)
        var policy = Policy.standard
        policy.scenarios = [
            ScenarioPolicy(
                name: .physical, timeToLiveNs: 180 * 24 * Span.hourNs, captureOn: .shipped)
        ]
        policy.refundOnCancel = true
        policy.feeds.outages = false
        #expect(mapping.policy == policy)
        #expect(mapping.facts.count { $0.fact.code == "cancelled" } == 2)
        #expect(mapping.items?.amount.map(\.name) == ["price", "freight_value"])
        #expect(mapping.lookups.map(\.value.name) == ["customer_unique_id"])
    }

    @Test("Every shipped mapping is read, under its own name", arguments: ShippedMappings.names)
    func readsShipped(name: String) throws {
        #expect(try MappingFile.load(name).name == name)
    }

    @Test("A mapping may be a file; what is neither is refused")
    func readsFiles() throws {
        let folder = try ImportFolder()
        let file = try folder.write("mine.yaml", Self.sound)
        #expect(try MappingFile.load(file.path).name == "mine")
        #expect(throws: MappingError.self) { try MappingFile.load("olst") }
    }

    @Test(
        "A fault is told with its line",
        arguments: [
            ("zone: UTC", "zoen: UTC", 2, "unknown key `zoen`; did you mean `zone`?"),
            ("zone: UTC", "zone: Mars/Base", 2, "`Mars/Base` is no IANA time zone"),
            ("zone: UTC", "zone: [UTC]", 2, "`zone` must be a text"),
            ("zone: UTC\n", "", 1, "`zone` is missing"),
            ("currency: EUR", "currency: EURO", 3, "`EURO` is no ISO 4217 currency"),
            ("currency: EUR", "currency: {colum: c}", 3, "did you mean `column`?"),
            ("limit: never_binds", "limit: none", 5, "`limit` is never_binds, an amount"),
            ("time_to_live: 30d", "time_to_live: 30", 8, "a number of days or hours"),
            ("time_to_live: 30d", "time_to_live: 0d", 8, "a number of days or hours"),
            ("time_to_live: 30d", "time_to_live: 99999999999d", 8, "a number of days or hours"),
            ("capture_on: shipped", "capture_on: shiped", 9, "did you mean `shipped`?"),
            ("d16: off", "d16: offf", 12, "`d16` cannot be `offf`; did you mean `off`?"),
            ("id: order_id", "id: order_id\n  idd: x", 15, "unknown key `idd`"),
            ("  id: order_id\n", "", 14, "`orders.id` is missing"),
            ("  amount: amount\n", "", 14, "`orders.amount` or `payments` must tell"),
            ("fact: paid", "fact: payed", 19, "did you mean `paid`?"),
            ("fact: paid", "fact: line_shipped", 19, "`fact` cannot be `line_shipped`"),
            ("reason: OUT_OF_STOCK", "reason: SOLD_OUT", 20, "`reason` cannot be `SOLD_OUT`"),
            (", reason: OUT_OF_STOCK", "", 20, "`facts[2].reason` is missing"),
            ("time: paid_at", "time: paid_at, reason: X", 19, "only a `cancelled` fact"),
            ("time: paid_at", "time: paid_at, when_status: x", 19, "needs `orders.status`"),
            ("limit: never_binds", "limit: never_binds\nlimit: 5", 0, "stands twice"),
            ("facts:", "facts: {", 19, "did not find expected node content"),
        ])
    func refuses(sound: String, faulty: String, line: Int, message: String) throws {
        try #require(Self.sound.contains(sound))
        let text = Self.sound.replacing(sound, with: faulty)
        let error = try #require(throws: MappingError.self) {
            try MappingFile.parse(text, of: "mine")
        }
        #expect(error.message.contains(message), "\(error)")
        if line > 0 { #expect(error.line == line, "\(error)") }
    }

    @Test("Joined tables need a folder, and only one place tells the amount")
    func refusesContradictions() throws {
        let payments = "payments: {file: p.csv, order: o, amount: a}\n"
        for (text, message) in [
            (Self.sound + payments, "both tell the amount"),
            (
                Self.sound.replacing("  amount: amount\n", with: "") + payments,
                "`orders.file` is missing"
            ),
        ] {
            let error = try #require(throws: MappingError.self) {
                try MappingFile.parse(text, of: "mine")
            }
            #expect(error.message.contains(message), "\(error)")
        }
    }

    static let sound = """
        mapping: mine
        zone: UTC
        currency: EUR
        merchant: shop
        limit: never_binds
        policy:
          scenario: physical
          time_to_live: 30d
          capture_on: shipped
          refund_on_cancel: false
          refund_surplus: keep
        d16: off
        orders:
          id: order_id
          account: account
          placed_at: placed_at
          amount: amount
        facts:
          - {fact: paid, time: paid_at}
          - {fact: cancelled, time: cancelled_at, reason: OUT_OF_STOCK}

        """
}
