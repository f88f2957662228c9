import Foundation
import Testing

@testable import sluice

/// A demonstration as it is started.
@Suite("a demonstration, the program", .blocking) struct DemoProcessTests {
    private static func text(_ answer: HTTPConnection.Answer) -> String {
        String(decoding: answer.body, as: UTF8.self)
    }

    /// What stands in a page between two texts.
    private static func part(_ page: String, _ start: String, _ end: String) throws -> String {
        let from = try #require(page.firstRange(of: start)).upperBound
        let to = try #require(page[from...].firstRange(of: end)).lowerBound
        return String(page[from..<to])
    }

    @Test("its links let in, staff once; its pages move, its switches turn, and it ends by itself")
    func ways() throws {
        let demo = try SluiceProcess(["demo", "--port", "0", "--for", "25s"])
        let address = try demo.line("address:")
        let web = try HTTPConnection(address: address, key: "none")
        func get(_ path: String, _ cookie: String? = nil) throws -> String {
            let answer = try web.send("GET", path, cookie: cookie)
            #expect(answer.status == 200, "\(path): \(answer.status)")
            return Self.text(answer)
        }
        func post(_ path: String, _ form: String, _ cookie: String? = nil) throws
            -> HTTPConnection.Answer
        {
            try web.send(
                "POST", path, form, type: "application/x-www-form-urlencoded", cookie: cookie)
        }

        // Looking at the link spends nothing.
        let link = try demo.line("staff:").dropFirst(address.count)
        let pass = try #require(link.split(separator: "=").last)
        for _ in 0..<2 { #expect(try get(String(link)).contains(#"value="\#(pass)""#)) }
        #expect(try post("/console/enter", "pass=0").status == 401)
        let entered = try post("/console/enter", "pass=\(pass)")
        #expect(entered.status == 303 && entered.headers["location"] == "/console/demo")
        let staff = String(
            try #require(entered.headers["set-cookie"]?.split(separator: ";").first))
        #expect(try post("/console/enter", "pass=\(pass)").status == 401)

        // The market is alive.
        let isBusy = try Waiting.until {
            let page = try get("/console/demo", staff)
            let count = try Self.part(page, "Purchases locked</h2><p class=\"value\">", "<")
            return try #require(Int(count)) > 5
        }
        #expect(isBusy)
        // A merchant is known from its first order on.
        let room = staff.replacing("sluice_staff=", with: "sluice_merchant=")
        let isKnown = try Waiting.until {
            let answer = try web.send("GET", "/merchant?merchant=M-1", cookie: room)
            return answer.status == 200 && Self.text(answer).contains("M-1")
        }
        #expect(isKnown)
        let page = try get("/console/demo", staff)
        let csrf = try Self.part(page, #"name="csrf" value=""#, "\"")
        for trouble in ["peak", "outage", "silence"] {
            let form = "csrf=\(csrf)&trouble=\(trouble)"
            #expect(try post("/console/demo", form + "&on=1", staff).status == 303)
            let section = try Self.part(
                try get("/console/demo", staff), #"id="\#(trouble)""#, "</section>")
            #expect(section.contains("Back to normal"), "\(section)")
            #expect(try post("/console/demo", form + "&on=0", staff).status == 303)
        }
        for path in ["operations", "reviews", "support?q=A-1"] {
            #expect(try get("/console/" + path, staff).contains(#"href="/console/demo""#))
        }

        let consumer = try demo.line("consumer:").dropFirst(address.count)
        let arrived = try web.send("GET", String(consumer))
        let own = String(
            try #require(arrived.headers["set-cookie"]?.split(separator: ";").first))
        let hasLock = try Waiting.until {
            try get("/me", own).contains(#"<article class="panel card""#)
        }
        #expect(hasLock)

        let ending = try demo.waitForEnd()
        #expect(ending.status == 0 && !ending.wasKilled, "\(ending.error)")
    }

    @Test(
        "Ctrl-C ends it as something that is done, and a directory with something in it is refused")
    func ends() throws {
        let folder = try ImportFolder()
        let data = folder.file("market").path
        let demo = try SluiceProcess(["demo", "--port", "0", "--data", data])
        _ = try demo.line("consumer:")
        demo.signal(SIGINT)
        let ending = try demo.waitForEnd()
        #expect(ending.status == 0 && !ending.wasKilled, "\(ending.error)")
        #expect(try Verification.of(URL(filePath: data + "/data")).sound)
        let again = try SluiceProcess.run("demo", "--data", data)
        #expect(again.status == 64 && again.error.contains("is not empty"), "\(again.error)")
        let wrong = try SluiceProcess.run("demo", "--for", "soon")
        #expect(wrong.status == 64 && wrong.error.contains("--for soon"), "\(wrong.error)")
    }
}
