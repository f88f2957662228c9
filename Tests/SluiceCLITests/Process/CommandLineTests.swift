import Foundation
import Testing

private enum Mistakes {
    /// What is asked, how it ends, and what the message has to say. DATA is an empty place.
    static let all: [(arguments: [String], status: Int32, message: String)] = [
        (["serv"], 64, "serv"),
        (["serve", "--dat", "DATA"], 64, "--dat"),
        (["serve", "--data", "DATA", "--port", "70000"], 64, "--port 70000"),
        (["serve", "--data", "DATA", "--port", "x"], 64, "--port"),
        (["serve", "--data", "DATA", "--host", "0.0.0.0"], 64, "--beyond-loopback"),
        (
            ["serve", "--data", "DATA", "--host", "0.0.0.0", "--beyond-loopback"], 64,
            "would have keys travel in the clear"
        ),
        (["serve", "--data", "DATA", "--tls-key", "SOURCE"], 64, "go together"),
        (
            ["serve", "--data", "DATA", "--tls-key", "no.pem", "--tls-certificate", "no.pem"], 1,
            "there is no key file no.pem"
        ),
        (["serve", "--data", "DATA", "--max-connections", "1"], 64, "--max-connections"),
        (["serve", "--data", "DATA", "--rate-per-key", "0"], 64, "--rate-per-key"),
        (["serve", "--data", "DATA", "--rate-per-key", "5:x"], 64, "--rate-per-key"),
        (["serve", "--data", "DATA", "--drain-seconds", "301"], 64, "--drain-seconds 301"),
        (["serve", "--data", "DATA", "--zone", "Mars/Olympus"], 64, "Mars/Olympus"),
        (["serve", "--data", "DATA", "--wait-for-follower", "DATA"], 64, "--wait-for-follower"),
        (["serve", "--data", "DATA", "--follower-seconds", "3"], 64, "--wait-for-follower"),
        (["serve", "--data", "DATA", "--clock-rate", "0"], 64, "--clock-rate 0"),
        (["world", "--prepare"], 64, "name the directory"),
        (["world", "--speed", "0"], 64, "--speed 0 is not between 1 and 1000000"),
        (["world", "--silent-after", "5m"], 64, "--silent-after 5m"),
        (["world", "DATA", "--url", "http://127.0.0.1:1"], 64, "go together"),
        (["world", "--faults", "bad"], 1, "neither none, mild nor heavy"),
        (["report", "--data", "DATA"], 64, "no journal in"),
        (["verify", "--data", "DATA"], 64, "no journal in"),
        (["verify", "--data", "DATA", "--quick"], 64, "--quick"),
        (["report", "--data", "DATA", "--by", "week"], 64, "week"),
        (["import", "--data", "DATA", "SOURCE"], 64, "--mapping"),
        (["import", "--mapping", "generic", "--data", "DATA"], 64, "source"),
        (
            ["import", "--mapping", "generic", "--data", "DATA", "--until", "soon", "SOURCE"], 64,
            "--until soon is no RFC 3339 time"
        ),
        (["import", "--mapping", "nobody", "--data", "DATA", "SOURCE"], 1, "nobody"),
        (["import", "--mapping", "generic", "--data", "DATA", "DATA"], 1, "no such file"),
        (["import", "--mapping", "olist", "--data", "DATA", "SOURCE"], 1, "folder"),
        (["audit", "--holds", "SOURCE"], 64, "--orders"),
        (["audit", "--holds", "SOURCE", "--orders", "SOURCE", "--lang", "fr"], 64, "en or zh"),
        (["audit", "--holds", "SOURCE", "--orders", "DATA", "--limit", "-1"], 64, "--limit"),
        (["audit", "--holds", "SOURCE", "--orders", "DATA", "--at", "soon"], 64, "--at soon"),
        (
            ["audit", "--holds", "SOURCE", "--orders", "DATA", "--csv", "SOURCE"], 64,
            "files of their own"
        ),
        (["audit", "--print-mapping", "shop"], 64, "generic-facts"),
        (["audit", "--holds", "SOURCE", "--orders", "DATA"], 1, "cannot read"),
        (["audit", "--holds", "DATA", "--orders", "SOURCE"], 1, "cannot read"),
        (["audit", "--holds", "/dev/null", "--orders", "SOURCE"], 1, "no plain file"),
        (["audit", "--holds", "DATA", "--orders", "DATA", "--mapping", "x"], 1, "mapping x"),
        (["keys", "create", "--data", "DATA", "--role", "king", "--name", "k"], 64, "--role is"),
        (
            [
                "keys", "create", "--data", "DATA", "--role", "auditor", "--name", "13800138000",
            ], 1, "the name has the shape of a mobile number"
        ),
        (["person", "export", "--data", "DATA", "A-1"], 64, "no journal in"),
        (["person", "erase", "--data", "DATA", "A-1"], 64, "no journal in"),
        (["person", "export", "--data", "DATA", " A-1"], 64, "white space"),
        (["person", "erase", "--data", "DATA", "--reason", "He asked", "A-1"], 64, "--reason"),
        (["policy", "check", "no.yaml"], 1, "policy no.yaml: cannot be read"),
        (["policy", "show", "--data", "DATA"], 64, "no journal in"),
        (["policy", "show", "--standard", "--version", "1"], 64, "--version is of a directory"),
        (["policy", "diff", "standard", "DATA"], 1, "cannot be read"),
        (["policy", "adopt", "standard", "--data", "DATA", "--key", "k"], 64, "no journal in"),
        (["policy", "adopt", "x", "--key", "k", "--id", " x"], 64, "--id"),
        (["keys", "revoke", "--data", "DATA", "k9"], 1, "keys.json"),
        (["serve", "--data", "DATA", "--mappings", "SOURCE"], 1, "is no folder"),
        (["mapping", "test", "no.yaml", "--events", "SOURCE"], 1, "neither a shipped mapping"),
        (["mapping", "test", "shop"], 64, "--events"),
        (["mapping", "test", "shop", "--events", "no.jsonl"], 1, "no.jsonl"),
        (["webhook-secrets", "create", "--data", "DATA"], 64, "--merchant"),
        (["webhook-secrets", "revoke", "--data", "DATA", "s9"], 1, "webhook-secrets.json"),
        (["ingest", "--mapping", "shop", "--key", "k"], 64, "--follow"),
        (
            [
                "ingest-nats", "--nats", "localhost", "--stream", "s", "--consumer", "c",
                "--rejects", "r", "--mapping", "shop", "--key", "k",
            ], 64, "SLUICE_NATS_URL is nats://"
        ),
        (
            [
                "ingest-nats", "--nats", "nats://localhost", "--stream", "s.t", "--consumer", "c",
                "--rejects", "r", "--mapping", "shop", "--key", "k",
            ], 64, "--stream and --consumer"
        ),
        (
            [
                "ingest-nats", "--nats", "nats://localhost", "--stream", "s", "--consumer", "c",
                "--rejects", "r.>", "--mapping", "shop", "--key", "k",
            ], 64, "without wildcards"
        ),
        (["ingest", "--follow", "DATA", "--mapping", "no", "--key", "k"], 1, "neither a shipped"),
    ]
}

