import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The way every operation on an account goes.
extension Door {
    /// Does something to an account under an id of its own and answers with both.
    func operate(
        on account: Keyed<AccountTag>, kind: AccountOperationKind, id: String,
        status: HTTPResponse.Status = .created, for call: Call,
        _ body: (AccountKey, OperationKey) -> Command.Body
    ) async throws -> Response {
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.accountOperation(account: account.key, name: id), id)
        let answer = try await submit(
            body(account.key, operation.key), names: [operation.name], for: call)
        return try respond(answer, kind: kind, id: id, status: status, for: call)
    }

    /// The answer to an operation on an account.
    func respond(
        _ answer: Answer, kind: AccountOperationKind, id: String,
        status: HTTPResponse.Status = .created, for call: Call
    ) throws -> Response {
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let record = answer.account else {
            // The account, and what is taken back, ended or paid, are in the path.
            let isInPath = outcome.code.problem?.status == 404
            throw outcome.code.refusal(field: isInPath ? nil : outcome.field())
        }
        let operation = KeyDerivation.accountOperation(account: record.key, name: id)
        let restriction = record.restrictions.first { $0.key == operation }
        let done = OperationDocument(
            id: id, kind: kind.code, amount: outcome.amount, sequence: outcome.sequence,
            decision: restriction.map {
                Decision(
                    restriction: $0.kind, by: call.principal.role, at: $0.since,
                    noticeWithinNs: naming.notices.withinNs(nil))
            })
        let document = naming.document(record)
        return .json(status, sequence: record.sequence, isReplay: outcome.isReplay) { writer in
            writer.object { writer in
                writer.name("operation")
                done.write(to: &writer, in: call.language)
                writer.name("account")
                document.write(to: &writer)
            }
        }
    }
}
