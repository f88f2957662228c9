import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts/{id}/repayments`: principal paid back, and repayments that bounced.
struct RepaymentsController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/accounts/{id}/repayments", .recordRepayments, handle: repay),
            Route(
                .post, "/v1/accounts/{id}/repayments/{repayment}/reversals", .recordRepayments,
                handle: reverse),
        ]
    }

    @Sendable private func repay(_ call: Call) async throws -> Response {
        let body = try RepaymentRequest(body: try await call.body())
        return try await door.operate(
            on: door.account(call.part("id")), kind: .repayment, id: try call.id(body.id),
            for: call
        ) { account, operation in
            .repay(Repay(account: account, operation: operation, principal: body.principal))
        }
    }

    @Sendable private func reverse(_ call: Call) async throws -> Response {
        let body = try IdentifierRequest(body: try await call.body())
        let repayment = call.part("repayment")
        return try await door.operate(
            on: door.account(call.part("id")), kind: .reversal, id: try call.id(body.id),
            for: call
        ) { account, operation in
            .reverseRepayment(
                ReverseRepayment(
                    account: account, operation: operation,
                    repayment: KeyDerivation.accountOperation(account: account, name: repayment)))
        }
    }
}
