import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts/{id}/payouts/{payout}/payments`: surplus of refunds that was paid out.
struct PayoutsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/accounts/{id}/payouts/{payout}/payments", .recordPayouts,
                handle: pay)
        ]
    }

    @Sendable private func pay(_ call: Call) async throws -> Response {
        let body = try IdentifierRequest(body: try await call.body())
        // The key itself: the refund's name alone would not tell of which hold it is.
        let payout = OperationKey(hexadecimal: call.part("payout"))
        return try await door.operate(
            on: door.account(call.part("id")), kind: .payout, id: try call.id(body.id), for: call
        ) { account, operation in
            .payOut(PayOut(account: account, operation: operation, payout: payout ?? .none))
        }
    }
}
