import SluiceCore

extension Generator {
    mutating func requestRelease(seeing ledger: ReferenceLedger) -> RequestRelease {
        let key = placed(seeing: ledger)?.placement.hold ?? hold()
        return RequestRelease(
            hold: key, operation: operation(key),
            reason: random.chance(97) ? random.pick(Reason.releaseReasons) : .ttlExpired)
    }

    mutating func decide(seeing ledger: ReferenceLedger) -> DecideReview {
        let hold = placed(seeing: ledger) {
            $0.overlays.contains { $0.kind == .placementReview || $0.kind == .unlockReview }
        }
        let key = hold?.placement.hold ?? self.hold()
        let isPending = hold?.isPending ?? false
        let ofIt: [ReviewDecision] =
            isPending
            ? [.approve, .approve, .decline, .decline, .confirmed, .unconfirmed]
            : [.release, .release, .keep, .keep, .extend, .extend, .confirmed, .unconfirmed]
        let decision = random.pick(random.chance(90) ? ofIt : ReviewDecision.allCases)
        let hasUntil = (decision == .extend) != random.chance(habits.malformedPercent)
        return DecideReview(
            hold: key, operation: operation(key), decision: decision,
            until: hasUntil ? someTime() : nil)
    }

    mutating func undo(seeing ledger: ReferenceLedger) -> UndoDecision {
        let hold = placed(seeing: ledger) { $0.overlays.contains { $0.decided != nil } }
        let key = hold?.placement.hold ?? self.hold()
        let decided = hold?.overlays.compactMap(\.decided).first?.key
        return UndoDecision(
            hold: key, operation: operation(key), decision: decided ?? operation(key))
    }

    mutating func verdict(seeing ledger: ReferenceLedger) -> RecordVerdict {
        let hold = placed(seeing: ledger) {
            $0.overlays.contains { $0.kind == .releaseQueued || $0.judgement != nil }
        }
        let key = hold?.placement.hold ?? self.hold()
        let waits = hold?.overlays.first {
            $0.kind == .releaseQueued || $0.kind == .unlockReview
        }
        let reasons = RiskReason.allCases.filter { _ in random.chance(15) }
        return RecordVerdict(
            hold: key, operation: operation(key), subject: waits?.id ?? operation(key),
            verdict: RiskVerdict(
                tier: random.pick(RiskTier.allCases), score: UInt16(random.within(0...1_002)),
                reasons: Array(reasons), model: .order, isRandom: random.chance(10),
                worth: CheckWorth(
                    lossSaved: amount(), checkCost: .zero, delayCost: .zero,
                    frictionCost: .zero)))
    }

    mutating func setOverlay(seeing ledger: ReferenceLedger) -> SetOverlay {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let kinds: [OverlayKind] = [.dispute, .legalFreeze, .legalFreeze, .resultUnknown]
        let kind = random.pick(random.chance(95) ? kinds : OverlayKind.allCases)
        let hasAuthority = (kind == .legalFreeze) != random.chance(habits.malformedPercent)
        return SetOverlay(
            hold: key, operation: operation(key), kind: kind,
            reviewBy: someTime(hold.map { [$0.expiresAt] } ?? []),
            authority: hasAuthority ? Code("court") : nil)
    }

    mutating func liftOverlay(seeing ledger: ReferenceLedger) -> LiftOverlay {
        let hold = placed(seeing: ledger) { !$0.overlays.isEmpty }
        let key = hold?.placement.hold ?? self.hold()
        let overlays = hold?.overlays ?? []
        return LiftOverlay(
            hold: key, operation: operation(key),
            overlay: overlays.isEmpty || random.chance(10)
                ? operation(key) : random.pick(overlays).id)
    }

    mutating func fact() -> RecordFact {
        let (merchant, order) = order()
        let kind = FactKind.allCases[random.index(weights: habits.factWeights)]
        let isWrong = random.chance(habits.malformedPercent)
        let namesLines = kind.isReturn ? random.chance(50) : kind.namesLines
        let needsAmount = kind == .priceAdjusted && !random.chance(habits.malformedPercent)
        return RecordFact(
            fact: factKey(), source: .named("source \(random.below(2))"), merchant: merchant,
            order: order, kind: kind, occurredAt: Instant(ns: random.within(0...20)),
            lines: namesLines != isWrong ? lineAmounts() : [],
            merchantSequence: random.chance(20) ? random.within(0...3) : nil,
            amount: needsAmount || random.chance(20) ? amount() : nil,
            reason: kind.isCancellation != random.chance(habits.malformedPercent)
                ? random.pick(Reason.cancellationReasons) : .none,
            isPast: random.chance(3))
    }

    /// A repair of holds that a detector finds, and of others.
    mutating func repair(seeing ledger: ReferenceLedger) -> RepairHolds {
        let detector = random.pick(
            random.chance(97) ? Detector.allCases.filter(\.isRepairable) : Detector.allCases)
        var targets: [RepairTarget] = []
        for _ in 0..<(random.chance(2) ? 0 : random.within(1...4)) {
            let found = placed(seeing: ledger) { hold in
                switch detector {
                case .orderSilent: hold.overlay(.silence) != nil
                case .linesDone: !hold.told.isEmpty && hold.isOpen
                default: hold.isOpen && ledger.isTerminal(hold.placement.order)
                }
            }
            let key = found?.placement.hold ?? hold()
            if targets.contains(where: { $0.hold == key }), random.chance(95) { continue }
            targets.append(RepairTarget(hold: key, operation: operation(key)))
        }
        return RepairHolds(detector: detector, targets: targets, isDryRun: random.chance(20))
    }

    mutating func propose(seeing ledger: ReferenceLedger) -> Propose {
        var command: Command.Body =
            switch random.below(7) {
            case 5, 6: .repairHolds(repair(seeing: ledger))
            case 0: .setLimit(setLimit(seeing: ledger))
            case 1: .adoptPolicy(policy())
            case 2, 3: .correct(correct(seeing: ledger))
            default: .capture(lateCapture(seeing: ledger))
            }
        if case .capture(var capture) = command, random.chance(90) {
            capture.isForced = true
            command = .capture(capture)
        }
        if random.chance(4) { command = .repay(repay(seeing: ledger)) }
        return Propose(
            proposal: .named("proposal \(number(below: 4))"), command: command)
    }

    mutating func approve(seeing ledger: ReferenceLedger) -> Approve {
        guard !ledger.proposals.isEmpty, random.chance(95) else {
            return Approve(proposal: .named("proposal \(random.below(4))"), sequence: 1)
        }
        let proposal = random.pick(Array(ledger.proposals.suffix(3)))
        return Approve(
            proposal: proposal.proposal,
            sequence: random.chance(95) ? proposal.sequence : proposal.sequence + 1)
    }
}
