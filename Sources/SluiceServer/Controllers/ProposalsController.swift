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
        let (command, names) = try await door.command(of: body.command)
        let answer = try await door.submit(
            .propose(Propose(proposal: proposal.key, command: command)),
            names: [proposal.name] + names, for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let document = try await desk.documents(of: answer).first
        else { throw outcome.code.refusal(field: outcome.field()) }
        return .json(.accepted, sequence: outcome.sequence, isReplay: outcome.isReplay) {
            document.write(to: &$0)
        }
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let (cursor, limit) = try door.page(call)
        let filter = ProposalFilter(
            isOpen: try call.query.flag("open"), after: cursor, limit: limit + 1)
        let found = try await desk.list(filter)
        return .json(sequence: found.last?.sequence) { writer in
            writer.object { writer in
                writer.name("proposals")
                writer.array { writer in
                    for document in found.prefix(limit) { document.write(to: &writer) }
                }
                if found.count > limit {
                    writer.member("next", OpaqueSequence.encode(found[limit - 1].sequence))
                }
            }
        }
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        guard let document = try await desk.proposal(call.part("id")) else {
            throw OutcomeCode.proposalNotFound.refusal()
        }
        return .json(sequence: document.sequence) { document.write(to: &$0) }
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
        return try door.respond(answer, to: proposal.command, for: call)
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
    /// The command a proposal asks for, with the names it is the first to use.
    fileprivate func command(
        of proposed: ProposedCommand
    ) async throws -> (command: Command.Body, names: [Name]) {
        switch proposed {
        case .limit(let account, let body):
            let account = self.account(account)
            let operation = Keyed<OperationTag>(
                .operation, KeyDerivation.accountOperation(account: account.key, name: body.id),
                body.id)
            return (.setLimit(body.command(account.key, operation.key)), [operation.name])
        case .correction(let body):
            let (hold, operation) = keys(body.merchant, body.hold, body.id)
            let command = CorrectHold(
                hold: hold, operation: operation.key, from: body.from, to: body.to,
                amount: body.amount)
            return (.correct(command), [operation.name])
        case .capture(let body):
            let (hold, operation) = keys(body.merchant, body.hold, body.id)
            let late = body.lateHold.map {
                Keyed<HoldTag>(
                    .hold, KeyDerivation.hold(merchant: merchant(body.merchant).key, name: $0), $0)
            }
            let command = CaptureHold(
                hold: hold, operation: operation.key, amount: body.amount,
                lines: try await keys(of: body.lines, on: hold), isFinal: body.isFinal,
                isForced: true, lateHold: late?.key ?? .none)
            return (.capture(command), [operation.name] + (late.map { [$0.name] } ?? []))
        }
    }

    private func keys(
        _ merchant: String, _ hold: String, _ operation: String
    ) -> (hold: HoldKey, operation: Keyed<OperationTag>) {
        let hold = KeyDerivation.hold(merchant: self.merchant(merchant).key, name: hold)
        return (
            hold,
            Keyed(.operation, KeyDerivation.operation(hold: hold, name: operation), operation)
        )
    }

    /// What the door of a command would answer.
    fileprivate func respond(
        _ answer: Answer, to command: Command.Body, for call: Call
    ) throws -> Response {
        switch command {
        case .setLimit(let body):
            return try respond(
                answer, kind: body.until == nil ? .limit : .temporaryLimit,
                id: naming.operation(body.operation))
        case .correct(let body):
            return try respond(answer, operation(.correction, body.operation, answer), for: call)
        case .capture(let body):
            return try respond(answer, operation(.capture, body.operation, answer), for: call)
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
