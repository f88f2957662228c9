import Foundation
import Histogram
import NIOCore
import NIOPosix
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Clients of event streams, each of one account, and how late they see what happened.
///
/// They look at the bytes of a stream for the time of each event and at nothing else, for they share the
/// cores with the server. How late is told by the event's own time, which is that of the decision, before
/// it was made durable: what is measured is never less than from the commit.
final class FeedClients: Sendable {
    private struct State {
        var events = 0
        var latencies = Histogram<UInt64>(
            highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    }

    private let port: Int
    private let key: String
    private let state = Mutex(State())

    init(port: Int, key: String) {
        self.port = port
        self.key = key
    }

    var events: Int { state.withLock { $0.events } }

    /// The latency below which a share of all events since the last `forget` were seen.
    func latencyMs(percentile: Double) -> Double {
        state.withLock { Double($0.latencies.valueAtPercentile(percentile)) / 1e6 }
    }

    func forget() { state.withLock { $0 = State() } }

    /// Follows the events of an account until the task is cancelled.
    /// - Parameter opened: told once the stream is there.
    func follow(_ account: String, opened: @escaping @Sendable () -> Void) async throws {
        let request =
            "GET /v1/accounts/\(account)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Authorization: Bearer \(key)\r\n\r\n"
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        FeedReader(opened: opened) { self.see($0, at: Self.now) })
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: request))
        try await withTaskCancellationHandler {
            try await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
        if !Task.isCancelled { throw FeedClientsError() }
    }

    private func see(_ time: Int64, at now: Int64) {
        state.withLock { state in
            state.events += 1
            state.latencies.record(UInt64(max(0, now - time)))
        }
    }

    private static var now: Int64 { WallClock.system.now().ns }
}

/// A stream ended by itself, or was none.
struct FeedClientsError: Error, CustomStringConvertible {
    var description: String { "a stream of events ended" }
}

/// Finds the times of events in a stream.
private final class FeedReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let good = Array("HTTP/1.1 200 ".utf8)
    private static let event = Array("data: {".utf8)
    private static let time = Array("\"time\":\"".utf8)

    private let opened: @Sendable () -> Void
    private let seen: (Int64) -> Void
    private var isOpen = false
    /// What came after the last whole line.
    private var rest: [UInt8] = []

    init(opened: @escaping @Sendable () -> Void, seen: @escaping (Int64) -> Void) {
        self.opened = opened
        self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        rest += unwrapInboundIn(data).readableBytesView
        if !isOpen, rest.count >= Self.good.count {
            guard rest.starts(with: Self.good) else { return context.close(promise: nil) }
            isOpen = true
            opened()
        }
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return }
        for line in rest[...end].split(separator: UInt8(ascii: "\n"))
        where line.starts(with: Self.event) {
            guard let place = line.firstRange(of: Self.time) else { continue }
            let text = line[place.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
            if let time = RFC3339.parse(String(decoding: text, as: UTF8.self)) { seen(time) }
        }
        rest.removeSubrange(...end)
    }
}
