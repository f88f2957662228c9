import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct Proposals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List proposals and approve them, on a directory whose engine is stopped.",
        discussion: """
            The rules are those of the server: the key's person is not the proposer, and neither \
            of the two is the account's owner. While the engine runs, GET /v1/proposals and POST \
            /v1/proposals/ID/approval do the same.
            """,
        subcommands: [List.self, Approve.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List proposals.")

        @OptionGroup var data: DataOption
        @OptionGroup var key: KeyOption

        @Flag(help: "Also those that are closed or expired.")
        var all = false

        @Flag(help: "Print a JSON object a line.")
        var json = false

        func run() async throws {
            try await Proposals.reporting(data) { desk, keys in
                _ = try key.principal(in: keys, may: \.mayReadProposals)
                let found = try await Self.every(desk, isOpen: all ? nil : true)
                if json {
                    for document in found { Terminal.out(document.json) }
                    return
                }
                Terminal.out(TextTable.format(Self.rows(found), textColumns: 7))
            }
        }

        private static func every(
            _ desk: ProposalDesk, isOpen: Bool?
        ) async throws -> [ProposalDocument] {
            var found: [ProposalDocument] = []
            while true {
                let page = try await desk.list(
                    ProposalFilter(
                        isOpen: isOpen, after: found.last?.sequence ?? 0, limit: 1_000))
                if page.isEmpty { return found }
                found += page
            }
        }

        private static func rows(_ found: [ProposalDocument]) -> [[String]] {
            let head = ["id", "state", "kind", "about", "proposer", "expires", "sequence"]
            return [head]
                + found.map {
                    [
                        $0.id, $0.state.rawValue, $0.command.kind,
                        $0.command.account ?? $0.command.hold ?? "-", $0.proposer,
                        RFC3339.format($0.expiresAt.ns), OpaqueSequence.encode($0.sequence),
                    ]
                }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve a proposal: its command runs as if given now.",
            discussion: "Read it first: `sluice proposals list --json` shows what it would do.")

        @OptionGroup var data: DataOption
        @OptionGroup var key: KeyOption

        @Argument(help: "The id of the proposal.")
        var id: String

        @Option(help: "The sequence of the proposal as it was read.")
        var sequence: String

        func validate() throws {
            if let fault = FieldRules.identifierFault(id) { throw ValidationError("ID: \(fault)") }
            guard OpaqueSequence.decode(sequence) != nil else {
                throw ValidationError("--sequence is the sequence that list shows")
            }
        }

        func run() async throws {
            try await Proposals.reporting(data) { desk, keys in
                let principal = try key.principal(in: keys, may: \.mayDecideProposals)
                let answer = try await desk.approve(
                    id, sequence: OpaqueSequence.decode(sequence) ?? 0, by: principal)
                let outcome = answer.outcome
                guard outcome.code.isSuccess else {
                    let field = outcome.field == .none ? nil : outcome.field.code
                    Terminal.error("\(outcome.code.code): \(outcome.code.detail(field: field))")
                    throw ExitCode(1)
                }
                Terminal.out(outcome.isReplay ? "approved before" : "approved")
                if let document = try await desk.proposal(id) { Terminal.out(document.json) }
            }
        }
    }

    /// Runs on a directory nobody else is in; tells how a running engine is asked.
    private static func reporting(
        _ data: DataOption, _ body: (ProposalDesk, KeyStore) async throws -> Void
    ) async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let keys: KeyStore
            let opened: DataDirectory
            do {
                keys = try KeyStore(directory: data.path)
                opened = try DataDirectory.open(
                    data.path,
                    birth: Birth(
                        journal: CreateJournal(mode: .live, lender: "lender", zone: "UTC"),
                        policy: .standard))
            } catch let error as KeyStoreError {
                throw JournalError(.unavailable, "\(error)")
            } catch let error as JournalError where error.code == .locked {
                throw JournalError(.locked, "\(error.detail); ask it: /v1/proposals")
            }
            defer { opened.engine.stop() }
            do {
                try await body(ProposalDesk(engine: opened.engine), keys)
            } catch let refusal as EngineRefusal {
                Terminal.error("\(refusal)")
                throw ExitCode(1)
            }
        }
    }
}

/// The key of who asks.
struct KeyOption: ParsableArguments {
    @Option(
        name: .customLong("key"),
        help: "An API key of a person, or - to read it from standard input.")
    var text: String

    /// - Throws: a message if the key is unknown or has not the right.
    func principal(in keys: KeyStore, may right: KeyPath<Principal, Bool>) throws -> Principal {
        let given = text == "-" ? readLine() ?? "" : text
        guard let principal = keys.principal(ofKey: given) else {
            Terminal.error("the key is unknown or revoked")
            throw ExitCode(1)
        }
        guard principal[keyPath: right] else {
            Terminal.error("a key of role \(principal.role.code) may not do this")
            throw ExitCode(1)
        }
        return principal
    }
}

extension ProposalDocument {
    fileprivate var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}
