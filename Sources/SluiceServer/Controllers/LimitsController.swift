import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts/{id}/limits`: what the lender grants.
struct LimitsController {
    let door: Door

    var routes: [Route] {
        [Route(.post, "/v1/accounts/{id}/limits", .changeLimits, handle: set)]
    }

    @Sendable private func set(_ call: Call) async throws -> Response {
        let body = try SetLimitRequest(body: try await call.body())
        return try await door.operate(
            on: door.account(call.part("id")), kind: .limit, id: try call.id(body.id), for: call
        ) { account, operation in
            .setLimit(
                SetLimit(
                    account: account, operation: operation, limit: body.limit,
                    reason: body.reason))
        }
    }
}

extension Door {
    /// Does something to an account under an id of its own and answers with both.
    func operate(
        on account: Keyed<AccountTag>, kind: AccountOperationKind, id: String, for call: Call,
        _ body: (AccountKey, OperationKey) -> Command.Body
    ) async throws -> Response {
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.accountOperation(account: account.key, name: id), id)
        let answer = try await submit(
            body(account.key, operation.key), names: [operation.name], for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let record = answer.account else {
            // The account and the repayment are in the path, not in the body.
            let isInPath = outcome.code.problem?.status == 404
            throw outcome.code.refusal(field: isInPath ? nil : outcome.field())
        }
        let restriction = record.restrictions.first { $0.key == operation.key }
        let done = OperationDocument(
            id: id, kind: kind.code, amount: outcome.amount, sequence: outcome.sequence,
            decision: restriction.map {
                Decision(restriction: $0.kind, by: call.principal.role, at: $0.since)
            })
        let document = naming.document(record)
        return .json(.created, sequence: record.sequence, isReplay: outcome.isReplay) { writer in
            writer.object { writer in
                writer.name("operation")
                done.write(to: &writer, in: call.language)
                writer.name("account")
                document.write(to: &writer)
            }
        }
    }
}
