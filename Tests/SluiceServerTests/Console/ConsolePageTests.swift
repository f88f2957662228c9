import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// What the pages say, and what they do not.
@Suite struct ConsolePageTests {
    @Test("every text has both languages, with the same places")
    func texts() {
        for text in ConsoleText.allCases {
            let (english, chinese) = (
                Catalogue.text(text, in: .english), Catalogue.text(text, in: .chinese)
            )
            #expect(!english.isEmpty && !chinese.isEmpty, "\(text)")
            #expect(
                Set(MessageRow.slots(of: english)) == Set(MessageRow.slots(of: chinese)),
                "\(text)")
        }
    }

    @Test(
        "a name that turns the writing turns nothing but itself",
        arguments: [
            ("店 & co", "店 & co"), ("\u{202E}evil", "\u{2068}evil\u{2069}"),
            ("a\u{2069}\u{202E}b", "\u{2068}ab\u{2069}"),
            ("\u{05D7}\u{05E0}", "\u{2068}\u{05D7}\u{05E0}\u{2069}"), ("😀", "😀"), ("", ""),
        ])
    func direction(name: String, shown: String) {
        let words = PageWords(.english, zone: "UTC", now: .epoch) { _ in 0 }
        #expect(words.text(.zone, ["zone": name]) == "Times are those of \(shown).")
    }

    @Test("templates name texts there are, and have neither script nor style within")
    func templates() throws {
        for (name, bytes) in Templates.sources {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /{{t\.(\w+)}}/) {
                #expect(
                    ConsoleText(rawValue: String(match.output.1)) != nil,
                    "\(name): \(match.output.1)")
            }
            #expect(!text.contains(/<script(?![^>]* src=)/), "\(name)")
            #expect(!text.contains(/<style|\sstyle=|\son[a-z]+=|javascript:/), "\(name)")
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
        }
    }

    @Test("a consumer's page has its sum, its lock and what ended, in both languages")
    func consumer() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", amount: 30_000)
            _ = try await server.place("h2", amount: 10_000)
            _ = try await server.fact("e1", "cancelled", order: "h2")
            try await server.viewsCaughtUp()
            try await server.messagesCaughtUp()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let page = try await visitor.get("/me")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.contentSecurity] == Console.policy)
            #expect(page.headers[.cacheControl] == "no-store")
            for text in [
                #"<html lang="en">"#, "¥700.00", "= limit 1,000.00 − locked 300.00 − used 0.00",
                "Waiting for the shop to ship.", "If not shipped by Sat 31 Jan 08:00",
                "unlocked", "Times are those of Asia/Shanghai.",
            ] { #expect(page.body.contains(text), "\(text)") }
            let chinese = try await visitor.get("/me", language: "zh-CN")
            for text in [#"<html lang="zh-CN">"#, "等商家发货", "1月31日（周六）08:00 仍未发货将自动退回", "已解锁"] {
                #expect(chinese.body.contains(text), "\(text)")
            }
            let fragment = try await visitor.get("/me?fragment=body")
            #expect(!fragment.body.contains("<html") && fragment.body.contains("¥700.00"))
        }
    }

    @Test("each of the ten questions is answered, and ends with whether that helped")
    func questions() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            for question in Question.allCases {
                let page = try await visitor.get(
                    "/me/holds/shop/h1?ask=\(question.rawValue)")
                #expect(page.status == 200)
                #expect(page.body.contains("Did this help?"), "\(question)")
                #expect(page.body.contains(question.contactCode), "\(question)")
                let answer = page.body.split(separator: #"id="answer-h""#).last ?? ""
                #expect(answer.split(separator: "</h2>").last?.contains("<p>") == true)
            }
            let told = try await visitor.post(
                "/me/helpful", "ask=when&yes=1&merchant=shop&hold=h1")
            #expect(told.status == 303)
            let metrics = try await server.get("/metrics")
            #expect(
                metrics.body.contains(#"sluice_answers_helped_total{question="when"} 1"#))
            // What the shop told cannot be looked up, and is not said not to have been told.
            server.disk.inject(Array(repeating: .notDurable(.diskFull), count: 1_000_000))
            _ = try await server.place("h2")
            let page = try await visitor.get("/me/holds/shop/h1")
            #expect(page.status == 200)
            for question in Question.allCases {
                let page = try await visitor.get("/me/holds/shop/h1?ask=\(question.rawValue)")
                #expect(page.status == 503, "\(question)")
            }
            server.disk.clearFaults()
        }
    }

    @Test("a link to a hold leads to that hold, whatever order is called the same")
    func links() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h1", account: "a1", order: "n7")
            _ = try await server.place("n7", account: "a2", order: "n8")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.staff(.support, at: server)
            let hold = try await visitor.get(SupportSearch.path(hold: "n7", of: "shop"))
            #expect(hold.body.contains(#"name="hold" value="n7""#), "\(hold.body)")
            let asked = try await visitor.get("/console/support?q=shop%2Fn7")
            #expect(asked.body.contains(#"name="hold" value="h1""#))
        }
    }

    @Test("what belongs to another account is not there")
    func others() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h9", account: "a2")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            #expect(try await visitor.get("/me/holds/shop/h9").status == 404)
            #expect(try await visitor.get("/me/holds/shop/none").status == 404)
            let form = "ground=other&evidence=&id=o1"
            #expect(
                try await visitor.post("/me/holds/shop/h9/release", form).status == 404)
        }
    }

    @Test(
        "markup, text from right to left and signs of four bytes are shown as text",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=y>", "'; drop--", "متجر الكتب",
            "書店𠮷🧧", "{{frame.csrf}}", "&lt;b&gt;",
        ])
    func hostile(text: String) async throws {
        try await TestServer.run { server in
            try await server.open()
            let merchant = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
            let placed = try await server.post(
                "/v1/holds",
                """
                {"id":\(merchant),"account":"a1","amount":100,"currency":"CNY",\
                "order":{"merchant":\(merchant),"number":\(merchant)}}
                """)
            try #require(placed.status == 201, "\(placed.body)")
            try await server.viewsCaughtUp()
            try await server.messagesCaughtUp()
            let consumer = try await ConsoleVisitor.consumer(at: server)
            let staff = try await ConsoleVisitor.staff(.lender, at: server)
            let path = PercentEncoding.encode(text)
            let escaped = ConsolePageTests.escaped(text)
            for page in [
                try await consumer.get("/me"), try await consumer.get("/me/holds/\(path)/\(path)"),
                try await staff.get(
                    "/console/support?q=" + PercentEncoding.encode("\(text)/\(text)")),
            ] {
                #expect(page.status == 200)
                #expect(page.body.contains(escaped), "\(text)")
                if escaped != text { #expect(!page.body.contains(text), "\(text)") }
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }

    @Test("the first page is small, and its files may be kept for ever")
    func size() async throws {
        try await TestServer.run { server in
            try await server.open()
            for index in 1...20 { _ = try await server.place("h\(index)", amount: 100) }
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            var bytes = try await visitor.get("/me").body.utf8.count
            for asset in [Asset.style, .live, .icon] {
                let file = try await visitor.get(asset.path)
                #expect(file.status == 200 && file.headers[.contentType] == asset.type)
                #expect(file.headers[.cacheControl]?.contains("immutable") == true)
                bytes += file.body.utf8.count
            }
            // Not even compressed.
            #expect(bytes <= 100 << 10, "\(bytes)")
            #expect(try await visitor.get("/console/assets/none.css").status == 404)
        }
    }

    @Test("support finds a lock by its order or by itself, and shows no account in full")
    func support() async throws {
        try await TestServer.run { server in
            try await server.open("a1234567890")
            _ = try await server.place("h1", account: "a1234567890", order: "o1")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.staff(.support, at: server)
            for asked in ["shop/o1", "shop/h1", " shop / o1"] {
                let page = try await visitor.get(
                    "/console/support?q=" + PercentEncoding.encode(asked))
                for text in ["等商家发货", "Waiting for the shop", "Do not say", "a1…7890"] {
                    #expect(page.body.contains(text), "\(asked): \(text)")
                }
                #expect(!page.body.contains("a1234567890"), "\(asked)")
            }
            let account = try await visitor.get("/console/support?q=a1234567890")
            #expect(account.body.contains("¥700.00") && account.body.contains("o1"))
            let none = try await visitor.get("/console/support?q=nobody")
            #expect(none.status == 200 && none.body.contains("Nothing is known by this name."))
            // Every look is in the access trail, with what was looked at.
            server.door.access.flush()
            let looks = try AccessReading(directory: server.directory).records
            try #require(looks.count == 5 && looks.allSatisfy { $0.event == .viewed })
            #expect(looks.allSatisfy { $0.route == "/console/support" && $0.role == .support })
            #expect(
                looks[0].concerned == [
                    .init("account", "a1234567890"), .init("merchant", "shop"), .init("hold", "h1"),
                ])
            #expect(looks[3].concerned == [.init("account", "a1234567890")])
            #expect(looks[4].concerned.isEmpty)
        }
    }

    @Test("the board shows its tiles, and a list of what a detector found")
    func operations() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.staff(.operator, at: server)
            let page = try await visitor.get("/console/operations")
            for text in ["Avoidable declines", "Past deadline", "automatic repairs on", "✓"] {
                #expect(page.body.contains(text), "\(text)")
            }
            let list = try await visitor.get("/console/anomalies/D1")
            #expect(list.status == 200 && list.body.contains("Nothing of this kind is open."))
            #expect(try await visitor.get("/console/anomalies/D99").status == 404)
        }
    }

    @Test("a release in review is decided at the desk, and taken back")
    func desk() async throws {
        var policy = Policy.standard
        policy.reviews.undoNs = 10 * Span.secondNs
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            var consumer = try await ConsoleVisitor.consumer(at: server)
            consumer.csrf = try #require(try await consumer.get("/me").csrf)
            _ = try await consumer.post(
                "/me/holds/shop/h1/release", "ground=cancelled&evidence=x&id=o1")
            try await server.viewsCaughtUp()
            var visitor = try await ConsoleVisitor.staff(.reviewer, at: server)
            let page = try await visitor.get("/console/reviews")
            #expect(page.body.contains(#"value="keep""#), "\(page.body)")
            visitor.csrf = try #require(page.csrf)
            let decided = try await visitor.post(
                "/console/reviews/decide", "id=d1&merchant=shop&hold=h1&decision=keep")
            #expect(decided.status == 200 && decided.body.contains("Decided: order h1"))
            #expect(!decided.body.contains(#"value="keep""#))
            let undone = try await visitor.post(
                "/console/reviews/undo", "id=u1&merchant=shop&hold=h1&decision=d1")
            #expect(
                undone.status == 200 && undone.body.contains(#"value="keep""#), "\(undone.body)")
            let wrong = try await visitor.post(
                "/console/reviews/decide", "id=d2&merchant=shop&hold=h1&decision=confirmed")
            #expect(wrong.status == 400)
        }
    }
}
