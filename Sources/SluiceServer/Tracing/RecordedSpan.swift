import Synchronization
import Tracing

/// A span under way. Safe to use from any thread; it counts once it has ended, and once only.
///
/// Events and links are not kept: nothing here makes any.
public final class RecordedSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var isError = false
        var hasEnded = false
    }

    public let context: InstrumentationContext
    let place: TraceParent
    private let parent: UInt64
    private let kind: SpanKind
    private let beganNs: UInt64
    private let state: Mutex<State>
    private let queue: SpanQueue

    init(
        _ name: String, _ kind: SpanKind, at place: TraceParent, under parent: UInt64,
        context: InstrumentationContext, beganNs: UInt64, queue: SpanQueue
    ) {
        self.context = context
        self.place = place
        self.parent = parent
        self.kind = kind
        self.beganNs = beganNs
        self.queue = queue
        state = Mutex(State(name: name))
    }

    public var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    public var isRecording: Bool { place.isSampled && !state.withLock { $0.hasEnded } }

    public func setStatus(_ status: SpanStatus) {
        state.withLock { $0.isError = status.code == .error }
    }

    public func addEvent(_ event: SpanEvent) {}

    public func addLink(_ link: SpanLink) {}

    /// Keeps the kind of the error alone: its text may hold anything.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        state.withLock { $0.attributes["error.type"] = "\(type(of: error))" }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let endedNs = instant().nanosecondsSinceEpoch
        let finished: FinishedSpan? = state.withLock { state in
            guard !state.hasEnded, place.isSampled else { return nil }
            state.hasEnded = true
            return FinishedSpan(
                name: state.name, kind: kind, place: place, parent: parent, beganNs: beganNs,
                endedNs: max(beganNs, endedNs), attributes: state.attributes,
                isError: state.isError)
        }
        if let finished { queue.add(finished) }
    }
}