@Suite("The command line", .blocking)
struct CommandLineTests {
    @Test("every command says what it does; the first page tells the exit codes")
    func help() throws {
        let root = try SluiceProcess.run("--help")
        #expect(root.status == 0)
        let codes = [
            "0 done", "1 failed", "3 an audit or the board found", "64 wrong arguments",
            "70 a fault", "75 the data",
        ]
        let plain = root.output.replacing("\n", with: " ")
        for code in codes {
            #expect(plain.contains(code))
        }
        for command in [
            "serve", "import", "ingest", "ingest-nats", "audit", "anomalies", "report", "verify",
            "keys",
            "person", "policy",
            "mapping", "webhook-secrets", "bench",
        ] {
            #expect(root.output.contains("\n  \(command) "))
            let own = try SluiceProcess.run(command, "--help")
            #expect(own.status == 0 && own.error.isEmpty)
            #expect(own.output.hasPrefix("OVERVIEW: "))
            #expect(own.output.contains("USAGE: sluice \(command)"))
        }
        let version = try SluiceProcess.run("--version")
        #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test("a mistake is told with its code, and makes nothing", arguments: Mistakes.all.indices)
    func mistake(_ index: Int) throws {
        let mistake = Mistakes.all[index]
        let folder = try ImportFolder()
        let source = try folder.write(
            "orders.csv", "order_id,account,amount,currency,placed_at\n1,a,1,EUR,2026-01-01\n")
        let data = folder.file("data")
        let ending = try SluiceProcess.run(
            mistake.arguments.map {
                ["DATA": data.path, "SOURCE": source.path][$0] ?? $0
            })
        #expect(ending.status == mistake.status, "\(mistake.arguments) \(ending.error)")
        #expect(ending.error.contains(mistake.message), "\(mistake.arguments) \(ending.error)")
        #expect(!FileManager.default.fileExists(atPath: data.appending(path: "journal.db").path))
    }

    @Test("a history is served only after its mode was ended, and takes no import then")
    func goLive() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let source = try folder.write(
            "orders.csv", "order_id,account,amount,currency,placed_at\n1,a,1,EUR,2026-01-01\n")
        let load = ["import", "--mapping", "generic", "--data", data.path, source.path]
        #expect(try SluiceProcess.run(load).status == 0)
        let refused = try SluiceProcess.run("serve", "--data", data.path, "--port", "0")
        #expect(refused.status == 1)
        #expect(refused.error.contains("is historical: --go-live ends that for ever"))
        #expect(refused.output.isEmpty)
        // Refused, nothing was made: no key that nobody was told.
        #expect(try SluiceProcess.run("keys", "list", "--data", data.path, "--json").output.isEmpty)

        let live = try ServerProcess(data, ["--go-live"])
        let connection = try live.connect(key: try #require(live.firstKey))
        #expect(try connection.send("GET", "/v1/accounts/a").status == 200)
        #expect(try live.stop().status == 0)
        #expect(try ServerProcess(data).stop().status == 0)
        let late = try SluiceProcess.run(load)
        #expect(late.status == 1)
        #expect(late.error.contains("is live"))
        #expect(try Verification.of(data).sound)
    }

    @Test("what --json prints is JSON")
    func json() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let source = try folder.write(
            "orders.csv",
            """
            order_id,account,amount,currency,placed_at,shipped_at,status
            "1 ""q"" \\",a,1,EUR,2026-01-01,2026-01-02,sent
            2,b,2.50,EUR,2026-01-01,,"new, unpaid"
            3,b,0,EUR,2026-01-01,,

            """)
        let load = try SluiceProcess.run(
            "import", "--mapping", "generic", "--data", data.path, source.path, "--json")
        #expect(load.status == 0)
        #expect(try object(load.output)["applied"] as? Int == 5)
        let rejects = try object(load.output)["rejects"] as? [String: Int]
        #expect(rejects == ["amount_zero": 1])
        let report = try SluiceProcess.run("report", "--data", data.path, "--json")
        #expect(try object(report.output)["currency"] as? String == "EUR")
        #expect(try ReportedOrder.of(data).map(\.order) == [#"1 "q" \"#, "2"])
        let verified = try SluiceProcess.run("verify", "--data", data.path, "--json")
        #expect(try object(verified.output)["sound"] as? Bool == true)
    }

