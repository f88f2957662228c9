import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The way every operation on a hold goes.
extension Door {
    /// What an operation is made of once its keys are derived.
    struct HoldOperationKeys: Sendable {
        var merchant: MerchantKey
        var hold: HoldKey
        var operation: OperationKey
        var lines: [LineAmount]
    }

    /// The command of an operation, with what goes beside it.
    struct HoldCommand: Sendable {
        var body: Command.Body
        /// Names of what the operation makes.
        var names: Names = []
        var text: Text?
        /// Holds to be shown beside the one operated on.
        var children: [HoldKey] = []
    }

    /// Does something to the hold of the path and answers with the operation and the hold.
    func operate(
        _ kind: HoldOperationKind, id given: String?, lines named: [NamedLine] = [],
        for call: Call, _ body: (HoldOperationKeys) -> Command.Body
    ) async throws -> Response {
        try await operate(kind, id: try call.id(given), lines: named, for: call) { keys in
            HoldCommand(body: body(keys))
        }
    }

    func operate(
        _ kind: HoldOperationKind, id: String, lines named: [NamedLine] = [],
        status: HTTPResponse.Status = .created, for call: Call,
        command: (HoldOperationKeys) async throws -> HoldCommand
    ) async throws -> Response {
        let merchant = try merchant(of: call).key
        let hold = try hold(of: call)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: hold.key, name: id), id)
        let (lines, lineNames) = try await keys(of: named, on: hold.key)
        let command = try await command(
            HoldOperationKeys(
                merchant: merchant, hold: hold.key, operation: operation.key, lines: lines))
        let answer = try await submit(
            command.body, names: [operation.name] + lineNames + command.names,
            text: command.text, about: hold.key, for: call)
        return try await respond(
            answer, status: status,
            OperationDocument(
                id: id, kind: kind.code, amount: answer.outcome.amount,
                sequence: answer.outcome.sequence), children: command.children, for: call)
    }

    /// The answer to an operation on a hold.
    func respond(
        _ answer: Answer, status: HTTPResponse.Status = .created, _ done: OperationDocument,
        children: [HoldKey] = [], for call: Call
    ) async throws -> Response {
        let outcome = answer.outcome
        let document = answer.document(naming)
        guard outcome.code.isSuccess, let document else {
            let extra = document.map { $0.extra(in: call.language) }
            let problem = outcome.code.refusal(field: outcome.field(), extra: extra)
            var response = problem.response(isReplay: outcome.isReplay)
            if let document {
                response.headers[.sluiceSequence] = OpaqueSequence.encode(document.sequence)
            }
            return response
        }
        var others: [HoldDocument] = []
        for child in children {
            if let other = try await engine.read(.hold(child)).document(naming) {
                others.append(other)
            }
        }
        return .json(status, sequence: document.sequence, isReplay: outcome.isReplay) { writer in
            writer.object { writer in
                writer.name("operation")
                done.write(to: &writer, in: call.language)
                writer.name("hold")
                document.write(to: &writer, in: call.language)
                guard !others.isEmpty else { return }
                writer.name("children")
                writer.array { writer in
                    for other in others { other.write(to: &writer, in: call.language) }
                }
            }
        }
    }

    // MARK: Lines

    /// Lines have the order of the hold as their scope, so naming one takes a look at the hold.
    /// - Returns: the keys, and the names of lines the hold does not have yet.
    func keys(
        of lines: [NamedLine], on hold: HoldKey
    ) async throws -> (lines: [LineAmount], names: Names) {
        guard !lines.isEmpty else { return ([], []) }
        guard let record = try await engine.read(.hold(hold)).hold else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        var names: Names = []
        let keys = lines.map { line in
            let key = key(of: line.line, on: record)
            if !record.lines.contains(where: { $0.key == key }) {
                names.append(Name(NamedKey(.line, key), line.line))
            }
            return LineAmount(line: key, amount: line.amount)
        }
        return (keys, names)
    }

    /// A line that an increment added has the increment's name, which derives another key.
    private func key(of line: String, on hold: HoldRecord) -> LineKey {
        let key = KeyDerivation.line(order: hold.order, name: line)
        if hold.lines.contains(where: { $0.key == key }) { return key }
        return hold.lines.first { naming.line($0.key) == line }?.key ?? key
    }
}
