import SluiceCore
import SluiceEngine
import Tracing

extension SpanTracer {
    /// Makes the spans of what the engine did for a request, from the times it noted: nothing of tracing
    /// is done by its own threads.
    func stages(under context: InstrumentationContext) -> RequestWatcher {
        RequestWatcher { times in
            let beganAt = times.beganAt ?? times.endedAt
            self.stage("sluice.lane", context, times.cameAt, beganAt, lane: times.lane)
            guard let appliedAt = times.appliedAt else { return }
            self.stage("sluice.apply", context, beganAt, appliedAt)
            self.stage("sluice.commit", context, appliedAt, times.endedAt)
        }
    }

    private func stage(
        _ name: String, _ context: InstrumentationContext, _ from: Instant, _ to: Instant,
        lane: Lane? = nil
    ) {
        let span = startSpan(name, context: context, at: SpanInstant(from))
        if let lane { span.attributes["sluice.lane"] = lane.code }
        span.end(at: SpanInstant(to))
    }
}

/// A time of day as spans have it.
private struct SpanInstant: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    init(_ instant: Instant) { nanosecondsSinceEpoch = UInt64(max(0, instant.ns)) }

    static func < (left: Self, right: Self) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}
