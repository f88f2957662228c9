import Logging
import ServiceLifecycle
import SluiceEngine

/// Sends spans that have ended to a collector, in batches, and never holds anybody up: what it does not
/// take at once is dropped and counted.
public final class SpanExporter: Service {
    /// Posts a document of OTLP/HTTP in JSON; waits no longer than `SpanLimits.timeoutSeconds`.
    /// - Returns: whether the collector took it.
    public typealias Sending = @Sendable (_ document: [UInt8]) async -> Bool

    private let tracer: SpanTracer
    private let resource: OTLPResource
    private let logger: Logger
    private let send: Sending

    public init(
        _ tracer: SpanTracer, resource: OTLPResource, logger: Logger,
        send: @escaping Sending
    ) {
        self.tracer = tracer
        self.resource = resource
        self.logger = logger
        self.send = send
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
        // What ended last is sent too: a task of its own is not cancelled with this one.
        _ = await Task { await self.flush() }.value
    }

    private func loop() async {
        var takes = true
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(SpanLimits.pauseMs))
            takes = await flush(after: takes)
        }
    }

    /// Sends all that waits.
    /// - Parameter took: whether the collector took what came before; its failure is told once.
    /// - Returns: whether it took these.
    @discardableResult
    func flush(after took: Bool = true) async -> Bool {
        var takes = took
        while true {
            let spans = tracer.queue.take()
            guard !spans.isEmpty else { return takes }
            let isTaken = await send(resource.document(of: spans))
            tracer.queue.count(spans.count, areSent: isTaken)
            if takes, !isTaken { logger.warning("spans are not taken by the collector") }
            takes = isTaken
        }
    }
}
