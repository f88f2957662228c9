import SluiceCore

/// What a repair came to.
public struct ReferenceRepaired: Hashable, Sendable {
    public struct Finding: Hashable, Sendable {
        let hold: HoldKey
        let code: OutcomeCode
        let amount: Int64
        let isReplay: Bool
    }

    public var findings: [Finding] = []
    public var needsApproval = false
}

extension ReferenceRepaired {
    public init(_ repair: Repair) {
        findings = repair.findings.map {
            Finding(
                hold: $0.hold, code: $0.code, amount: $0.amount.minor, isReplay: $0.isReplay)
        }
        needsApproval = repair.needsApproval
    }
}

extension ReferenceLedger {
    mutating func repair(_ body: RepairHolds) -> Verdict {
        let reasons: [Detector: Reason] = [
            .orderOver: .orderCancelled, .linesDone: .releaseRemaining,
            .orderSilent: .orderSilent,
        ]
        guard let asked = reasons[body.detector] else {
            return Verdict(.invalidRequest, .detector)
        }
        let keys = body.targets.map(\.hold)
        if keys.isEmpty || keys.count > 1_000 || Set(keys).count != keys.count {
            return Verdict(.invalidRequest, .holds)
        }
        if body.detector == .orderSilent, person.isNone { return Verdict(.personNeeded) }
        for key in keys { _ = touch(key) }
        let request = OperationRequest(reason: asked)
        look(body, request)
        let isIdle = !repaired!.findings.contains { $0.code == .applied && !$0.isReplay }
        if isIdle || body.isDryRun { return Verdict(.applied, isReplay: true) }
        if repaired!.needsApproval, !isApproved { return Verdict(.approvalNeeded, .holds) }
        for (target, finding) in zip(body.targets, repaired!.findings)
        where finding.code == .applied && !finding.isReplay {
            let index = holds.firstIndex { $0.placement.hold == target.hold }!
            if !isApproved { count(index) }
            move(index, .release, holds[index].all(\.open), reason(body.detector, index))
            _ = done(index, .release, target.operation, request, amount: finding.amount)
        }
        return Verdict(.applied)
    }

    /// Notes what is found, hold by hold.
    mutating func look(_ body: RepairHolds, _ request: OperationRequest) {
        var result = ReferenceRepaired()
        // What is given back by it already counts for the next: as if it were.
        let before = repairs
        var sums: [Currency: Int64] = [:]
        for target in body.targets {
            let index = holds.firstIndex { $0.placement.hold == target.hold }
            var code = OutcomeCode.holdNotFound
            var amount: Int64 = 0
            var isReplay = false
            if let index {
                if let first = repeated(index, .release, target.operation, request) {
                    (code, amount, isReplay) = (first.code, first.amount, first.isReplay)
                } else {
                    code = obstacle(index, body.detector) ?? .applied
                    if code == .applied {
                        amount = holds[index].total(\.open)
                        sums[holds[index].placement.currency, default: 0] += amount
                        if !isApproved { count(index) }
                    }
                }
            }
            result.findings.append(
                ReferenceRepaired.Finding(
                    hold: target.hold, code: code, amount: amount, isReplay: isReplay))
        }
        repairs = before
        let most = policy?.twoPersons.repairsMax?.minor ?? .max
        result.needsApproval = sums.values.contains { $0 > most }
        repaired = result
    }

    /// Why a hold is not given back.
    private func obstacle(_ index: Int, _ detector: Detector) -> OutcomeCode? {
        let hold = holds[index]
        let order = hold.placement.order
        if let refusal = ended(index) { return refusal.code }
        let isFound =
            switch detector {
            case .orderOver: isTerminal(order)
            case .orderSilent: hold.overlay(.silence) != nil
            default:
                !hold.placement.lines.isEmpty
                    && Set(hold.all(\.open).map(\.line!))
                        .isSubset(of: hold.told)
            }
        if !isFound { return .notConcerned }
        if let refusal = pending(index) ?? unknown(index) { return refusal.code }
        if hold.isFrozen { return .holdFrozen }
        if policy?.repairs.isOn != true { return .repairsOff }
        let isWord =
            word(of: order) != nil && (breaks[order] ?? []).isEmpty && detector == .orderOver
        if !isWord {
            if now < hold.guaranteedUntil { return .guaranteed }
            let merchant = hold.placement.merchant
            let isFalling = lostAt(merchant).map { $0 <= now } ?? false
            if policy!.feeds.outages, feeds[merchant]?.isLost == true || isFalling {
                return .feedLost
            }
        }
        if isOwn(hold.placement.account) { return .beneficiary }
        return !isApproved && isCapped(index) ? .repairCapped : nil
    }

    private func reason(_ detector: Detector, _ index: Int) -> Reason {
        switch detector {
        case .orderSilent: return silentReason(index)
        case .linesDone: return .releaseRemaining
        default:
            let over = word(of: holds[index].placement.order)
            guard let over else { return .releaseRemaining }
            return over.kind == .closed ? .orderClosedShort : over.reason
        }
    }

    /// The first word of the merchant that an order ends without goods, if no pull denies it.
    private func word(of order: OrderKey) -> RecordFact? {
        said(of: order).map(\.fact).first {
            ($0.kind == .cancelled || $0.kind == .closed) && pulls[order]?.denies($0) != true
        }
    }
}
