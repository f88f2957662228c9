import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

/// Two persons on a directory whose engine is stopped.
@Suite("Two persons on the command line", .blocking)
struct ProposalsTests {
    /// What the line of a proposal tells.
    private struct Proposal: Decodable, Equatable {
        struct Command: Decodable, Equatable { var kind: String }
        var id: String
        var state: String
        var command: Command
        var proposer: String
        var approver: String?
        var outcome: String?
        var sequence: String
    }

    private let folder: ImportFolder
    private var data: URL { folder.file("data") }
    /// One command of each kind that may take two persons.
    private let commands: [Command.Body]

    private static let account = KeyDerivation.account(lender: "lender", name: "A-1")
    private static let merchant = KeyDerivation.merchant("M")

    /// A stopped directory with an account and holds, and a proposal by
    /// alice of each command, named by its kind.
    init() async throws {
        folder = try ImportFolder()
        try FileManager.default.createDirectory(
            at: folder.file("data"), withIntermediateDirectories: true)
        let (captured, released) = (Self.hold("H-1"), Self.hold("H-2"))
        var next = Policy.standard
        next.refundOnCancel = true
        commands = [
            .setLimit(
                SetLimit(
                    account: Self.account, operation: Self.operation("L"),
                    limit: Money(minor: 500_000), reason: .limitRequested)),
            .correct(
                CorrectHold(
                    hold: captured, operation: KeyDerivation.operation(hold: captured, name: "C"),
                    from: .captured, to: .released, amount: Money(minor: 10))),
            .capture(
                CaptureHold(
                    hold: released, operation: KeyDerivation.operation(hold: released, name: "F"),
                    amount: Money(minor: 20), isForced: true, lateHold: Self.hold("H-3"))),
            .repairHolds(
                RepairHolds(
                    detector: .linesDone,
                    targets: [
                        RepairTarget(
                            hold: Self.hold("H-4"),
                            operation: KeyDerivation.operation(hold: Self.hold("H-4"), name: "R"))
                    ])),
            .adoptPolicy(next),
        ]
        try await prepare(captured, released)
    }