    private func object(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test("keys are made, listed and revoked beside a running engine")
    func keys() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let server = try ServerProcess(data)
        let made = try SluiceProcess.run(
            "keys", "create", "--data", data.path, "--role", "merchant", "--merchant", "M",
            "--name", "till")
        #expect(made.status == 0)
        let key = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(key.hasPrefix("sk_"))
        let connection = try server.connect(key: key)
        #expect(try server.knows(key: key))
        #expect(try connection.send("GET", "/v1/holds/H").status == 404)

        let listed = try SluiceProcess.run("keys", "list", "--data", data.path, "--json")
        let records = try listed.output.split(separator: "\n").map { try object(String($0)) }
        #expect(records.map { $0["name"] as? String } == ["first", "till"])
        #expect(!listed.output.contains(key))
        let id = try #require(records.last?["id"] as? String)
        #expect(key.contains(id))
        #expect(try SluiceProcess.run("keys", "revoke", "--data", data.path, id).status == 0)
        let isRefused = try Waiting.until {
            try connection.send("GET", "/v1/holds/H").status == 401
        }
        #expect(isRefused)
        let table = try SluiceProcess.run("keys", "list", "--data", data.path).output
        #expect(table.split(separator: "\n").count == 3)
        #expect(try server.stop().status == 0)
    }

    @Test("an address in use is told as such")
    func portInUse() throws {
        let folder = try ImportFolder()
        let first = try ServerProcess(folder.file("one"))
        let port = try #require(first.address.split(separator: ":").last.map(String.init))
        let second = try SluiceProcess.run(
            "serve", "--data", folder.file("two").path, "--port", port)
        #expect(second.status == 1)
        #expect(second.error.contains("port \(port) of 127.0.0.1 is in use"), "\(second.error)")
        try first.stop()
    }
}

extension CommandLineTests {
    @Test("a journal file that was made and no more is taken as new")
    func emptyJournalFile() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data().write(to: data.appending(path: "journal.db"))
        let server = try ServerProcess(data)
        #expect(server.address.hasPrefix("http://"))
        try server.stop()
    }
}
