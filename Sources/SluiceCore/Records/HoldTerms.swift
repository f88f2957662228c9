/// What a placement says of a hold once and for ever. Holds of a merchant mostly say the same, and share
/// it.
public struct HoldTerms: Hashable, Sendable {
    public var merchant: MerchantKey
    public var purpose: Code
    public var scenario: Code
    /// Whether the placement named its scenario: part of the content of the id.
    public var isScenarioNamed: Bool
    /// Carried to what becomes of a capture.
    public var plan: Code?
    /// Whether captures may exceed the amount, within policy's tolerance.
    public var hasConsent: Bool
    /// Counts the holds on one natural key, from 1.
    public var generation: UInt32
    /// How the hold came from another one, and which.
    public var link: HoldLink
    public var linked: HoldKey
    public var currency: Currency
    public var captureOn: CaptureOn
    /// The version of the policy its terms come from.
    public var policyVersion: UInt32

    public var retryOf: HoldKey { link == .retryOf ? linked : .none }
}

/// Names the terms where they are, in a record and in the event that brings them.
public protocol HasHoldTerms {
    var terms: Shared<HoldTerms> { get }
}

extension HasHoldTerms {
    public var merchant: MerchantKey { terms.value.merchant }
    public var purpose: Code { terms.value.purpose }
    public var scenario: Code { terms.value.scenario }
    public var isScenarioNamed: Bool { terms.value.isScenarioNamed }
    public var plan: Code? { terms.value.plan }
    public var hasConsent: Bool { terms.value.hasConsent }
    public var generation: UInt32 { terms.value.generation }
    public var link: HoldLink { terms.value.link }
    public var linked: HoldKey { terms.value.linked }
    public var currency: Currency { terms.value.currency }
    public var captureOn: CaptureOn { terms.value.captureOn }
    public var policyVersion: UInt32 { terms.value.policyVersion }
}
