import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/refunds`: captured principal given back.
struct RefundsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/refunds", .moveHolds, query: ["merchant"],
                handle: refund)
        ]
    }

    @Sendable private func refund(_ call: Call) async throws -> Response {
        let body = try RefundRequest(body: try await call.body())
        return try await door.operate(.refund, id: body.id, for: call) {
            .refund(door.refund(body, $0))
        }
    }
}

extension Door {
    /// The command of a refund.
    func refund(_ body: RefundRequest, _ keys: HoldOperationKeys) -> RefundHold {
        RefundHold(
            hold: keys.hold, operation: keys.operation, amount: body.amount, reason: body.reason)
    }
}
