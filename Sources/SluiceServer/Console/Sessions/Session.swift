import SluiceCore

/// Somebody who was let in, and until when.
struct Session: Sendable {
    let token: String
    let principal: Principal
    /// What every form of the session carries: a page of somebody else does not know it.
    let csrf: String
    /// Part of the ids of what it does: two people who do the same do two things.
    let tag: String
    let beganNs: Int64
    var seenNs: Int64
    /// The caller it was found out about last; nil where there is none.
    var call: VerifiedCall?

    /// The call in which an account is shown in full; nil where it is masked.
    func verified(_ account: AccountKey) -> VerifiedCall? {
        guard let call, call.account == account, seenNs < call.endsNs else { return nil }
        return call
    }

    /// Whether it has ended, by a clock that only rises.
    func hasEnded(at nowNs: Int64) -> Bool {
        let isConsumer = principal.role == .consumer
        let span = isConsumer ? ConsoleLimits.consumerSessionNs : ConsoleLimits.staffSessionNs
        let idle = isConsumer ? ConsoleLimits.consumerIdleNs : ConsoleLimits.staffIdleNs
        return nowNs - beganNs >= span || nowNs - seenNs >= idle
    }
}
