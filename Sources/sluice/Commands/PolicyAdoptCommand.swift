import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct PolicyAdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Make a policy file the policy in force.",
        discussion: """
            Where the policy in force says that this takes two persons, it is proposed in the name \
            of the key's person, and another person approves it within 24 hours: `sluice \
            proposals approve`. Holds keep the terms of their placement. Needs the engine \
            stopped; while it runs, POST /v1/policy and /v1/proposals do the same.

            Exit codes: 0 adopted, in force already, or proposed; 1 refused, or the file is wrong.

            Example: sluice policy adopt policy.yaml --key -
            """)

    @Argument(help: "The policy file.")
    var file: String

    @OptionGroup var data: DataOption

    @OptionGroup var key: KeyOption

    @Option(help: "The id of the proposal; by default one of its own for this content and day.")
    var id: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func validate() throws {
        if let id, let fault = FieldRules.identifierFault(id) {
            throw ValidationError("--id: \(fault)")
        }
    }

    func run() async throws {
        try data.requireJournal()
        try await PolicySource.reporting {
            do {
                let policy = try PolicyFile.load(file)
                let principal = try key.principal(
                    in: KeyStore(directory: data.path), may: \.mayAdoptPolicy)
                try await tell(adopt(policy, principal))
            } catch let refusal as EngineRefusal {
                Terminal.error("\(refusal)")
                throw ExitCode(1)
            } catch let error as KeyStoreError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            } catch let error as JournalError where error.code == .locked {
                throw JournalError(
                    .locked, "\(error.detail); ask it: POST /v1/policy or /v1/proposals")
            }
        }
    }

    private func adopt(
        _ policy: Policy, _ principal: Principal
    ) async throws -> PolicyAdoption.Result {
        // Not looked at: there is a journal.
        let birth = Birth(
            journal: CreateJournal(mode: .live, lender: Import.lender, zone: "UTC"),
            policy: policy)
        let opened = try DataDirectory.open(data.path, birth: birth)
        defer { opened.engine.stop() }
        return try await PolicyAdoption(engine: opened.engine, principal: principal)
            .run(policy, id: id)
    }

    private func tell(_ result: PolicyAdoption.Result) throws {
        if json { Terminal.out(Self.json(result)) }
        switch result {
        case .refused(let code):
            Terminal.error("\(code.code): \(code.detail(field: nil, to: .staff))")
            throw ExitCode(1)
        case _ where json: break
        case .adopted(let version): Terminal.out("adopted   version \(version)")
        case .unchanged(let version):
            Terminal.out("unchanged the policy is in force already, version \(version)")
        case .proposed(let id, let sequence, let expiresAt):
            let sequence = OpaqueSequence.encode(sequence)
            Terminal.out("proposed  \(id)")
            Terminal.out("sequence  \(sequence)")
            Terminal.out("until     \(RFC3339.format(expiresAt.ns))")
            Terminal.out(
                "Another person approves it: sluice proposals approve \(id) --sequence "
                    + "\(sequence) --data \(data.path) --key KEY")
        }
    }

    private static func json(_ result: PolicyAdoption.Result) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            switch result {
            case .adopted(let version):
                writer.member("result", "adopted")
                writer.member("version", Int64(version))
            case .unchanged(let version):
                writer.member("result", "unchanged")
                writer.member("version", Int64(version))
            case .proposed(let id, let sequence, let expiresAt):
                writer.member("result", "proposed")
                writer.member("proposal", id)
                writer.member("sequence", OpaqueSequence.encode(sequence))
                writer.member("expires_at", expiresAt)
            case .refused(let code):
                writer.member("result", "refused")
                writer.member("code", code.code)
            }
        }
        return writer.bytes
    }
}
