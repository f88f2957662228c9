// What came with the gate: doubts, verdicts, decisions that may be undone.

extension Overlay {
    /// Whether it has what few overlays have: a doubt, a judgement, a decision.
    var hasDetails: Bool { doubt != nil || judgement != nil || decided != nil }
}

extension BatchWriter {
    mutating func details(of overlay: Overlay) {
        var mask = Mask()
        mask.add(overlay.doubt != nil)
        mask.add(overlay.judgement != nil)
        mask.add(overlay.decided != nil)
        out.byte(mask.bits)
        if let doubt = overlay.doubt { self.doubt(doubt) }
        if let judgement = overlay.judgement { self.judgement(judgement) }
        if let decided = overlay.decided { self.decided(decided) }
    }

    mutating func doubt(_ doubt: Doubt) {
        out.money(doubt.amount)
        lineAmounts(doubt.lines)
    }

    mutating func judgement(_ judgement: Judgement) {
        out.byte(judgement.tier.rawValue)
        var mask = Mask()
        mask.add(judgement.isMissing)
        mask.add(judgement.isRandom)
        mask.add(judgement.isAutomatic)
        out.byte(mask.bits)
    }

    mutating func decided(_ decided: DecidedRelease) {
        out.byte(decided.decision.rawValue)
        key(decided.key)
        key(decided.person)
        out.instant(decided.takesEffectAt)
    }

    mutating func verdict(_ verdict: RiskVerdict) {
        out.byte(verdict.tier.rawValue)
        out.varint(UInt64(verdict.score))
        list(verdict.reasons) { writer, reason in writer.out.byte(reason.rawValue) }
        out.text(verdict.model.text)
        out.flag(verdict.isRandom)
        let worth = verdict.worth
        for amount in [worth.lossSaved, worth.checkCost, worth.delayCost, worth.frictionCost] {
            out.money(amount)
        }
    }

    mutating func gate(_ gate: GatePolicy) {
        out.flag(gate.isOn)
        out.signed(gate.verdictNs)
        out.byte(gate.defaultTier.rawValue)
        out.signed(gate.automaticNs)
        optional(gate.adjustmentMax)
        let rules = gate.rules
        for number in [
            rules.mediumFrom, rules.highFrom, rules.lossBasisPoints, rules.delayBasisPointsPerDay,
            rules.drawnBasisPoints,
        ] { out.varint(UInt64(number)) }
        for amount in [rules.automaticCost, rules.personCost, rules.frictionCost] {
            out.money(amount)
        }
    }
}

extension BatchReader {
    mutating func details(of overlay: inout Overlay) throws(DecodeError) {
        var mask = try mask(3)
        if mask.next() { overlay.doubt = try doubt() }
        if mask.next() { overlay.judgement = try judgement() }
        if mask.next() { overlay.decided = try decided() }
    }

    mutating func doubt() throws(DecodeError) -> Doubt {
        Doubt(amount: try input.money(), lines: try lineAmounts())
    }

    mutating func judgement() throws(DecodeError) -> Judgement {
        let tier: RiskTier = try input.value()
        var mask = try mask(3)
        return Judgement(
            tier: tier, isMissing: mask.next(), isRandom: mask.next(), isAutomatic: mask.next())
    }

    mutating func decided() throws(DecodeError) -> DecidedRelease {
        DecidedRelease(
            decision: try input.value(), key: try key(), person: try key(),
            takesEffectAt: try input.instant())
    }

    mutating func verdict() throws(DecodeError) -> RiskVerdict {
        RiskVerdict(
            tier: try input.value(), score: try narrow(UInt16.self),
            reasons: try list { reader throws(DecodeError) in try reader.input.value() },
            model: try code(), isRandom: try input.flag(),
            worth: CheckWorth(
                lossSaved: try input.money(), checkCost: try input.money(),
                delayCost: try input.money(), frictionCost: try input.money()))
    }

    mutating func gate() throws(DecodeError) -> GatePolicy {
        var gate = GatePolicy(
            isOn: try input.flag(), verdictNs: try input.signed(),
            defaultTier: try input.value(), automaticNs: try input.signed(),
            adjustmentMax: try optional())
        gate.rules.mediumFrom = try narrow(UInt16.self)
        gate.rules.highFrom = try narrow(UInt16.self)
        gate.rules.lossBasisPoints = try narrow(UInt16.self)
        gate.rules.delayBasisPointsPerDay = try narrow(UInt16.self)
        gate.rules.drawnBasisPoints = try narrow(UInt16.self)
        gate.rules.automaticCost = try input.money()
        gate.rules.personCost = try input.money()
        gate.rules.frictionCost = try input.money()
        return gate
    }
}
