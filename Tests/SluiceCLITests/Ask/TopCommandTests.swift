import Foundation
import SluiceAPI
import Testing

@testable import sluice

@Suite("sluice top", .blocking)
struct TopCommandTests {
    @Test("figures are read by name and label, and quantiles are of the interval")
    func metrics() {
        let old = MetricsText(
            """
            # HELP x y.
            a 3
            b{lane="unlock"} 4
            c_bucket{lane="unlock",le="0.001"} 10
            c_bucket{lane="unlock",le="0.004"} 10
            c_bucket{lane="unlock",le="+Inf"} 10
            """)
        let new = MetricsText(
            """
            c_bucket{lane="unlock",le="0.001"} 12
            c_bucket{lane="unlock",le="0.004"} 20
            c_bucket{lane="unlock",le="+Inf"} 20
            """)
        #expect(old["a"] == 3 && old["none"] == 0 && old["b", "lane", "unlock"] == 4)
        #expect(old.labels("lane", of: "b") == ["unlock"])
        let (before, after) = (
            old.buckets("c", "lane", "unlock"), new.buckets("c", "lane", "unlock")
        )
        #expect(TopFrame.Lane.quantileMs(0.1, before, after) == 1)
        #expect(TopFrame.Lane.quantileMs(0.99, before, after) == 4)
        #expect(TopFrame.Lane.quantileMs(0.5, after, after) == nil)
    }

    @Test("a line is cut to the window, colours taking no room")
    func cutting() {
        #expect(LiveScreen.cut("abcdef", to: 3) == "abc\u{1B}[0m")
        #expect(LiveScreen.cut("额度abc", to: 5) == "额度a\u{1B}[0m")
        #expect(LiveScreen.cut("\u{1B}[1mab\u{1B}[0m", to: 2) == "\u{1B}[1mab\u{1B}[0m")
    }

    @Test("one frame without a terminal, a document an interval, and a screen that is given back")
    func frames() throws {
        let asking = try AskingDirectory()
        let server = try ServerProcess(asking.data)
        let once = try asking.run("top", "--interval", "0.1")
        #expect(once.status == 0, "\(once.error)")
        for text in ["ready", "checkout", "past deadline 0", "rows behind: ", "webhooks: 0"] {
            #expect(once.output.contains(text), "\(text) in \(once.output)")
        }
        #expect(!once.output.contains("\u{1B}"))
        let frame = try asking.document("top", "--once", "--interval", "0.1")
        #expect(frame["accounts"] == .integer(Int64(LiveDirectory.accounts)))
        #expect(frame["lanes"].elements.count == 4 && frame["ready"]["status"].text == "ready")

        let stream = try SluiceProcess(
            ["top", "--json", "--interval", "0.1", "--url", server.address],
            under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"])
        #expect(Waiting.until { stream.linesPrinted > 2 })
        stream.signal(SIGINT)
        #expect(try stream.waitForEnd().status == 0)
        let refused = try SluiceProcess.run(
            "top", "--once", "--url", server.address, "--key", "sk_x")
        #expect(refused.status == 1 && refused.error.contains("401"))
        try server.stop()
    }

    #if os(Linux)
        @Test("on a terminal frames stand on a screen of their own, which a signal gives back")
        func terminal() throws {
            let asking = try AskingDirectory()
            let server = try ServerProcess(asking.data)
            let told = asking.live.folder.file("pid")
            let script = """
                SLUICE_KEY=\(asking.live.key) exec script -qefc "echo \\$\\$ > '\(told.path)'; exec \
                '$0' top --interval 0.1 --url \(server.address)" /dev/null
                """
            let shown = try SluiceProcess([], under: ["/bin/bash", "-c", script])
            #expect(Waiting.until { shown.hasPrinted("\u{1B}[?1049h\u{1B}[?25l") })
            #expect(Waiting.until { shown.hasPrinted("past deadline") })
            // The program has the process of the shell that told it.
            let pid = try String(contentsOf: told, encoding: .utf8)
            kill(try #require(Int32(pid.trimmingCharacters(in: .whitespacesAndNewlines))), SIGTERM)
            let ending = try shown.waitForEnd()
            #expect(
                ending.output.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"), "\(ending.output.suffix(80))")
            #expect(ending.status == 0)
            try server.stop()
        }
    #endif
}
