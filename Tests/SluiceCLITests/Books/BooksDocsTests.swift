import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

/// docs/concepts/books.md says of the postings what the ledger posts.
@Suite("books.md")
struct BooksDocsTests {
    @Test("Every event that moves money has the books of the table, with their signs")
    func postings() throws {
        var told: [String: Set<String>] = [:]
        for row in try ReferencePage("concepts/books.md").table("event", "books") {
            let books = row[1].replacing("`", with: "").split(separator: ",")
            told[row[0]] = Set(books.map { $0.trimmingCharacters(in: .whitespaces) })
        }
        var seen: [String: [Book: Set<Bool>]] = [:]
        for fixture in try [Self.everything(.payout), Self.everything(.keep)] {
            for booked in try fixture.booked() {
                guard let postings = booked.event.postings else { continue }
                #expect(postings.isBalanced, "\(booked.event)")
                for book in Book.allCases where postings[book] != 0 {
                    seen[booked.event.name, default: [:]][book, default: []]
                        .insert(postings[book] > 0)
                }
            }
        }
        let found = seen.mapValues { books in
            Set(
                books.map { book, signs in
                    "\(book.code) \(signs.count == 2 ? "±" : signs.contains(true) ? "+" : "−")"
                })
        }
        #expect(Set(told.keys) == Set(found.keys))
        for (event, books) in found { #expect(told[event] == books, "\(event)") }
    }

    @Test("No event posts to suspense")
    func suspense() throws {
        for booked in try Self.everything(.payout).booked() {
            #expect(booked.event.postings?[.suspense] ?? 0 == 0)
        }
    }

    @Test("The example day of books.md is what the ledger and the report say")
    func exampleDay() throws {
        var fixture = try Self.exampleDays()
        var book = DailyBook()
        var scan = JournalScan()
        try scan.run(fixture) { book.add($0) }
        var lines: [[String]] = []
        book.forEachLine(names: scan.merchants) { line in
            guard line.merchant == nil else { return }
            lines.append(
                [line.totals.date.text]
                    + line.totals.columns.map { DecimalText.format(minor: $0.minor, exponent: 2) })
        }
        let rows = try ReferencePage("concepts/books.md").table("date", "opening")
        #expect(rows == lines)

        try fixture.go(to: "2026-11-22")
        #expect(
            fixture.apply(.closeDay(try #require(BusinessDate(text: "2026-11-21")))).code
                == .applied)
    }

    /// The two days that books.md tells of.
    static func exampleDays() throws -> BookFixture {
        var fixture = try BookFixture(on: "2026-11-20")
        fixture.open("A-1", limit: 100_000)
        fixture.place("H-1", of: "shop", on: "A-1", 30_000)
        fixture.place("H-2", of: "shop", on: "A-1", 20_000)
        let (first, second) = (
            BookFixture.hold("H-1", of: "shop"), BookFixture.hold("H-2", of: "shop")
        )
        fixture.apply(
            .capture(
                CaptureHold(hold: first, operation: .named("c1"), amount: Money(minor: 10_000))))
        try fixture.go(to: "2026-11-21")
        fixture.apply(
            .increment(
                IncrementHold(hold: second, operation: .named("i"), amount: Money(minor: 5_000))))
        fixture.apply(
            .capture(
                CaptureHold(
                    hold: first, operation: .named("c2"), amount: Money(minor: 15_000),
                    isFinal: true)))
        fixture.apply(
            .refund(
                RefundHold(
                    hold: first, operation: .named("r"), amount: Money(minor: 6_000),
                    reason: .refundGoodwill)))
        return fixture
    }

    /// A life with every event that moves money in it.
    private static func everything(_ surplus: RefundSurplus) throws -> BookFixture {
        var policy = Policy.standard
        policy.refundSurplus = surplus
        policy.twoPersons.corrections = false
        var fixture = try BookFixture(policy: policy)
        fixture.open("old", limit: 50_000, owed: 70_000)
        fixture.open("rich", limit: 50_000, credit: 1_000)
        fixture.apply(
            .openAccount(
                OpenAccount(
                    account: BookFixture.account("owing"), currency: .yuan, limit: .zero,
                    payouts: [
                        Payout(
                            key: .named("old"), hold: .named("old"), amount: Money(minor: 10),
                            dueAt: .never)
                    ])), by: Actor(role: .migration))
        fixture.open("A", limit: 100_000)
        let account = BookFixture.account("A")
        func limit(_ id: String, _ amount: Int64, until: Instant? = nil) -> Command.Body {
            .setLimit(
                SetLimit(
                    account: account, operation: .named(id), limit: Money(minor: amount),
                    until: until, reason: .limitGranted))
        }
        fixture.apply(limit("raise", 200_000))
        fixture.apply(limit("cut", 150_000))
        fixture.apply(limit("extra", 10_000, until: fixture.time.adding(spanNs: Span.dayNs)))
        for name in ["H", "R", "E", "C"] { fixture.place(name, of: "shop", on: "A", 10_000) }
        fixture.place("P", of: "shop", on: "A", 10_000, review: .person)
        fixture.place("K", of: "shop", on: "rich", 5_000)
        let hold = { BookFixture.hold($0, of: "shop") }
        fixture.apply(
            .decideReview(
                DecideReview(hold: hold("P"), operation: .named("no"), decision: .decline)))
        fixture.apply(
            .increment(
                IncrementHold(hold: hold("H"), operation: .named("i"), amount: Money(minor: 500))))
        for name in ["H", "K"] {
            fixture.apply(.capture(CaptureHold(hold: hold(name), operation: .named("c" + name))))
        }
        for name in ["R", "C"] {
            fixture.apply(
                .release(
                    ReleaseHold(
                        hold: hold(name), operation: .named("r" + name), reason: .orderCancelled)))
        }
        fixture.apply(
            .refund(
                RefundHold(
                    hold: hold("H"), operation: .named("early"), amount: Money(minor: 500),
                    reason: .refundGoodwill)))
        func correct(_ id: String, _ from: CorrectionPart, _ to: CorrectionPart) -> Command.Body {
            .correct(
                CorrectHold(
                    hold: hold("C"), operation: .named(id), from: from, to: to,
                    amount: Money(minor: 3_000)))
        }
        fixture.apply(correct("x1", .released, .captured))
        fixture.apply(
            .repay(
                Repay(account: account, operation: .named("pay"), principal: Money(minor: 20_000))))
        fixture.apply(correct("x2", .captured, .released))
        fixture.apply(correct("x3", .released, .captured))
        fixture.apply(
            .refund(
                RefundHold(
                    hold: hold("H"), operation: .named("back"), amount: Money(minor: 4_000),
                    reason: .refundGoodwill)))
        fixture.apply(
            .payOut(
                PayOut(account: account, operation: .named("out"), payout: .named("back"))))
        fixture.apply(
            .reverseRepayment(
                ReverseRepayment(
                    account: account, operation: .named("bounce"), repayment: .named("pay"))))
        fixture.apply(correct("x4", .captured, .released))
        try fixture.go(to: "2027-01-20")
        return fixture
    }
}
