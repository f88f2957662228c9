import SluiceCore
import Tracing

/// Makes spans and hands on where they stand, by W3C Trace Context.
///
/// Whether a trace is recorded is decided where it begins: who sent a `traceparent` has decided; of
/// the others a share is. What is not recorded costs a look at the header and nothing else.
public final class SpanTracer: Tracer {
    let queue = SpanQueue()
    /// Traces below it are recorded; the upper half of their ids is as good as random.
    private let threshold: UInt64
    private let isEverySampled: Bool
    private let random: @Sendable () -> UInt64

    /// - Parameters:
    ///   - share: of the traces that begin here, from 0 to 1.
    ///   - random: of ids.
    public init(
        share: Double, random: @escaping @Sendable () -> UInt64 = { .random(in: 1 ... .max) }
    ) {
        isEverySampled = share >= 1
        threshold = share >= 1 ? .max : UInt64(max(0, share) * 0x1p64)
        self.random = random
    }

    /// Where what begins now is to stand; nil if it is not recorded.
    /// - Parameter parent: who asked; nil where nobody said.
    func context(under parent: TraceParent?) -> InstrumentationContext? {
        guard let place = parent ?? newTrace(), place.isSampled else { return nil }
        var context = InstrumentationContext.topLevel
        context.place = place
        return context
    }

    private func newTrace() -> TraceParent? {
        let high = random()
        guard isEverySampled || high < threshold else { return nil }
        return TraceParent(trace: TraceID(high: high, low: random()), span: 0, isSampled: true)
    }

    // MARK: Tracer

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind, at instant: @autoclosure () -> Instant, function: String,
        file fileID: String, line: UInt
    ) -> RecordedSpan {
        var own = context()
        let parent =
            own.place ?? newTrace() ?? TraceParent(trace: .none, span: 0, isSampled: false)
        var place = parent
        place.span = random()
        own.place = place
        return RecordedSpan(
            operationName, kind, at: place, under: parent.span, context: own,
            beganNs: instant().nanosecondsSinceEpoch, queue: queue)
    }

    /// Does nothing: the exporter sends what waits when the server stops.
    public func forceFlush() {}

    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context.place, place.isSampled else { return }
        injector.inject(place.header, forKey: "traceparent", into: &carrier)
        if let state = place.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        context.place = TraceParent(
            extractor.extract(key: "traceparent", from: carrier),
            state: extractor.extract(key: "tracestate", from: carrier))
    }
}

/// Headers as a client of ours is handed them.
struct HeaderInjector: Injector {
    func inject(
        _ value: String, forKey key: String, into carrier: inout [(name: String, value: String)]
    ) {
        carrier.append((key, value))
    }
}
