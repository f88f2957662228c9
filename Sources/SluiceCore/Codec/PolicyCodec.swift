extension BatchWriter {
    mutating func policy(_ policy: Policy) {
        out.varint(UInt64(policy.version))
        list(policy.scenarios) { writer, scenario in writer.scenario(scenario) }
        out.text(policy.defaultScenario.text)
        out.byte(policy.refundSurplus.rawValue)
        out.flag(policy.refundOnCancel)
        out.flag(policy.refundOnReturn)
        out.varint(UInt64(policy.parkedFactsPerMerchantMax))
        let (reviews, returns) = (policy.reviews, policy.returns)
        for spanNs in [
            reviews.placementAutomaticNs, reviews.placementPersonNs, reviews.unlockNs,
            reviews.unlockHardStopNs, returns.goodsNs, returns.transitNs, returns.inspectionNs,
            returns.staffNs, policy.payoutWithinNs, policy.noticeWithinNs,
        ] { out.signed(spanNs) }
        out.money(reviews.unlockCap)
        out.flag(policy.twoPersons.corrections)
        out.flag(policy.twoPersons.forcedCaptures)
        out.flag(policy.twoPersons.policyAdoption)
        var mask = Mask()
        let hears = policy.hasFeedRules
        mask.add(policy.twoPersons.limitRaiseMax != nil)
        mask.add(hears)
        mask.add(policy.twoPersons.repairsMax != nil)
        mask.add(policy.hasGateRules)
        mask.add(policy.reviews.undoNs != 0)
        let levels = policy.serviceLevels
        mask.add(levels != .standard)
        mask.add(policy.reviews.stepUpNs != 0)
        mask.add(policy.hasThresholds)
        out.byte(mask.bits)
        if let amount = policy.twoPersons.limitRaiseMax { out.money(amount) }
        if hears { feedRules(policy) }
        if let amount = policy.twoPersons.repairsMax { out.money(amount) }
        if policy.hasGateRules {
            for scenario in policy.scenarios { out.varint(UInt64(scenario.riskPoints)) }
            gate(policy.gate)
        }
        if policy.reviews.undoNs != 0 { out.signed(policy.reviews.undoNs) }
        if levels != .standard {
            for spanNs in [levels.p95Ns, levels.p99Ns, levels.allNs] { out.signed(spanNs) }
        }
        if policy.reviews.stepUpNs != 0 { out.signed(policy.reviews.stepUpNs) }
        if policy.hasThresholds { thresholds(policy) }
    }

    private mutating func thresholds(_ policy: Policy) {
        for scenario in policy.scenarios {
            for points in [scenario.mediumFrom, scenario.highFrom] {
                out.flag(points != nil)
                if let points { out.varint(UInt64(points)) }
            }
        }
        let accounts = policy.gate.rules.newAccounts
        out.signed(accounts.forNs)
        out.varint(UInt64(accounts.mediumFrom))
        out.varint(UInt64(accounts.highFrom))
    }

    /// What policies did not have at first; a policy without any of it has the bytes it always had.
    private mutating func feedRules(_ policy: Policy) {
        for scenario in policy.scenarios { optionalSpan(scenario.silentAfterNs) }
        out.flag(policy.feeds.outages)
        out.signed(policy.feeds.outagePauseNs)
        out.byte(policy.feeds.proofFacts)
        out.signed(policy.feeds.proofLeadNs)
        out.flag(policy.repairs.isOn)
        optional(policy.repairs.merchantDailyMax)
        optional(policy.repairs.dailyMax)
    }

    private mutating func optionalSpan(_ spanNs: Int64?) {
        out.flag(spanNs != nil)
        if let spanNs { out.signed(spanNs) }
    }

    private mutating func scenario(_ scenario: ScenarioPolicy) {
        out.text(scenario.name.text)
        out.signed(scenario.timeToLiveNs)
        out.signed(scenario.maximumAgeNs)
        out.signed(scenario.guaranteeLeadNs)
        out.byte(scenario.captureOn.rawValue)
        out.varint(UInt64(scenario.toleranceBasisPoints))
        out.byte(scenario.lateCapture.rawValue)
    }
}

