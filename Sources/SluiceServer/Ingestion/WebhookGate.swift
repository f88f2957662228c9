import SluiceAPI
import SluiceCore
import Synchronization

/// Bounds the webhooks of a merchant that are worked on at once, and so what they hold of memory.
final class WebhookGate: Sendable {
    private let inFlight = Mutex<[MerchantKey: Int]>([:])

    /// Runs `body` unless as many as allowed of the merchant run now.
    ///
    /// Errors: `overloaded`, for this merchant alone.
    func pass<Value>(
        _ merchant: MerchantKey, _ body: () async throws -> Value
    ) async throws -> Value {
        let isOpen = inFlight.withLock { inFlight in
            guard inFlight[merchant, default: 0] < ServerLimits.webhooksInFlightMax else {
                return false
            }
            inFlight[merchant, default: 0] += 1
            return true
        }
        guard isOpen else {
            throw Problem(
                .overloaded,
                detail: "At most \(ServerLimits.webhooksInFlightMax) webhooks of a merchant are "
                    + "worked on at once.", retryAfterSeconds: ServerLimits.retryAfterSeconds)
        }
        defer {
            inFlight.withLock { inFlight in
                let left = inFlight[merchant, default: 1] - 1
                inFlight[merchant] = left > 0 ? left : nil
            }
        }
        return try await body()
    }
}
