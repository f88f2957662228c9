import HTTPTypes
import SluiceAPI
import SluiceCore
import Synchronization
import Testing

@testable import SluiceServer

/// The way in to a demonstration, and its switches.
@Suite struct DemoPageTests {
    private final class Switches: Sendable {
        let on = Mutex<Set<DemoStage.Trouble>>([])

        func stage(_ pass: EntryPass = EntryPass(to: "sk_none")) -> DemoStage {
            DemoStage(
                pass: pass, outageOf: "<M-3>", silenceOf: "M-5", consumer: "/me?token=t",
                standing: {
                    var standing = DemoStage.Standing()
                    standing.troubles = self.on.withLock { $0 }
                    standing.newest = "M-1/O-7"
                    return standing
                },
                turn: { trouble, isOn in
                    self.on.withLock { on in
                        if isOn { on.insert(trouble) } else { on.remove(trouble) }
                    }
                })
        }
    }

    @Test("a pass is good once, with its own text, and for ten minutes")
    func pass() {
        let now = ContinuousClock.now
        let pass = EntryPass(to: "sk_a", from: now)
        #expect(pass.text.count == 64 && pass.path.hasSuffix(pass.text))
        #expect(pass.spend("", at: now) == nil && pass.spend("0", at: now) == nil)
        #expect(pass.spend(pass.text, at: now + .seconds(599)) == "sk_a")
        #expect(pass.spend(pass.text, at: now) == nil)
        let late = EntryPass(to: "sk_a", from: now)
        #expect(late.spend(late.text, at: now + .seconds(600)) == nil)
        #expect(late.text != pass.text)
    }

    @Test(
        "a server that is no demonstration has no such way in, no switches, and says nothing of them"
    )
    func absent() async throws {
        try await TestServer.run { server in
            let visitor = try await ConsoleVisitor.staff(.lender, at: server)
            #expect(try await visitor.get("/console/enter?pass=x").status == 404)
            #expect(try await visitor.get("/console/demo").status == 404)
            #expect(try await visitor.post("/console/enter", "pass=x").status == 404)
            #expect(try await !visitor.get("/console/operations").body.contains("/console/demo"))
        }
    }

    @Test("switches are turned by staff, by a form of their own")
    func turns() async throws {
        let switches = Switches()
        try await TestServer.run(demo: switches.stage()) { server in
            var visitor = try await ConsoleVisitor.staff(.lender, at: server)
            let page = try await visitor.get("/console/demo")
            for text in ["Double Eleven", "&lt;M-3&gt;", "M-5", "support?q=M-1%2FO-7", "✓"] {
                #expect(page.body.contains(text), "\(text)")
            }
            #expect(try await visitor.post("/console/demo", "trouble=peak&on=1").status == 403)
            visitor.csrf = try #require(page.csrf)
            #expect(try await visitor.post("/console/demo", "trouble=peak&on=1").status == 303)
            #expect(switches.on.withLock { $0 } == [.peak])
            let chinese = try await visitor.get("/console/demo?fragment=body", language: "zh")
            #expect(chinese.body.contains("进行中") && !chinese.body.contains("<html"))
            #expect(try await visitor.post("/console/demo", "trouble=peak&on=0").status == 303)
            for form in ["trouble=none&on=1", "trouble=peak&on=2"] {
                #expect(try await visitor.post("/console/demo", form).status == 400)
            }
            #expect(switches.on.withLock { $0 }.isEmpty)
            let support = try await ConsoleVisitor.staff(.support, at: server)
            #expect(try await support.get("/console/demo").status == 403)
            #expect(try await ConsoleVisitor(server: server).get("/console/demo").status == 303)
        }
    }
}
