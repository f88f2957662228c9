import SluiceCore
import Testing

@testable import sluice

@Suite("audit: sums")
struct AuditTallyTests {
    @Test("amount × days is exact where both are as large as they may be")
    func occupancy() throws {
        var tally = FindingTally(.orderCancelled)
        tally.add(Self.example("h", Money.maximum.minor, days: 100_000), limit: 0)
        #expect(tally.sum.amountDays == Int128(Money.maximum.minor) * 100_000)
        let currency = try #require(Currency("CNY"))
        #expect(
            GroupedText.wholeUnits(tally.sum.amountDays, currency) == "9,007,199,254,740,991,000")
    }

    @Test("a half day of one minor unit is one, less is none")
    func rounding() {
        var sum = AuditSum()
        sum.add(Money(minor: 1), ageNs: Span.dayNs / 2 - 1)
        #expect(sum.amountDays == 0)
        sum.add(Money(minor: 1), ageNs: 1)
        #expect(sum.amountDays == 1)
    }

    @Test("examples are those of most weight, however many there were; equal ones by id")
    func examples() {
        var tally = FindingTally(.orderCancelled)
        for number in 0..<1_000 {
            tally.add(
                Self.example("h\(number)", Int64(number * 7 % 1_000) + 1, days: 2), limit: 3)
        }
        tally.add(Self.example("a", 1_000, days: 2), limit: 3)
        #expect(tally.examples(3).map(\.amount.minor) == [1_000, 1_000, 999])
        #expect(tally.examples(3).first?.hold == "a")
        #expect(tally.sum.holds == 1_001 && tally.agesNs.count == 1_001)
    }

    @Test(
        "numbers for people",
        arguments: [
            (0, "JPY", "0"), (999, "JPY", "999"), (1_000, "JPY", "1,000"),
            (123_456_789, "CNY", "1,234,567.89"),
            (5, "KWD", "0.005"), (1_234_567, "KWD", "1,234.567"),
        ])
    func amounts(minor: Int64, code: String, text: String) throws {
        #expect(GroupedText.amount(minor, try #require(Currency(code))) == text)
    }

    @Test("shares are to the nearest tenth; nothing of nothing is none")
    func shares() {
        #expect(GroupedText.share(1, of: 3) == "33.3 %")
        #expect(GroupedText.share(2, of: 3) == "66.7 %")
        #expect(GroupedText.share(3, of: 3) == "100.0 %")
        #expect(GroupedText.share(0, of: 0) == "0.0 %")
    }

    @Test("Chinese text takes two columns a character")
    func widths() {
        #expect(TextTable.width("滞留（CNY）") == 11)
        #expect(
            TextTable.format([["滞留", "1"], ["held", "12"]], textColumns: 1) == "滞留   1\nheld  12")
    }

    private static func example(_ hold: String, _ minor: Int64, days: Int64) -> AuditExample {
        AuditExample(
            finding: .orderCancelled, hold: hold, merchant: "m", order: "o",
            amount: Money(minor: minor), since: .epoch, ageNs: days * Span.dayNs)
    }
}
