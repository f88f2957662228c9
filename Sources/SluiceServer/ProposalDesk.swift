import SluiceAPI
import SluiceCore
import SluiceEngine

/// Proposals as every door shows and decides them: HTTP, and the command line on a directory.
///
/// Who may approve what is the ledger's to say; the desk only asks the rights of the key.
public struct ProposalDesk: Sendable {
    let engine: Engine
    let clock: WallClock

    private var naming: Naming { Naming(engine) }

    public init(engine: Engine, clock: WallClock = .system) {
        self.engine = engine
        self.clock = clock
    }

    /// Proposals in the order they were made.
    /// - Throws: `EngineRefusal`.
    public func list(_ filter: ProposalFilter) async throws -> [ProposalDocument] {
        let answer = try await engine.read(.proposals(filter))
        return try await documents(of: answer)
    }

    /// - Returns: nil if there is none of this name.
    /// - Throws: `EngineRefusal`.
    public func proposal(_ id: String) async throws -> ProposalDocument? {
        let answer = try await engine.read(.proposal(KeyDerivation.proposal(id)))
        return try await documents(of: answer).first
    }

    /// Lets a proposed command run, as if its approver gave it now.
    /// - Parameter sequence: of the proposal as the approver read it.
    /// - Throws: `EngineRefusal`.
    public func approve(
        _ id: String, sequence: UInt64, by principal: Principal, trace: TraceID = .none
    ) async throws -> Answer {
        try await engine.submit(
            Envelope(
                principal, on: engine.calendar.date(of: clock.now()), trace: trace
            ).submission(
                .approve(Approve(proposal: KeyDerivation.proposal(id), sequence: sequence)),
                names: []))
    }

    /// The proposals of an answer, as of its time.
    func documents(of answer: Answer) async throws -> [ProposalDocument] {
        var documents: [ProposalDocument] = []
        for proposal in answer.proposals {
            documents.append(
                ProposalDocument(
                    id: naming.proposal(proposal.key),
                    state: proposal.state(at: answer.time),
                    command: try await document(of: proposal.command),
                    proposer: naming.subject(proposal.proposer),
                    proposedAt: proposal.proposedAt, expiresAt: proposal.expiresAt,
                    approver: proposal.isOpen ? nil : naming.subject(proposal.approver),
                    outcome: proposal.isOpen ? nil : proposal.outcome,
                    sequence: proposal.proposedSequence))
        }
        return documents
    }

    private func document(of command: Command.Body) async throws -> ProposedCommandDocument {
        switch command {
        case .setLimit(let body):
            var document = ProposedCommandDocument(kind: command.proposalKind)
            document.account = naming.account(body.account)
            document.id = naming.operation(body.operation)
            document.limit = body.limit
            document.until = body.until
            document.scenario = body.scenario
            document.reason = body.reason
            return document
        case .correct(let body):
            var document = try await document(command.proposalKind, of: body.hold, body.operation)
            document.from = body.from
            document.to = body.to
            document.amount = body.amount
            return document
        case .capture(let body):
            var document = try await document(command.proposalKind, of: body.hold, body.operation)
            document.amount = body.amount
            document.lines = body.lines.map {
                OrderDocument.Line(line: naming.line($0.line), amount: $0.amount)
            }
            document.isFinal = body.isFinal
            document.isForced = body.isForced
            document.lateHold = body.lateHold.isNone ? nil : naming.hold(body.lateHold)
            return document
        case .repairHolds(let body):
            var document = ProposedCommandDocument(kind: command.proposalKind)
            document.detector = body.detector
            document.id = body.targets.first.map { naming.operation($0.operation) }
            for target in body.targets {
                let merchant = try await engine.read(.hold(target.hold)).hold?.merchant
                document.targets.append(
                    RepairRequest.Target(
                        merchant: merchant.map(naming.merchant) ?? "",
                        hold: naming.hold(target.hold)))
            }
            return document
        case .adoptPolicy(let policy):
            var document = ProposedCommandDocument(kind: command.proposalKind)
            document.policy = policy
            return document
        default: preconditionFailure("the ledger keeps no proposal of \(command)")
        }
    }

    private func document(
        _ kind: String, of hold: HoldKey, _ operation: OperationKey
    ) async throws -> ProposedCommandDocument {
        var document = ProposedCommandDocument(kind: kind)
        // Ids of holds belong to their merchant, which the command does not name.
        document.merchant = try await engine.read(.hold(hold)).hold.map {
            naming.merchant($0.merchant)
        }
        document.hold = naming.hold(hold)
        document.id = naming.operation(operation)
        return document
    }
}

extension ProposalRecord {
    fileprivate func state(at time: Instant) -> ProposalDocument.State {
        if !isOpen { return .closed }
        return isOpen(at: time) ? .open : .expired
    }
}
