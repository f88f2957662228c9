import ArgumentParser
import Foundation
import SluiceEngine
import SluiceServer
import SluiceTestKit
import Testing

@testable import sluice

@Suite("Settings: flags before the environment before the file before the defaults")
struct ServeConfigurationTests {
    private func resolve(
        _ arguments: [String] = [], _ variables: [String: String] = [:]
    ) throws -> ServeConfiguration {
        try ServeFlags.parse(arguments).resolve(variables)
    }

    /// The message of a refusal.
    private func refusal(
        _ arguments: [String] = [], _ variables: [String: String] = [:]
    ) throws -> String {
        let error = try #require(throws: ValidationError.self) {
            try resolve(arguments, variables)
        }
        return error.message
    }

    @Test("each place gives way to the one before it, and says that it is the one")
    func precedence() throws {
        let folder = try ImportFolder()
        let file = try folder.write(
            "sluice.yaml", "# of one machine\nport: 1\nlender: ours\nscorer: false\n")
        let flags = ["--config", file.path, "--port", "3", "--scorer"]
        let all = try resolve(flags, ["SLUICE_PORT": "2", "SLUICE_SCORER": "false"])
        #expect(all.whole(.port) == 3)
        #expect(all.place(of: .port) == "--port")
        #expect(all.isOn(.scorer))
        #expect(all.text(.lender) == "ours")
        #expect(all.place(of: .lender) == "\(file.path), line 3")
        let two = try resolve(["--config", file.path], ["SLUICE_PORT": "2"])
        #expect(two.whole(.port) == 2)
        #expect(two.place(of: .port) == "SLUICE_PORT")
        #expect(!two.isOn(.scorer))
        let one = try resolve([], ["SLUICE_CONFIG": file.path])
        #expect(one.whole(.port) == 1)
        let none = try resolve()
        #expect(none.whole(.port) == 8080)
        #expect(none.place(of: .port) == "default")
        #expect(none.given(.policy) == nil)
        #expect(none.place(of: .policy) == nil)
        #expect(!none.isGiven(.port) && one.isGiven(.port))
    }

    @Test("a setting has a flag of its name, unless it is secret, and every flag is of a setting")
    func flags() {
        let properties = Mirror(reflecting: ServeFlags()).children.compactMap(\.label)
        let settings = properties.compactMap(ServeFlags.setting)
        #expect(settings.count == properties.count - 1, "all but --config are settings")
        #expect(settings == Setting.allCases.filter { !$0.row.isSecret })
    }

    @Test("what holds where nobody says anything is right, and told once")
    func standard() {
        #expect(SettingLayer.standard.faults == [])
        #expect(ServeConfiguration([]).faults == [])
        // One setting is not refused for the default of another.
        var few = SettingLayer(name: "flags")
        few.take("10", for: .maxConnections, at: "--max-connections")
        #expect(ServeConfiguration([few]).faults == [])
        for setting in Setting.allCases {
            #expect(setting.row.help.hasSuffix("."), "\(setting)")
            // Who reads a number or a switch relies on it.
            if !setting.row.kind.isText { #expect(setting.row.standard != nil, "\(setting)") }
        }
    }

    /// A file, and what is said of it after its path.
    static let files: [(text: String, message: String)] = [
        ("prot: 1", ", line 1: unknown key `prot`; did you mean port?"),
        (
            "host: ::1\nmax-orders: 1",
            ", line 2: unknown key `max-orders`; did you mean max_orders?"
        ),
        ("port: x", ", line 1: `port` x is not between 0 and 65535"),
        ("port: 65536", ", line 1: `port` 65536 is not between 0 and 65535"),
        ("port: \"80\"", ", line 1: `port` is a text and is not between 0 and 65535"),
        ("port: 1.5", ", line 1: `port` 1.5 is not between"),
        ("port:", ", line 1: `port` has no value"),
        ("port: [1]", ", line 1: `port` must be a single value"),
        ("max_orders: 0", ", line 1: `max_orders` 0 is no whole number above 0"),
        ("scorer: yes", ", line 1: `scorer` yes is neither true nor false"),
        ("policy: \"\"", ", line 1: `policy` is empty"),
        ("port: 1\nport: 2", "the key `port` stands twice"),
        ("- port", " must have keys, such as `port: 8080`"),
        ("port: [", "line"),
        ("zone: Mars/Olympus", ", line 1 Mars/Olympus is no time zone known here"),
    ]

    @Test("a file is refused with its line", arguments: files.indices)
    func wrongFile(_ index: Int) throws {
        let (text, message) = Self.files[index]
        let folder = try ImportFolder()
        let file = try folder.write("sluice.yaml", text)
        let told = try refusal(["--config", file.path])
        #expect(told.contains(file.path) && told.contains(message), "\(told)")
    }

    @Test(
        "a file that is not there, too long or no text is told as such; one of comments says nothing"
    )
    func unreadable() throws {
        let folder = try ImportFolder()
        #expect(try refusal(["--config", "no.yaml"]) == "no.yaml cannot be read")
        let wrong: [[UInt8]] = [[0xFF, 0xFE], Array(repeating: 0x23, count: (1 << 20) + 1)]
        for bytes in wrong {
            let file = try folder.write("bad.yaml", bytes: bytes)
            #expect(try refusal(["--config", file.path]).hasSuffix("UTF-8 and at most 1 MiB"))
        }
        let file = try folder.write("empty.yaml", "# port: 1\n")
        #expect(try resolve(["--config", file.path]).whole(.port) == 8080)
    }

    @Test("the environment is refused by name: unknown, of the wrong kind, empty")
    func environment() throws {
        #expect(
            try refusal([], ["SLUICE_PROT": "1"])
                == "unknown variable SLUICE_PROT; did you mean SLUICE_PORT?")
        #expect(
            try refusal([], ["SLUICE_PORT": "x"]) == "SLUICE_PORT x is not between 0 and 65535")
        #expect(try refusal([], ["SLUICE_LENDER": ""]) == "SLUICE_LENDER is empty")
        let others = SettingLayer.otherVariables.subtracting(["SLUICE_CONFIG"])
        let kept = Dictionary(uniqueKeysWithValues: others.map { ($0, "1") })
        _ = try resolve([], kept.merging(["PORT": "x"]) { first, _ in first })
    }

    @Test("sites that may frame pages are origins, told what was meant, and take TLS")
    func embedding() throws {
        let told = try refusal([
            "--embed-origins", "http://App.lender.example/shop, *", "--secure-cookies",
        ])
        #expect(
            told.split(separator: "\n") == [
                "--embed-origins http://App.lender.example/shop is no origin such as "
                    + "https://app.lender.example: did you mean https://app.lender.example?",
                "--embed-origins * is no origin such as https://app.lender.example",
            ], "\(told)")
        let one = ["--embed-origins", "https://app.lender.example"]
        #expect(try refusal(one).hasPrefix("--embed-origins needs --tls-certificate"))
        let two = try resolve(
            ["--embed-origins", "https://a.example,https://b.example:8443"]
                + ["--secure-cookies"])
        #expect(two.embedOrigins.map(\.text) == ["https://a.example", "https://b.example:8443"])
        #expect(try resolve().embedOrigins.isEmpty)
    }

    @Test("all that is wrong is told at once; what does not go together after that")
    func several() throws {
        let told = try refusal(
            ["--port", "x", "--host", "0.0.0.0"], ["SLUICE_MAX_ORDERS": "0"])
        #expect(told.split(separator: "\n").count == 2, "\(told)")
        let conflicts = try refusal(["--host", "0.0.0.0"], ["SLUICE_FOLLOWER_SECONDS": "3"])
        #expect(
            conflicts.split(separator: "\n") == [
                "--host 0.0.0.0 is beyond this machine: say --beyond-loopback if you mean it",
                "SLUICE_FOLLOWER_SECONDS says nothing without --wait-for-follower",
            ], "\(conflicts)")
    }

    @Test("what the settings say reaches the engine")
    func engine() throws {
        let options = try resolve([
            "--max-orders", "5", "--journal-mib", "2", "--journal-hours", "3",
            "--scrub-hours", "4", "--snapshot-events", "6", "--wait-for-follower", "other",
        ])
        #expect(options.engineOptions.capacity.ordersMax == 5)
        #expect(options.engineOptions.rowFiling.bytesMax == 2 << 20)
        #expect(options.engineOptions.snapshotEventsMin == 6)
        #expect(options.follower?.path == "other")
        #expect(options.follower?.waitNs == 2_000_000_000)
    }

    @Test("every variable that begins as ours do is a setting or listed as another's")
    func variables() throws {
        let root = Surroundings.packageRoot
        var named: Set<String> = []
        let folders = ["Sources", "Tests", "Makefile", "scripts", "deploy"]
        for folder in folders {
            for file in Self.files(below: root.appending(path: folder)) {
                guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
                for match in text.matches(of: /\bSLUICE_[A-Z_]+[A-Z]\b/) {
                    named.insert(String(match.output))
                }
            }
        }
        let known = SettingLayer.otherVariables.union(Setting.allCases.map(\.variable))
        // A guard of a header, and the mistakes above.
        let none: Set = ["SLUICE_FAULTS_H", "SLUICE_PROT"]
        #expect(named.subtracting(known).subtracting(none) == [])
    }

    private static func files(below place: URL) -> [URL] {
        guard
            let all = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)
        else { return [place] }
        return [place] + all.compactMap { $0 as? URL }
    }
}
