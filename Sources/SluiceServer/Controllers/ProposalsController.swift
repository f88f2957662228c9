import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/proposals`: commands that take two persons.
struct ProposalsController {
    let door: Door

    private var desk: ProposalDesk {
        ProposalDesk(engine: door.engine, clock: door.options.clock)
    }

    var routes: [Route] {
        [
            Route(.post, "/v1/proposals", .decideProposals, handle: propose),
            Route(
                .get, "/v1/proposals", .readProposals, query: ["open", "limit", "cursor"],
                handle: list),
            Route(.get, "/v1/proposals/{id}", .readProposals, handle: show),
            Route(.post, "/v1/proposals/{id}/approval", .decideProposals, handle: approve),
        ]
    }

    @Sendable private func propose(_ call: Call) async throws -> Response {
        let body = try ProposeRequest(body: try await call.body())
        let id = try call.id(body.id)
        let proposal = Keyed<ProposalTag>(.proposal, KeyDerivation.proposal(id), id)
        let proposed = try await door.command(of: body.command)
        let answer = try await door.submit(
            .propose(Propose(proposal: proposal.key, command: proposed.body)),
            names: [proposal.name] + proposed.names, text: proposed.text, about: proposed.hold,
            for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let document = try await desk.documents(of: answer).first
        else { throw outcome.code.refusal(field: outcome.field()) }
        return .json(.accepted, sequence: outcome.sequence, isReplay: outcome.isReplay) {
            document.write(to: &$0)
        }
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let isOpen = try call.query.flag("open")
        let desk = desk
        let listing = Listing(
            name: "proposals", columns: DocumentColumns.proposal,
            read: { cursor, limit in
                let filter = ProposalFilter(
                    isOpen: isOpen, after: try cursor.number(), limit: limit + 1)
                let found = try await desk.list(filter)
                return ListedPage(
                    items: Array(found.prefix(limit)),
                    next: found.count > limit ? [found[limit - 1].sequence] : nil, sequence: nil)
            }, write: { $0.write(to: &$1) })
        return try await door.show(listing, for: call)
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        guard let document = try await desk.proposal(call.part("id")) else {
            throw OutcomeCode.proposalNotFound.refusal()
        }
        return .document(for: call) { document.write(to: &$0) }
    }

    /// Answers as the door of the command would.
    @Sendable private func approve(_ call: Call) async throws -> Response {
        let body = try ApprovalRequest(body: try await call.body())
        let answer = try await desk.approve(
            call.part("id"), sequence: body.sequence, by: call.principal, trace: call.trace)
        guard let proposal = answer.proposals.first, !answer.outcome.code.isOfApproval else {
            throw answer.outcome.code.refusal()
        }
        if answer.outcome.field == .sequence {
            throw answer.outcome.code.refusal(field: answer.outcome.field())
        }
        return try await door.respond(answer, to: proposal.command, for: call)
    }
}

extension OutcomeCode {
    /// Whether it tells of an approval, not of the command approved.
    fileprivate var isOfApproval: Bool {
        switch self {
        case .proposalNotFound, .proposalClosed, .proposalExpired, .personNeeded, .samePerson,
            .beneficiary, .dayClosed:
            true
        default: false
        }
    }
}

extension Door {
    /// A command to be proposed, with what goes beside it.
    fileprivate struct Proposed {
        var body: Command.Body
        /// Names the command is the first to use.
        var names: Names
        var text: Text?
        /// The hold the text is about.
        var hold: HoldKey = .none
    }

    fileprivate func command(of proposed: ProposedCommand) async throws -> Proposed {
        switch proposed {
        case .limit(let name, let body):
            let account = self.account(name).key
            let operation = Keyed<OperationTag>(
                .operation, KeyDerivation.accountOperation(account: account, name: body.id),
                body.id)
            return Proposed(
                body: .setLimit(body.command(account, operation.key)), names: [operation.name])
        case .correction(let hold, let body):
            let (keys, names) = try await keys(of: hold)
            return Proposed(
                body: .correct(correction(body, keys)), names: names,
                text: Text(body.note, field: "command.note"), hold: keys.hold)
        case .capture(let hold, let body):
            let (keys, names) = try await keys(of: hold, lines: body.lines)
            let (command, lateHold) = capture(body, keys)
            return Proposed(body: .capture(command), names: names + [lateHold])
        case .repair(let detector, let body):
            let (command, names) = repair(detector, body, id: body.id ?? "")
            return Proposed(body: .repairHolds(command), names: names)
        case .policy(let policy): return Proposed(body: .adoptPolicy(policy), names: [])
        }
    }

    private func keys(
        of proposed: ProposedHold, lines named: [NamedLine] = []
    ) async throws -> (keys: HoldOperationKeys, names: Names) {
        let merchant = merchant(proposed.merchant).key
        let hold = KeyDerivation.hold(merchant: merchant, name: proposed.hold)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: hold, name: proposed.id), proposed.id)
        let (lines, names) = try await keys(of: named, on: hold)
        let keys = HoldOperationKeys(
            merchant: merchant, hold: hold, operation: operation.key, lines: lines)
        return (keys, [operation.name] + names)
    }

    /// What the door of a command would answer.
    fileprivate func respond(
        _ answer: Answer, to command: Command.Body, for call: Call
    ) async throws -> Response {
        switch command {
        case .setLimit(let body):
            return try respond(
                answer, kind: body.until == nil ? .limit : .temporaryLimit,
                id: naming.operation(body.operation), for: call)
        case .correct(let body):
            return try await respond(
                answer, operation(.correction, body.operation, answer), for: call)
        case .capture(let body):
            return try await respond(
                answer, operation(.capture, body.operation, answer), for: call)
        case .repairHolds(let body): return try await respond(answer, to: body, for: call)
        case .adoptPolicy: return try respondToAdoption(answer)
        default: preconditionFailure("the ledger keeps no proposal of \(command)")
        }
    }

    private func operation(
        _ kind: HoldOperationKind, _ key: OperationKey, _ answer: Answer
    ) -> OperationDocument {
        OperationDocument(
            id: naming.operation(key), kind: kind.code, amount: answer.outcome.amount,
            sequence: answer.outcome.sequence)
    }
}
