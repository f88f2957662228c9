import HTTPTypes
import Hummingbird
import Logging
import SluiceCore
import Synchronization

/// Takes webhooks of this machine and knows which came, by their ids.
final class WebhookSink: Sendable {
    private struct State {
        var ids: Set<String> = []
        var requests = 0
        var first: ContinuousClock.Instant?
        var last: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// How many messages came, however often each.
    var received: Int { state.withLock { $0.ids.count } }

    var requests: Int { state.withLock { $0.requests } }

    /// From the first request to the newest.
    var seconds: Double {
        state.withLock { state in
            guard let first = state.first, let last = state.last else { return 0 }
            return (last - first) / .seconds(1)
        }
    }

    /// Serves until it is cancelled.
    /// - Parameter onRunning: told the port once it listens.
    func serve(onRunning: @escaping @Sendable (Int) -> Void) async throws {
        let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in
            self.take(request.headers[Self.identifier] ?? "")
            return Response(status: .noContent)
        }
        var logger = Logger(label: "sink")
        logger.logLevel = .critical
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { onRunning($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    private static let identifier: HTTPField.Name = {
        guard let name = HTTPField.Name("webhook-id") else {
            preconditionFailure("webhook-id is a header name")
        }
        return name
    }()

    private func take(_ id: String) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.ids.insert(id)
            state.requests += 1
            if state.first == nil { state.first = now }
            state.last = now
        }
    }
}
