import Tracing

private enum PlaceKey: InstrumentationContextKey {
    typealias Value = TraceParent
    static var nameOverride: String? { "sluice.place" }
}

extension InstrumentationContext {
    /// The span at hand; nil where nothing is recorded.
    var place: TraceParent? {
        get { self[PlaceKey.self] }
        set { self[PlaceKey.self] = newValue }
    }
}
