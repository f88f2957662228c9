import SluiceCore

extension Line {
    /// The standard policy with what the options change of it, of all scenarios alike.
    func policy() throws -> Policy {
        var policy = Policy.standard
        if option("surplus") == "keep" { policy.refundSurplus = .keep }
        policy.refundOnCancel = option("refundOnCancel") == "true"
        policy.refundOnReturn = option("refundOnReturn") != "false"
        if let parked = option("parkedMax") {
            policy.parkedFactsPerMerchantMax = UInt32(parked) ?? 0
        }
        if let cap = option("unlockCap") { policy.reviews.unlockCap = try money(cap) }
        if let raise = option("raiseMax") { policy.twoPersons.limitRaiseMax = try money(raise) }
        if has("alone") {
            policy.twoPersons = TwoPersonPolicy(
                corrections: false, forcedCaptures: false, policyAdoption: false,
                limitRaiseMax: nil)
        }
        if has("gate") { policy.gate.isOn = true }
        if let tier = option("tier") {
            policy.gate.defaultTier = try choice(tier, of: RiskTier.self)
        }
        if let most = option("adjustmentMax") { policy.gate.adjustmentMax = try money(most) }
        if let undo = option("undo") { policy.reviews.undoNs = try span(undo) }
        if has("stepUp") { policy.reviews.stepUpNs = 10 * Span.minuteNs }
        if has("deaf") { policy.feeds.outages = false }
        if has("norepairs") { policy.repairs.isOn = false }
        if let proof = option("proof") { policy.feeds.proofFacts = UInt8(proof) ?? 0 }
        if let lead = option("proofLead") { policy.feeds.proofLeadNs = try span(lead) }
        if let cap = option("cap") { policy.repairs.merchantDailyMax = try money(cap) }
        if let cap = option("capAll") { policy.repairs.dailyMax = try money(cap) }
        for index in policy.scenarios.indices {
            if let silent = option("silent") {
                policy.scenarios[index].silentAfterNs = try span(silent)
            }
            if let captureOn = option("captureOn") {
                policy.scenarios[index].captureOn = try choice(captureOn, of: CaptureOn.self)
            }
            if let late = option("late") {
                policy.scenarios[index].lateCapture = try choice(late, of: LateCapture.self)
            }
            if let tolerance = option("tolerance") {
                policy.scenarios[index].toleranceBasisPoints = UInt16(tolerance) ?? 0
            }
            if let lead = option("lead") {
                policy.scenarios[index].guaranteeLeadNs = min(
                    try span(lead), policy.scenarios[index].timeToLiveNs)
            }
        }
        return policy
    }
}
