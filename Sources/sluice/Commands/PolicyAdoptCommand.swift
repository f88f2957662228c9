import ArgumentParser
import SluiceAPI
import SluiceCore

struct PolicyAdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Make a policy file the policy in force.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is changed itself. Where the policy in force says that this takes two persons, it is \
            proposed in the name of the key's person, and another person approves it within 24 hours: \
            `sluice proposals approve`. Holds keep the terms of their placement. With --dry-run it is \
            only told what would change.

            Exit codes: 0 adopted, in force already, or proposed; 1 refused, or the file is wrong; 69 \
            nobody answers.

            Example: sluice policy adopt policy.yaml --dry-run
            """)

    @Argument(help: "The policy file.")
    var file: String

    @OptionGroup var door: EngineDoorOptions

    @Option(help: "The id of the proposal; by default one of its own for this content and day.")
    var id: String?

    @Flag(help: "Only tell what would change.")
    var dryRun = false

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func validate() throws {
        if let id, let fault = FieldRules.identifierFault(id) {
            throw ValidationError("--id: \(fault)")
        }
    }

    func run() async throws {
        try await PolicySource.reporting {
            let policy = try PolicyFile.load(file)
            try await door.run(.changes) { engine in
                let adoption = PolicyAdoption(engine: engine, policy: policy)
                if dryRun { return tell(try await adoption.compare()) }
                tell(try await adoption.run(id: id), engine)
            }
        }
    }

    private func tell(_ compared: JSONValue) {
        if json { return Terminal.out(compared.bytes) }
        let changes = compared["changes"].elements
        for change in changes {
            let (old, new) = (change["old"].text ?? "-", change["new"].text ?? "-")
            Terminal.out("\(change["key"].text ?? ""): \(old) → \(new)")
            Terminal.out("    \(change["effect"].text ?? "")")
        }
        if changes.isEmpty { Terminal.out("no difference") }
        if compared["needs_approval"] == .bool(true) { Terminal.out("It takes two persons.") }
    }

    private func tell(_ result: PolicyAdoption.Result, _ engine: EngineDoor) {
        if json { return Terminal.out(Self.json(result)) }
        switch result {
        case .adopted(let version): Terminal.out("adopted   version \(version)")
        case .unchanged(let version):
            Terminal.out("unchanged the policy is in force already, version \(version)")
        case .proposed(let id, let sequence, let expiresAt):
            Terminal.out("proposed  \(id)")
            Terminal.out("sequence  \(sequence)")
            Terminal.out("until     \(expiresAt)")
            Terminal.out(
                "Another person approves it: sluice proposals approve \(id) --sequence "
                    + "\(sequence) \(engine.option) --key KEY")
        }
    }

    private static func json(_ result: PolicyAdoption.Result) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            switch result {
            case .adopted(let version):
                writer.member("result", "adopted")
                writer.member("version", version)
            case .unchanged(let version):
                writer.member("result", "unchanged")
                writer.member("version", version)
            case .proposed(let id, let sequence, let expiresAt):
                writer.member("result", "proposed")
                writer.member("proposal", id)
                writer.member("sequence", sequence)
                writer.member("expires_at", expiresAt)
            }
        }
        return writer.bytes
    }
}

extension EngineDoor {
    /// The option by which another command asks the same engine.
    fileprivate var option: String {
        switch way {
        case .http(_, let url): "--url \(url)"
        case .directory(_, let path): "--data \(path)"
        }
    }
}
