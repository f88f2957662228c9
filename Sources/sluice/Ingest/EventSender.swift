import Foundation
import SluiceAPI
import SluiceClient

/// Why nothing can be told to the server any more.
struct IngestError: Error, CustomStringConvertible {
    var description: String
}

/// Tells events to a server: again where it refuses for now or does not answer, for a while.
struct EventSender {
    typealias Send = ([OrderEventRequest]) async throws -> [OrderEventResult]

    let send: Send
    /// Waits some seconds.
    let pause: (Int) async throws -> Void

    /// A server that could not be told for as long as it is tried.
    struct Silence: Error {
        var why: String
    }

    /// What each event came to.
    ///
    /// Errors: `Silence`; `IngestError` where the server refuses for good what is no fault of an
    /// event, as an unknown key.
    func results(of events: [OrderEventRequest]) async throws -> [OrderEventResult] {
        var silentSeconds = 1
        var attempt = 0
        while true {
            attempt += 1
            let why: String
            let seconds: Int
            do {
                return try await send(events)
            } catch let refusal as BatchRefusal {
                guard refusal.isRetryable else {
                    throw IngestError(description: "the server refuses: \(refusal)")
                }
                // Who is only asked to be slower is answered.
                if refusal.code == ProblemCode.rateLimited.rawValue { attempt = 0 }
                why = "the server refuses for now: \(refusal)"
                seconds = max(1, refusal.retryAfterSeconds ?? 1)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                why = "the server does not answer: \(error)"
                seconds = silentSeconds
                silentSeconds = min(2 * silentSeconds, IngestLimits.silentRetrySecondsMax)
            }
            guard attempt < IngestLimits.triesMax else { throw Silence(why: why) }
            try await pause(seconds)
        }
    }
}

extension EventSender {
    /// How many of the first of these events one request takes; at least one, if there is any.
    static func requestCount(of events: some Sequence<OrderEventRequest>) -> Int {
        var (count, bytes) = (0, 0)
        for event in events {
            bytes += event.bytesEstimated
            let isFull =
                count == IngestLimits.eventsPerRequestMax
                || bytes > IngestLimits.requestBytesMax
            if isFull, count > 0 { break }
            count += 1
        }
        return count
    }
}

extension OrderEventRequest {
    /// No less than what it takes as JSON, but for escapes.
    fileprivate var bytesEstimated: Int { 512 + lines.count * 128 }
}
