import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The way every operation on a hold goes.
extension Door {
    /// What an operation is made of once its keys are derived.
    struct HoldOperationKeys: Sendable {
        var hold: HoldKey
        var operation: OperationKey
        var lines: [LineAmount]
    }

    /// Does something to the hold of the path and answers with the operation and the hold.
    func operate(
        _ kind: HoldOperationKind, id given: String?, lines named: [NamedLine] = [],
        for call: Call, _ body: (HoldOperationKeys) -> Command.Body
    ) async throws -> Response {
        let id = try call.id(given)
        let hold = try hold(of: call)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: hold.key, name: id), id)
        let lines = try await keys(of: named, on: hold.key)
        let answer = try await submit(
            body(HoldOperationKeys(hold: hold.key, operation: operation.key, lines: lines)),
            names: [operation.name], for: call)
        return try respond(
            answer,
            OperationDocument(
                id: id, kind: kind.code, amount: answer.outcome.amount,
                sequence: answer.outcome.sequence), for: call)
    }

    /// The answer to an operation on a hold.
    func respond(
        _ answer: Answer, _ done: OperationDocument, for call: Call
    ) throws -> Response {
        let outcome = answer.outcome
        let document = answer.hold.map(naming.document)
        guard outcome.code.isSuccess, let document else {
            let extra = document.map { $0.extra(in: call.language) }
            let problem = outcome.code.refusal(field: outcome.field(), extra: extra)
            var response = problem.response(isReplay: outcome.isReplay)
            if let document {
                response.headers[.sluiceSequence] = OpaqueSequence.encode(document.sequence)
            }
            return response
        }
        return .json(.created, sequence: document.sequence, isReplay: outcome.isReplay) { writer in
            writer.object { writer in
                writer.name("operation")
                done.write(to: &writer)
                writer.name("hold")
                document.write(to: &writer, in: call.language)
            }
        }
    }

    /// Lines have the order of the hold as their scope, so naming one takes a look at the hold.
    func keys(of lines: [NamedLine], on hold: HoldKey) async throws -> [LineAmount] {
        guard !lines.isEmpty else { return [] }
        guard let order = try await engine.read(.hold(hold)).hold?.order else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        return lines.map {
            LineAmount(
                line: KeyDerivation.line(order: order, name: $0.line), amount: $0.amount)
        }
    }
}
