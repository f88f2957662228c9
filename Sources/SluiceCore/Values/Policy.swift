/// The lender's rules as one versioned value, adopted by a command.
///
/// Terms of a hold are those of the version in force at its placement; what happens to a refund's
/// surplus or on a cancellation after capture follows the newest version.
public struct Policy: Hashable, Sendable {
    /// Counts up by one with every adoption; 0 before the first.
    public var version: UInt32
    /// In ascending order of name; the first rule serves a hold that names no scenario only if
    /// it is `defaultScenario`.
    public var scenarios: [ScenarioPolicy]
    public var defaultScenario: Code
    /// What becomes of the part of a refund that exceeds what is owed.
    public var refundSurplus: RefundSurplus
    /// Whether a `cancelled` or `line_cancelled` fact after capture refunds what was captured.
    public var refundOnCancel: Bool
    /// Facts of orders not known yet, kept per merchant.
    public var parkedFactsPerMerchantMax: UInt32

    public init(
        version: UInt32, scenarios: [ScenarioPolicy], defaultScenario: Code,
        refundSurplus: RefundSurplus, refundOnCancel: Bool, parkedFactsPerMerchantMax: UInt32
    ) {
        self.version = version
        self.scenarios = scenarios.sorted { $0.name < $1.name }
        self.defaultScenario = defaultScenario
        self.refundSurplus = refundSurplus
        self.refundOnCancel = refundOnCancel
        self.parkedFactsPerMerchantMax = parkedFactsPerMerchantMax
    }

    public func scenario(_ name: Code) -> ScenarioPolicy? {
        scenarios.first { $0.name == name }
    }

    /// The defaults of domain.md §8.
    public static let standard = Policy(
        version: 1,
        scenarios: [
            ScenarioPolicy(name: .physical, timeToLiveNs: 30 * Span.dayNs, captureOn: .shipped),
            ScenarioPolicy(name: .virtual, timeToLiveNs: Span.dayNs, captureOn: .delivered),
            ScenarioPolicy(name: .preorder, timeToLiveNs: 180 * Span.dayNs, captureOn: .shipped),
            ScenarioPolicy(name: .service, timeToLiveNs: 30 * Span.dayNs, captureOn: .completed),
        ],
        defaultScenario: .physical,
        refundSurplus: .payout,
        refundOnCancel: false,
        parkedFactsPerMerchantMax: 10_000)
}

/// The terms of holds of one kind of sale.
public struct ScenarioPolicy: Hashable, Sendable {
    public var name: Code
    /// From placement to expiry.
    public var timeToLiveNs: Int64
    public var captureOn: CaptureOn

    public init(name: Code, timeToLiveNs: Int64, captureOn: CaptureOn) {
        self.name = name
        self.timeToLiveNs = timeToLiveNs
        self.captureOn = captureOn
    }
}

/// The order fact that turns held into owed; a later fact implies the earlier ones.
public enum CaptureOn: UInt8, Sendable, CaseIterable {
    case shipped = 1
    case delivered = 2
    case completed = 3

    public var code: String { "\(self)" }

    public init?(code: String) {
        guard let value = CaptureOn.allCases.first(where: { $0.code == code }) else { return nil }
        self = value
    }
}

/// What becomes of the part of a refund that exceeds what is owed.
public enum RefundSurplus: UInt8, Sendable, CaseIterable {
    /// Paid out to the consumer: an obligation of the lender.
    case payout = 1
    /// Kept as credit balance, used first at the next capture.
    case keep = 2

    public var code: String { "\(self)" }

    public init?(code: String) {
        guard let value = RefundSurplus.allCases.first(where: { $0.code == code }) else {
            return nil
        }
        self = value
    }
}
