import Foundation
import SluiceAPI
import Testing

@testable import sluice

@Suite("sluice hold, account and order", .blocking)
struct HoldCommandTests {
    @Test(
        "reading a directory shows it as it was left, and writes no row; its engine says the same")
    func reading() throws {
        let asking = try AskingDirectory()
        let rows = asking.live.sound.rows
        let shown = try asking.run("hold", "show", "H-1", "--merchant", "M", withKey: false)
        #expect(shown.status == 0, "\(shown.error)")
        for line in [
            "hold        H-1", "status      closed", "amount      CNY 3.00",
            "captured    CNY 2.00", "released    CNY 1.00", "open        CNY 0.00",
        ] { #expect(shown.output.contains(line), "\(line) in \(shown.output)") }
        #expect(shown.output.contains(" +08:00\n"), "\(shown.output)")
        let chinese = try asking.run("hold", "show", "H-1", "--merchant", "M", "--lang", "zh")
        #expect(chinese.output.contains("状态") && chinese.output.contains("CNY 3.00"))

        let commands = [
            ["hold", "show", "H-1", "--merchant", "M"], ["hold", "list", "--merchant", "M"],
            ["hold", "timeline", "H-1", "--merchant", "M"], ["account", "show", "A-1"],
            ["account", "list"], ["order", "show", "M", "O-1"], ["order", "events", "M", "O-1"],
            ["explain", "H-1", "--merchant", "M"], ["events", "--account", "A-1"],
        ]
        let left = try commands.map { command in
            try SluiceProcess.run(command + ["--json", "--data", asking.data.path])
        }
        for (command, ending) in zip(commands, left) {
            #expect(ending.status == 0 && !ending.output.isEmpty, "\(command): \(ending.error)")
        }
        #expect(try Verification.of(asking.data).rows == rows, "reading wrote rows")

        let server = try ServerProcess(asking.data)
        for (command, ending) in zip(commands, left) where command[0] != "explain" {
            let asked = try SluiceProcess(
                command + ["--json", "--url", server.address],
                under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"]
            ).waitForEnd()
            #expect(asked.output == ending.output, "\(command): \(asked.error)")
        }
        #expect(try server.stop().status == 0)
    }

    @Test("a list is aligned, bounded, and says where there is more")
    func lists() throws {
        let asking = try AskingDirectory()
        let list = try asking.run("hold", "list", "--limit", "2")
        #expect(list.status == 0 && list.error.contains("--limit 0 shows all"), "\(list.error)")
        let lines = list.output.split(separator: "\n")
        try #require(lines.count == 3 && Set(lines.map(\.count)).count == 1, "\(list.output)")
        #expect(lines[1].hasSuffix("CNY 3.00  CNY 0.00"))
        let all = try asking.run("hold", "list", "--limit", "0", "--json")
        #expect(all.output.split(separator: "\n").count == LiveDirectory.accounts)
        let none = try asking.run("hold", "list", "--status", "active")
        #expect(none.output == "no hold\n" && none.status == 0)
    }

    @Test(
        "what is not there is told with what may be meant",
        arguments: [
            (
                ["hold", "show", "H-17", "--merchant", "M"], 1,
                "no such hold H-17; did you mean H-1, "
            ),
            (["hold", "show", "xyz-unlike", "--merchant", "M"], 1, "no such hold xyz-unlike\n"),
            (["hold", "show", "H-1"], 1, "say --merchant M\n"),
            (["account", "show", "A-11"], 1, "no such account A-11; did you mean A-1, "),
            (["order", "show", "M", "O-33"], 1, "no such order O-33; did you mean O-3, "),
            (
                ["hold", "show", "H-17", "--merchant", "M", "--lang", "zh"], 1,
                "没有锁定 H-17；您要找的是 H-1、"
            ),
            (
                ["hold", "release", "H-1", "--merchant", "M", "--reason", "X"], 64,
                "--reason is one of"
            ),
            (["hold", "list", "--order", "O-1"], 64, "name it with --merchant"),
            (["hold", "list", "--status", "locked"], 64, "--status is one of"),
            (["hold", "show", " x", "--merchant", "M"], 64, "the hold: "),
            (
                ["account", "repay", "A-1", "--amount", "1,5"], 64,
                "--amount 1,5 is no amount of CNY"
            ),
            (
                ["account", "open", "A-9", "--currency", "CNY", "--limit", "1.005"], 64,
                "--limit 1.005"
            ),
            (["events", "--follow"], 1, "no engine runs on"),
            (["top", "--once"], 1, "no engine runs on"),
        ] as [([String], Int32, String)])
    func mistakes(arguments: [String], status: Int32, message: String) throws {
        let asking = try AskingDirectory()
        let ending = try SluiceProcess(
            arguments + ["--data", asking.data.path],
            under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"]
        ).waitForEnd()
        #expect(ending.status == status, "\(arguments): \(ending.error)")
        #expect(ending.error.contains(message), "\(arguments): \(ending.error)")
        #expect(ending.output.isEmpty)
    }

    @Test("changes are in the name of a key, with an engine or without one")
    func changing() throws {
        let asking = try AskingDirectory()
        let place = [
            "hold", "place", "--account", "A-1", "--merchant", "M", "--order", "O-new",
            "--amount", "2.5", "--currency", "CNY", "--id", "H-new",
        ]
        let nameless = try SluiceProcess(
            place + ["--data", asking.data.path], under: ["/usr/bin/env", "-u", "SLUICE_KEY"]
        ).waitForEnd()
        #expect(nameless.status == 64 && nameless.error.contains("SLUICE_KEY"))
        let stranger = try SluiceProcess.run(place + ["--data", asking.data.path, "--key", "sk_x"])
        #expect(stranger.status == 1 && stranger.error.contains("401: unauthenticated"))
        #expect(try Verification.of(asking.data).rows == asking.live.sound.rows)

        func run(_ arguments: [String]) throws -> SluiceProcess.Ending {
            try SluiceProcess(
                arguments + ["--data", asking.data.path],
                under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"]
            ).waitForEnd()
        }
        let dry = try run(place + ["--dry-run"])
        #expect(dry.status == 0 && dry.output.contains("CNY 2.50"), "\(dry.error)")
        for _ in 0..<2 {
            let placed = try run(place)
            #expect(placed.status == 0 && placed.output.contains("active"), "\(placed.error)")
        }
        let server = try ServerProcess(asking.data)
        let hold = ["H-new", "--merchant", "M"]
        let captured = try run(["hold", "capture"] + hold + ["--amount", "1"])
        #expect(captured.output.contains("captured    CNY 1.00"), "\(captured.error)")
        let released = try run(["hold", "release"] + hold + ["--reason", "MERCHANT_VOID"])
        #expect(released.output.contains("released    CNY 1.50"), "\(released.error)")
        let ended = try run(["hold", "release"] + hold + ["--reason", "MERCHANT_VOID"])
        #expect(ended.status == 1 && ended.error.contains("409: HOLD_ENDED"), "\(ended.error)")
        let declined = try run(
            place.map { ["H-new": "H-dear", "2.5": "999", "O-new": "O-dear"][$0] ?? $0 })
        #expect(declined.status == 1 && declined.error.contains("402: INSUFFICIENT_LIMIT"))
        #expect(try server.stop().status == 0)

        let opened = try run(["account", "open", "A-9", "--currency", "JPY", "--limit", "5000"])
        #expect(opened.output.contains("JPY 5,000"), "\(opened.error)")
        let limit = try run(
            ["account", "limit", "A-9", "--amount", "4000", "--reason", "LIMIT_REVIEW"])
        #expect(limit.output.contains("limit      JPY 4,000"), "\(limit.output)\(limit.error)")
        let repaid = try run(["account", "repay", "A-1", "--amount", "1.00", "--id", "R-1"])
        #expect(repaid.output.contains("owed"), "\(repaid.error)")
        #expect(try Verification.of(asking.data).sound)
    }

    @Test("a running engine wants a key, and one that is gone is told with its own exit code")
    func reaching() throws {
        let asking = try AskingDirectory()
        let server = try ServerProcess(asking.data)
        let nameless = try asking.run("account", "list", withKey: false)
        #expect(nameless.status == 64 && nameless.error.contains("wants a key"))
        let both = try asking.run("account", "list", "--url", server.address)
        #expect(both.status == 64 && both.error.contains("say one"))
        let bare = try SluiceProcess.run("account", "list", "--url", "localhost:1", "--key", "x")
        #expect(bare.status == 64 && bare.error.contains("no address such as"))
        let slash = try SluiceProcess.run(
            "account", "list", "--url", server.address + "/", "--key", asking.live.key)
        #expect(slash.status == 0, "\(slash.error)")
        #expect(try asking.run("account", "show", "A-1").output.contains("available"))
        try server.stop()
        let gone = try SluiceProcess.run(
            "account", "list", "--url", server.address, "--key", asking.live.key)
        #expect(gone.status == 69 && gone.error.contains("nobody answers at \(server.address)"))
    }
}
