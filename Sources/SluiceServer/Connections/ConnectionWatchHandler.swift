import NIOCore
import NIOHTTPTypes
import SluiceCore

/// Closes a connection that its watch says has to end. Runs on the event loop of its channel.
final class ConnectionWatchHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let gate: ConnectionGate
    fileprivate var watch = ConnectionWatch(
        at: ConnectionWatchHandler.nowNs,
        graceNs: .random(in: 0...ConnectionLimits.graceSeconds * Span.secondNs))
    private var timer: Scheduled<Void>?
    private var isOver = false

    init(gate: ConnectionGate) { self.gate = gate }

    fileprivate static var nowNs: Int64 { Int64(NIODeadline.now().uptimeNanoseconds) }

    func handlerAdded(context: ChannelHandlerContext) {
        try? context.pipeline.syncOperations.addHandler(ByteProbe(self), position: .first)
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var fault: ConnectionWatch.Fault?
        switch unwrapInboundIn(data) {
        case .head: fault = watch.head(at: Self.nowNs)
        case .body(let bytes): fault = watch.body(bytes.readableBytes)
        case .end: watch.end(at: Self.nowNs)
        }
        if let fault { return close(context, fault) }
        if !isOver { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            watch.answered(at: Self.nowNs)
            schedule(context)
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        watch.writable(context.channel.isWritable, at: Self.nowNs)
        schedule(context)
        context.fireChannelWritabilityChanged()
    }

    fileprivate func read(_ count: Int, _ context: ChannelHandlerContext) {
        if let fault = watch.read(count) { close(context, fault) } else { schedule(context) }
    }

    fileprivate func close(_ context: ChannelHandlerContext, _ fault: ConnectionWatch.Fault) {
        guard !isOver else { return }
        isOver = true
        timer?.cancel()
        gate.closed(fault)
        context.close(promise: nil)
    }

    /// Looks again at the deadline there is now; one timer at a time, set anew when it has gone off.
    private func schedule(_ context: ChannelHandlerContext) {
        guard timer == nil, !isOver, let deadline = watch.deadline else { return }
        // A later deadline may give way to a nearer one: it is looked for as often as a head may take.
        let lookNs = Self.nowNs + ConnectionLimits.headSeconds * Span.secondNs
        timer = context.eventLoop.assumeIsolated().scheduleTask(
            deadline: .uptimeNanoseconds(UInt64(max(0, min(deadline.atNs, lookNs))))
        ) {
            self.timer = nil
            guard let deadline = self.watch.deadline else { return }
            if deadline.atNs <= Self.nowNs {
                self.close(context, deadline.fault)
            } else {
                self.schedule(context)
            }
        }
    }
}

/// Sees bytes before they are taken apart: the first of a head, and how many there are of it.
private final class ByteProbe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let watcher: ConnectionWatchHandler

    init(_ watcher: ConnectionWatchHandler) { self.watcher = watcher }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        watcher.watch.heard(at: ConnectionWatchHandler.nowNs)
        context.fireChannelRead(data)
        watcher.read(count, context)
    }
}