    private func prepare(_ captured: HoldKey, _ released: HoldKey) async throws {
        var policy = Policy.standard
        policy.twoPersons.limitRaiseMax = .zero
        policy.twoPersons.repairsMax = .zero
        // The promise ends at once: a remainder may be given back.
        for index in policy.scenarios.indices {
            policy.scenarios[index].guaranteeLeadNs = policy.scenarios[index].timeToLiveNs
        }
        let opened = try DataDirectory.open(
            data.path,
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "UTC"),
                policy: policy))
        defer { opened.engine.stop() }
        let currency = try #require(Currency("CNY"))
        try await give(
            [
                .openAccount(
                    OpenAccount(
                        account: Self.account, currency: currency, limit: Money(minor: 1_000),
                        owner: KeyDerivation.subject("A-1"))),
                Self.place(captured, order: "O-1", currency),
                Self.place(released, order: "O-2", currency),
                .capture(
                    CaptureHold(
                        hold: captured,
                        operation: KeyDerivation.operation(hold: captured, name: "c"))),
                .release(
                    ReleaseHold(
                        hold: released,
                        operation: KeyDerivation.operation(hold: released, name: "r"),
                        reason: .merchantVoid)),
                Self.place(Self.hold("H-4"), order: "O-4", currency, lines: [Self.line]),
                .recordFact(
                    RecordFact(
                        fact: .named("f"), source: .named("shop"), merchant: Self.merchant,
                        order: KeyDerivation.order(merchant: Self.merchant, name: "O-4"),
                        kind: .lineShipped, occurredAt: .epoch,
                        lines: [LineAmount(line: Self.line.line, amount: Money(minor: 40))])),
            ], Actor(role: .lender), to: opened.engine)
        let alice = Actor(
            role: .operator, subject: KeyDerivation.subject("alice"), credential: 1,
            isPerson: true)
        let proposals = commands.map { command in
            Command.Body.propose(
                Propose(
                    proposal: KeyDerivation.proposal(CommandKinds.word(command)),
                    command: command))
        }
        try await give(proposals, alice, to: opened.engine)
    }

    private func give(
        _ bodies: [Command.Body], _ actor: Actor, to engine: Engine
    ) async throws {
        let date = engine.calendar.date(of: WallClock.system.now())
        for body in bodies {
            var names: Names = [Name(NamedKey(.subject, KeyDerivation.subject("alice")), "alice")]
            if case .propose(let proposed) = body {
                let word = CommandKinds.word(proposed.command)
                names.append(Name(NamedKey(.proposal, proposed.proposal), word))
            }
            let command = Command(actor: actor, businessDate: date, body: body)
            let answer = try await engine.submit(Submission(command: command, names: names))
            try #require(answer.outcome.code.isSuccess, "\(body): \(answer.outcome)")
        }
    }

    private static func hold(_ name: String) -> HoldKey {
        KeyDerivation.hold(merchant: merchant, name: name)
    }

    private static func operation(_ name: String) -> OperationKey {
        KeyDerivation.accountOperation(account: account, name: name)
    }

    private static func place(
        _ hold: HoldKey, order: String, _ currency: Currency, lines: [PlaceLine] = []
    ) -> Command.Body {
        .place(
            PlaceHold(
                hold: hold, account: account, merchant: merchant,
                order: KeyDerivation.order(merchant: merchant, name: order),
                amount: Money(minor: 100), currency: currency, lines: lines))
    }

    private static let line = PlaceLine(line: .named("L-1"), amount: Money(minor: 100))

    private func key(_ role: String, _ person: String? = nil) throws -> String {
        let made = try SluiceProcess.run(
            ["keys", "create", "--role", role, "--name", "bob", "--data", data.path]
                + (person.map { ["--person", $0] } ?? []))
        try #require(made.status == 0, "\(made.error)")
        return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func list(_ words: String..., with known: String? = nil) throws -> [Proposal] {
        let key = try known ?? key("auditor")
        let ending = try SluiceProcess.run(
            ["proposals", "list", "--json", "--data", data.path, "--key", key] + words)
        try #require(ending.status == 0, "\(ending.error)")
        return try ending.output.split(separator: "\n").map {
            try JSONDecoder.forAnswers.decode(Proposal.self, from: Data($0.utf8))
        }
    }

    private func approve(
        _ id: String, _ sequence: String, key: String
    ) throws -> SluiceProcess.Ending {
        try SluiceProcess.run(
            "proposals", "approve", id, "--sequence", sequence, "--data", data.path, "--key", key)
    }

    @Test("every kind of command that may take two persons is tried")
    func kinds() {
        #expect(Set(commands.map(CommandKinds.word)) == CommandKinds.needingTwo)
    }

    @Test("the rules are those of the ledger: nobody approves alone, whatever the command")
    func approval() throws {
        let open = try list()
        #expect(open.map(\.id) == commands.map(CommandKinds.word))
        #expect(open.allSatisfy { $0.state == "open" && $0.proposer == "alice" })
        #expect(open.map(\.id) == open.map(\.command.kind))
        let bob = try key("operator", "bob")
        let refusals = [
            (try key("lender", "alice"), "SAME_PERSON"), (try key("operator"), "PERSON_NEEDED"),
            (try key("auditor", "bob"), "403: forbidden"), ("sk_x", "401: unauthenticated"),
        ]
        let owner = try key("operator", "A-1")
        for proposal in open {
            for (key, text) in refusals {
                let ending = try approve(proposal.id, proposal.sequence, key: key)
                #expect(ending.status == 1 && ending.error.contains(text), "\(ending.error)")
            }
            let others = open.filter { $0.sequence != proposal.sequence }
            let other = try approve(proposal.id, others[0].sequence, key: bob)
            #expect(other.status == 1 && other.error.contains("ID_CONFLICT"), "\(other.error)")
            if proposal.command.kind != "policy" {
                let ending = try approve(proposal.id, proposal.sequence, key: owner)
                #expect(ending.status == 1 && ending.error.contains("BENEFICIARY"))
            }
        }
        #expect(try list() == open)

        let carol = try key("operator", "carol")
        for proposal in open {
            let done = try approve(proposal.id, proposal.sequence, key: bob)
            #expect(done.status == 0, "\(done.error)")
            #expect(try approve(proposal.id, proposal.sequence, key: bob).status == 0)
            let second = try approve(proposal.id, proposal.sequence, key: carol)
            #expect(second.status == 1 && second.error.contains("PROPOSAL_CLOSED"))
        }
        #expect(try list().isEmpty)
        let closed = try list("--all")
        #expect(closed.allSatisfy { $0.state == "closed" && $0.approver == "bob" })
        #expect(closed.allSatisfy { $0.outcome == "APPLIED" })
    }

    @Test("while an engine runs on the directory, that is asked")
    func inUse() throws {
        // A server sees keys that are made while it runs a moment later.
        let (auditor, bob) = (try key("auditor"), try key("operator", "bob"))
        let stopped = try list(with: auditor)
        let server = try ServerProcess(data)
        #expect(try list(with: auditor) == stopped)
        let approved = try approve(stopped[0].id, stopped[0].sequence, key: bob)
        #expect(approved.status == 0, "\(approved.error)")
        #expect(try list(with: auditor).count == stopped.count - 1)
        _ = try server.stop()
    }
}
