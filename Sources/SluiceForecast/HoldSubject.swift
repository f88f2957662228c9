import SluiceCore

/// What is known of a hold when it is placed, as far as it tells when the hold ends.
public struct HoldSubject: Hashable, Sendable {
    public var hold: HoldKey
    public var order: OrderKey
    public var scenario: Code
    public var captureOn: CaptureOn
    public var placedAt: Instant
    /// The hold's own end: no forecast is later.
    public var endsAt: Instant
    public var segments: Segments

    public init(
        hold: HoldKey, order: OrderKey, scenario: Code, captureOn: CaptureOn, placedAt: Instant,
        endsAt: Instant, segments: Segments
    ) {
        self.hold = hold
        self.order = order
        self.scenario = scenario
        self.captureOn = captureOn
        self.placedAt = placedAt
        self.endsAt = endsAt
        self.segments = segments
    }
}

/// The segments something belongs to, from the coarse to the fine; `.none` where none is known.
public struct Segments: Hashable, Sendable {
    /// Where it goes.
    public var region: AnyKey
    /// From where it goes there.
    public var route: AnyKey
    public var merchant: AnyKey

    public init(region: AnyKey = .none, route: AnyKey = .none, merchant: AnyKey = .none) {
        self.region = region
        self.route = route
        self.merchant = merchant
    }

    /// What a level has; `.none` where nothing is known.
    subscript(level: SegmentLevel) -> AnyKey {
        switch level {
        case .region: region
        case .route: route
        case .merchant: merchant
        }
    }
}

/// The levels of segments, parents first: each says what it adds to those before it.
public enum SegmentLevel: UInt8, Sendable, CaseIterable {
    case region = 1
    case route = 2
    case merchant = 3

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)
}
