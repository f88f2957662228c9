import ArgumentParser
import SluiceAPI
import SluiceCore

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, show, compare and adopt policies.",
        discussion: """
            A policy is the lender's rules: terms of holds, deadlines, what takes two persons. It \
            is a YAML file; `sluice policy show --standard` prints one to copy.

            Example: sluice policy diff standard ./data
            """,
        subcommands: [Check.self, Show.self, Diff.self, PolicyAdoptCommand.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy file; a fault is told with file, line and key.",
            discussion: "Exit code 1 if the file cannot be read or a rule is wrong.")

        @Argument(help: "The policy file.")
        var file: String

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        func run() async throws {
            do throws(PolicyError) {
                let policy = try PolicyFile.load(file)
                if json { return Terminal.out(Self.json(file, nil)) }
                let names = policy.scenarios.map(\.name.text).joined(separator: ", ")
                Terminal.out("\(file): sound; scenarios: \(names)")
            } catch {
                if json { Terminal.out(Self.json(file, error)) } else { Terminal.error("\(error)") }
                throw ExitCode(1)
            }
        }

        private static func json(_ file: String, _ error: PolicyError?) -> [UInt8] {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("file", file)
                writer.member("sound", error == nil)
                guard let error else { return }
                if error.line > 0 { writer.member("line", Int64(error.line)) }
                writer.member("message", error.message)
            }
            return writer.bytes
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the policy in force, or one of its versions, as YAML.",
            discussion: """
                Of a directory it reads the journal alone, and may run beside an engine; with --url it \
                asks a running engine, with a key that may read policies.

                Example: sluice policy show --url http://127.0.0.1:8080
                """)

        @OptionGroup var data: DataOption

        @Option(
            help: ArgumentHelp("Ask the engine that listens there instead.", valueName: "url"))
        var url: String?

        @Option(help: "With --url, an API key, or - to read it; else SLUICE_KEY.")
        var key: String?

        @Flag(help: "The shipped policy instead, with comments.")
        var standard = false

        @Option(help: "A version of the directory's policy; by default the one in force.")
        var version: UInt32?

        @Flag(help: "Print {version, policy} as one JSON object.")
        var json = false

        func validate() throws {
            guard !standard || version == nil else {
                throw ValidationError("--version is of a directory: not with --standard")
            }
            guard url == nil || !standard else {
                throw ValidationError("--standard asks nobody: not with --url")
            }
        }

        func run() async throws {
            try await PolicySource.reporting {
                if standard {
                    if json { return Terminal.out(Self.json(.standard)) }
                    return Terminal.out(String(ShippedPolicies.standard.dropLast()))
                }
                if let url { return try await show(of: url) }
                try data.requireJournal()
                let found = try PolicySource.policy(in: data.path, version: version)
                if json { return Terminal.out(Self.json(found.policy)) }
                Terminal.out(
                    "# version \(found.policy.version), adopted "
                        + RFC3339.format(found.adoptedAt.ns))
                Terminal.out(String(PolicyFile.text(of: found.policy).dropLast()))
            }
        }

        /// Shows the policy of a running engine as that of a directory is shown.
        private func show(of url: String) async throws {
            let words = ["--url", url] + (key.map { ["--key", $0] } ?? [])
            try await EngineDoorOptions.parse(words).run(.asks) { engine in
                let path = version.map { "/v1/policy/versions/\($0)" } ?? "/v1/policy"
                let document = try await engine.get(path)
                if json { return Terminal.out(document.bytes) }
                var reader = try ObjectReader(body: document["policy"].bytes)
                let policy = try Policy(&reader)
                Terminal.out("# version \(document["version"].number ?? 0)")
                Terminal.out(String(PolicyFile.text(of: policy).dropLast()))
            }
        }

        private static func json(_ policy: Policy) -> [UInt8] {
            var writer = JSONWriter()
            policy.writeVersion(to: &writer)
            return writer.bytes
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what changes from one policy to another, and for whom.",
            discussion: """
                Each is a file, `standard`, a data directory (the policy in force) or DIR@N, \
                version N of one. Exit code 0 whether they differ or not.
                """)

        @Argument(help: "The old policy.")
        var old: String

        @Argument(help: "The new policy.")
        var new: String

        @Flag(help: "Print one JSON object a line, one a key.")
        var json = false

        func run() async throws {
            try await PolicySource.reporting {
                let changes = try PolicySource.load(old).changes(to: PolicySource.load(new))
                for change in changes {
                    if json { Terminal.out(Self.json(change)) } else { Self.tell(change) }
                }
                if changes.isEmpty, !json { Terminal.out("no difference") }
            }
        }

        private static func tell(_ change: PolicyChange) {
            Terminal.out("\(change.key): \(change.old ?? "-") → \(change.new ?? "-")")
            Terminal.out("    \(change.effect)")
        }

        private static func json(_ change: PolicyChange) -> [UInt8] {
            var writer = JSONWriter()
            change.write(to: &writer)
            return writer.bytes
        }
    }
}
