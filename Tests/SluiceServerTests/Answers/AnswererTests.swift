import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// What one lock's story makes of the ten questions, as its page says it.
@Suite("answers of one lock") struct AnswererTests {
    typealias Tell = @Sendable (TestServer) async throws -> Void

    struct Story: Sendable, CustomTestStringConvertible {
        var name: String
        /// What its placement says beside.
        var more = lines
        var tell: Tell
        /// What is asked, what the answer rests on, and what it says.
        var answers: [(question: Question, cause: AnswerCause, says: String)]

        var testDescription: String { name }
    }

    private static let lines =
        #","lines":[{"line":"L1","amount":20000},{"line":"L2","amount":10000}]"#

    private static let stories: [Story] = [
        Story(
            name: "the purchase is still looked at",
            more: lines + #","review":"person""#,
            tell: { _ in },
            answers: [
                (.release, .releasePending, "still being checked"),
                (.long, .longPurchase, "Of that"),
                (.when, .whenPurchase, "."),
                (.who, .whoLender, "lender"),
            ]),
        Story(
            name: "nothing is heard",
            tell: { _ in },
            answers: [
                (.cancelled, .cancelUnheard, "has not told us of a cancellation yet"),
                (.returned, .returnUnheard, "told us of no return"),
                (.repaid, .repaidUnheard, "No repayment has reached us"),
                (.unchanged, .stillLocked, "¥300.00 is still locked"),
                (.unshipped, .shipUnheard, "has not told us that it shipped"),
                (.release, .releaseOpen, "Say why"),
            ]),
        Story(
            name: "a part is cancelled, the rest goes on",
            tell: { try await $0.say("line_cancelled", line: "L2") },
            answers: [
                (.cancelled, .cancelPart, "cancelled a part of the order"),
                (.unchanged, .cameBack, "You can spend ¥800.00 now"),
            ]),
        Story(
            name: "a part shipped",
            tell: { try await $0.say("line_shipped", line: "L1") },
            answers: [
                (.unshipped, .shipPart, "that it shipped a part"),
                (.billed, .billedPart, "was billed"),
                (.cancelled, .cancelUnheard, "has not told us of a cancellation yet"),
            ]),
        Story(
            name: "it shipped, and the word of it took a day",
            tell: {
                $0.clock.advance(ns: Span.dayNs)
                try await $0.say("shipped")
            },
            answers: [
                (.unshipped, .shipHeard, "told us today 08:00 that it shipped"),
                (.cancelled, .cancelUnheardBilled, "this was billed instead"),
                (.release, .releaseBilled, "no lock left to release"),
                (.when, .whenBilled, "It ended at"),
            ]),
        Story(
            name: "it is cancelled after it shipped",
            tell: {
                try await $0.say("shipped")
                try await $0.say("cancelled")
            },
            answers: [
                (.cancelled, .cancelLate, "had been billed by then"),
                (.unchanged, .billedNotBack, "did not come back"),
            ]),
        Story(
            name: "it shipped after the end",
            tell: {
                $0.clock.advance(ns: 31 * Span.dayNs)
                _ = try await $0.get("/v1/holds/h1?merchant=shop")
                try await $0.say("shipped")
            },
            answers: [
                (.unshipped, .shipAfterEnd, "after this lock had ended"),
                (.billed, .billedNever, "was unlocked"),
                (.returned, .returnNothingBilled, "nothing to refund"),
                (.cancelled, .cancelUnheardReturned, "the credit is back"),
            ]),
        Story(
            name: "goods are back of which no return was told",
            tell: {
                try await $0.say("shipped")
                try await $0.say("return_received")
            },
            answers: [
                (.returned, .returnRefunded, "that the goods are back"),
                (.billed, .billedRefunded, "was refunded"),
                (.unchanged, .cameBack, "You can spend ¥1,000.00 now"),
            ]),
        Story(
            name: "a return begins before it is billed",
            tell: { try await $0.say("return_requested") },
            answers: [(.returned, .returnTold, "told us of a return today")]),
        Story(
            name: "goods are to be sent back",
            tell: {
                try await $0.say("shipped")
                try await $0.say("return_requested")
            },
            answers: [
                (.returned, .returnGoods, "Send the goods back"),
                (.who, .whoYou, "Next: you"),
                (.when, .whenReturn, "This step ends by"),
            ]),
        Story(
            name: "the shop inspects what was sent back",
            tell: {
                for word in ["shipped", "return_requested", "return_shipped"] {
                    try await $0.say(word)
                }
            },
            answers: [
                (.returned, .returnInspection, "Waiting for the shop to inspect"),
                (.who, .whoShop, "Next: the shop"),
            ]),
        Story(
            name: "goods were on their way before the word of their return",
            tell: {
                for word in ["shipped", "return_shipped", "return_requested"] {
                    try await $0.say(word)
                }
            },
            answers: [
                (.returned, .returnInspection, "Waiting for the shop to inspect"),
                (.who, .whoShop, "Next: the shop"),
            ]),
        Story(
            name: "a release is asked for",
            tell: { try await $0.askRelease() },
            answers: [
                (.release, .releaseChecked, "Your request is being looked at"),
                (.who, .whoLender, "lender"),
                (.long, .longCheck, "Of that"),
                (.billed, .billedIfKept, "."),
            ]),
        Story(
            name: "a release is asked for, and a person keeps it",
            tell: { try await $0.keepReleaseAsked() },
            answers: [
                (.release, .releaseKept, "it was decided that the credit stays locked"),
                (.long, .longOrder, "Of that"),
            ]),
        Story(
            name: "a release is asked for, a person keeps it, and then a part is cancelled",
            tell: {
                try await $0.keepReleaseAsked()
                try await $0.say("line_cancelled", line: "L2")
            },
            answers: [(.release, .releaseKept, "it was decided that the credit stays locked")]),
        Story(
            name: "it is repaid, and the limit was lowered",
            tell: {
                try await $0.say("line_shipped", line: "L1")
                try await $0.account(
                    "limits", #"{"id":"l1","limit":10000,"reason":"LIMIT_REVIEW"}"#)
                try await $0.account("repayments", #"{"id":"r1","principal":5000}"#)
            },
            answers: [(.repaid, .repaidLimitMoved, "your limit was changed ")]),
        Story(
            name: "it is repaid, and there is credit to spend",
            tell: {
                try await $0.say("shipped")
                try await $0.account("repayments", #"{"id":"r1","principal":5000}"#)
            },
            answers: [(.repaid, .repaidCounted, "You can spend ¥750.00 now")]),
        Story(
            name: "a repayment bounces",
            tell: {
                try await $0.say("shipped")
                try await $0.account("repayments", #"{"id":"r1","principal":5000}"#)
                try await $0.account("repayments/r1/reversals", #"{"id":"b1"}"#)
            },
            answers: [(.repaid, .repaidBounced, "it bounced")]),
        Story(
            name: "all came back, and the limit was lowered",
            tell: {
                _ = try await $0.place("h2", amount: 20_000)
                try await $0.account(
                    "limits", #"{"id":"l1","limit":10000,"reason":"LIMIT_REVIEW"}"#)
                try await $0.say("cancelled")
            },
            answers: [
                (.cancelled, .cancelReturned, "told us of the cancellation"),
                (.unchanged, .limitMoved, "your limit was changed "),
            ]),
    ]

    @Test("an answer rests on what is so, and says it", arguments: stories)
    func story(story: Story) async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", more: story.more)
            try await story.tell(server)
            _ = try await server.get("/v1/holds/h1?merchant=shop")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            for (question, cause, says) in story.answers {
                let page = try await visitor.get(
                    "/me/holds/shop/h1?fragment=body&ask=\(question.rawValue)")
                #expect(page.answeredCause == cause.rawValue, "\(question): \(page.answered)")
                #expect(page.answered.contains(says), "\(question): \(page.answered)")
                let chinese = try await visitor.get(
                    "/me/holds/shop/h1?fragment=body&ask=\(question.rawValue)", language: "zh")
                #expect(chinese.answeredCause == cause.rawValue, "\(question)")
            }
        }
    }

    @Test("every cause has a word of its own, and its place in the documentation")
    func causes() throws {
        let page = try ReferencePage("concepts/why.md").text
        for cause in AnswerCause.allCases { #expect(page.contains("`\(cause.rawValue)`")) }
        let words = AnswerCause.allCases.map(\.rawValue)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.wholeMatch(of: /[A-Z]+(_[A-Z]+)*/) != nil })
    }
}

extension TestAnswer {
    /// The sentences of the answer of a page.
    fileprivate var answered: String {
        guard let start = body.firstRange(of: #"<h2 id="answer-h">"#)?.upperBound,
            let end = body[start...].firstRange(of: "</div>")?.lowerBound
        else { return "" }
        return String(body[start..<end])
    }
}

extension TestServer {
    /// Tells a fact of the order of `h1`, or of one of its lines.
    fileprivate func say(_ word: String, line: String? = nil) async throws {
        let lines = line.map { #","lines":[{"line":"\#($0)"}]"# } ?? ""
        let answer = try await fact("e-\(word)", word, order: "h1", more: lines)
        try #require(answer["result"].text == "applied", "\(answer.body)")
    }

    fileprivate func account(_ what: String, _ body: String) async throws {
        let answer = try await post("/v1/accounts/a1/\(what)", body)
        try #require(answer.status / 100 == 2, "\(answer.body)")
    }

    fileprivate func keepReleaseAsked() async throws {
        try await askRelease()
        let key = try keys.create(role: .reviewer, name: "desk", person: "p-desk")
        let kept = try await post(
            "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"keep"}"#, key: key)
        try #require(kept.status == 201, "\(kept.body)")
    }

    fileprivate func askRelease() async throws {
        let visitor = try await ConsoleVisitor.consumer(at: self)
        let answer = try await visitor.post(
            "/me/holds/shop/h1/release", "ground=cancelled&evidence=&id=o1")
        try #require(answer.status == 303, "\(answer.body)")
    }
}