extension BatchReader {
    mutating func policy() throws(DecodeError) -> Policy {
        let version = try narrow(UInt32.self)
        let scenarios = try list { reader throws(DecodeError) in try reader.scenario() }
        let (defaultScenario, surplus) = (try code(), try input.value() as RefundSurplus)
        let (onCancel, onReturn) = (try input.flag(), try input.flag())
        let parkedMax = try narrow(UInt32.self)
        var spans: [Int64] = []
        for _ in 0..<10 { spans.append(try input.signed()) }
        var policy = Policy(
            version: version, scenarios: scenarios, defaultScenario: defaultScenario,
            refundSurplus: surplus, refundOnCancel: onCancel, refundOnReturn: onReturn,
            parkedFactsPerMerchantMax: parkedMax,
            reviews: ReviewPolicy(
                placementAutomaticNs: spans[0], placementPersonNs: spans[1], unlockNs: spans[2],
                unlockHardStopNs: spans[3], unlockCap: try input.money()),
            returns: ReturnPolicy(
                goodsNs: spans[4], transitNs: spans[5], inspectionNs: spans[6],
                staffNs: spans[7]),
            payoutWithinNs: spans[8], noticeWithinNs: spans[9],
            twoPersons: TwoPersonPolicy(
                corrections: try input.flag(), forcedCaptures: try input.flag(),
                policyAdoption: try input.flag(), limitRaiseMax: nil))
        var mask = try mask(8)
        if mask.next() { policy.twoPersons.limitRaiseMax = try input.money() }
        if mask.next() { try feedRules(of: &policy) }
        if mask.next() { policy.twoPersons.repairsMax = try input.money() }
        if mask.next() {
            for index in policy.scenarios.indices {
                policy.scenarios[index].riskPoints = try narrow(UInt16.self)
            }
            policy.gate = try gate()
        }
        if mask.next() { policy.reviews.undoNs = try input.signed() }
        if mask.next() {
            policy.serviceLevels = ServiceLevels(
                p95Ns: try input.signed(), p99Ns: try input.signed(), allNs: try input.signed())
        }
        if mask.next() { policy.reviews.stepUpNs = try input.signed() }
        if mask.next() { try thresholds(of: &policy) }
        return policy
    }

    private mutating func thresholds(of policy: inout Policy) throws(DecodeError) {
        for index in policy.scenarios.indices {
            policy.scenarios[index].mediumFrom = try optionalPoints()
            policy.scenarios[index].highFrom = try optionalPoints()
        }
        policy.gate.rules.newAccounts = NewAccounts(
            forNs: try input.signed(), mediumFrom: try narrow(UInt16.self),
            highFrom: try narrow(UInt16.self))
    }

    private mutating func optionalPoints() throws(DecodeError) -> UInt16? {
        try input.flag() ? try narrow(UInt16.self) : nil
    }

    private mutating func feedRules(of policy: inout Policy) throws(DecodeError) {
        for index in policy.scenarios.indices {
            policy.scenarios[index].silentAfterNs = try optionalSpan()
        }
        policy.feeds = FeedPolicy(
            outages: try input.flag(), outagePauseNs: try input.signed(),
            proofFacts: try input.byte(), proofLeadNs: try input.signed())
        policy.repairs = RepairPolicy(
            isOn: try input.flag(), merchantDailyMax: try optional(), dailyMax: try optional())
    }

    private mutating func optionalSpan() throws(DecodeError) -> Int64? {
        try input.flag() ? try input.signed() : nil
    }

    private mutating func scenario() throws(DecodeError) -> ScenarioPolicy {
        let (name, timeToLiveNs) = (try code(), try input.signed())
        let (maximumAgeNs, guaranteeLeadNs) = (try input.signed(), try input.signed())
        return ScenarioPolicy(
            name: name, timeToLiveNs: timeToLiveNs, maximumAgeNs: maximumAgeNs,
            guaranteeLeadNs: guaranteeLeadNs, captureOn: try input.value(),
            toleranceBasisPoints: try narrow(UInt16.self), lateCapture: try input.value())
    }
}
