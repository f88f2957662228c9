import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of what was told: a question what a placement would come to, and the placement.
@Suite("Golden bytes of what was told")
struct GoldenQuoteTests {
    static var records: [CommandRecord] {
        var body = PlaceHold(
            hold: .named("H"), account: .named("A"), merchant: .named("M"), order: .named("O"),
            amount: Money(minor: 40), currency: .yuan)
        let at = Instant(ns: 1_700_100_000 * Span.secondNs)
        body.told = Told(
            p50: at, p80: at.adding(spanNs: Span.dayNs), p90: at.adding(spanNs: 2 * Span.dayNs),
            latest: at.adding(spanNs: 9 * Span.dayNs), billedBasisPoints: 9_200)
        var asked = body
        asked.isDryRun = true
        return GoldenRun.records(
            of: [
                .adoptPolicy(.standard),
                .openAccount(
                    OpenAccount(
                        account: .named("A"), currency: .yuan, limit: Money(minor: 100))),
                .place(asked), .place(body),
            ], every: Span.secondNs, by: { _ in .tester })
    }

    private static let golden = [
        "030280bce9c7ee9fe7cb1701b6b302000100010000020501af64054c860232373456311eeeee754302af63fc",
        "4c860222ec3456381eeeee812803af64004c860229b83456341eeeee7a5c04af64024c86022d1e3456361eee",
        "ee7dc250d99c8d020000c0c0deabd50c80c60a80c60a80ea49f14700012f010203040000800150d99c8d0201",
        "010180f8e283fe99e9a02f00c80150000000008094ebdc0301b6b302000002050102030450d99c8d02000040",
        "c0deabd50c80c60a80c60a80ea49f147000204030a010203040000800150d99c8d0201010180a0b9bd859ae9",
        "a02f00c80150000000064f50",
    ].joined()

    @Test("they have their golden bytes, decode to what was encoded, and replay to the ledger")
    func bytes() throws {
        let told = Array(Self.records.suffix(2))
        let bytes = BatchCodec.encode(told)
        #expect(GoldenRun.hex(bytes) == Self.golden)
        #expect(try BatchCodec.decode(bytes) == told)
        let ledger = try GoldenRun.replayed(Self.records)
        #expect(ledger.account(.named("A"))?.balances.held == Money(minor: 40))
    }
}
