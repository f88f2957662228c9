import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts/{id}/limits`: what the lender grants, for good or for a time.
struct LimitsController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/accounts/{id}/limits", .changeLimits, handle: set),
            Route(
                .delete, "/v1/accounts/{id}/limits/{limit}", .changeLimits, query: ["id"],
                handle: end),
        ]
    }

    @Sendable private func set(_ call: Call) async throws -> Response {
        let body = try SetLimitRequest(body: try await call.body())
        return try await door.operate(
            on: door.account(call.part("id")), kind: body.kind, id: try call.id(body.id),
            for: call
        ) { account, operation in .setLimit(body.command(account, operation)) }
    }

    @Sendable private func end(_ call: Call) async throws -> Response {
        let limit = call.part("limit")
        return try await door.operate(
            on: door.account(call.part("id")), kind: .limitEnd,
            id: try call.id(try call.query.identifier("id")), status: .ok, for: call
        ) { account, operation in
            .endLimit(
                EndLimit(
                    account: account, operation: operation,
                    limit: KeyDerivation.accountOperation(account: account, name: limit)))
        }
    }
}

extension SetLimitRequest {
    var kind: AccountOperationKind { until == nil ? .limit : .temporaryLimit }

    func command(_ account: AccountKey, _ operation: OperationKey) -> SetLimit {
        SetLimit(
            account: account, operation: operation, limit: limit, until: until,
            scenario: scenario, reason: reason)
    }
}
