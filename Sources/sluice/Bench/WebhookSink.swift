import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Takes webhooks of this machine and knows which came, by their ids.
///
/// It does as little as a receiver can, for it shares the cores with the sender.
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

    /// Listens on a free port of this machine until the channel is closed.
    func serve() async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(WebhookSinkHandler { self.take($0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

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

/// Answers 204 to each request, and tells the id of its message.
private final class WebhookSinkHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let take: (String) -> Void

    init(take: @escaping (String) -> Void) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): take(head.headers.first(name: "webhook-id") ?? "")
        case .body: break
        case .end:
            let head = HTTPResponseHead(version: .http1_1, status: .noContent)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
