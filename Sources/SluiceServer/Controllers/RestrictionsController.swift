import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts/{id}/restrictions`: bans on placing and incrementing.
struct RestrictionsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/accounts/{id}/restrictions", .restrictAccounts, handle: restrict),
            Route(
                .delete, "/v1/accounts/{id}/restrictions/{restriction}", .restrictAccounts,
                query: ["id"], handle: lift),
        ]
    }

    @Sendable private func restrict(_ call: Call) async throws -> Response {
        let body = try RestrictRequest(body: try await call.body())
        return try await door.operate(
            on: door.account(call.part("id")), kind: .restriction, id: try call.id(body.id),
            for: call
        ) { account, operation in
            .restrict(
                Restrict(
                    account: account, operation: operation, kind: body.kind,
                    reviewBy: body.reviewBy))
        }
    }

    @Sendable private func lift(_ call: Call) async throws -> Response {
        let restriction = call.part("restriction")
        return try await door.operate(
            on: door.account(call.part("id")), kind: .lift,
            id: try call.id(try call.query.identifier("id")), status: .ok, for: call
        ) { account, operation in
            .liftRestriction(
                LiftRestriction(
                    account: account, operation: operation,
                    restriction: KeyDerivation.accountOperation(
                        account: account, name: restriction)))
        }
    }
}
