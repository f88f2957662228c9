import SluiceCore

extension Generator {
    mutating func openAccount() -> OpenAccount {
        let number = random.below(habits.accounts)
        var body = OpenAccount(
            account: .named("account \(number)"), currency: random.chance(95) ? .yuan : .dollar,
            limit: Money(minor: random.chance(2) ? -1 : random.within(0...habits.limitMax)),
            owner: random.chance(70) ? .named("person \(number)") : .none)
        if random.chance(15) { body.owed = amount() }
        if random.chance(10) { body.creditBalance = amount() }
        if random.chance(10) {
            body.payouts = (0...random.below(2)).map { number in
                Payout(
                    key: .named("payout \(number % (random.chance(95) ? 2 : 1))"), hold: hold(),
                    amount: amount(), dueAt: someTime())
            }
        }
        if random.chance(15) { body.operations = pastOperations(on: body.account) }
        return body
    }

    /// Repayments made elsewhere, some of them taken back there.
    private mutating func pastOperations(on account: AccountKey) -> [AccountOperation] {
        (0...random.below(2)).map { _ in
            let isReversed = random.chance(30)
            return AccountOperation(
                key: accountOperation(account), account: account, kind: .repayment,
                content: AccountRequest(amount: amount(), reason: .repayment),
                reversedSequence: isReversed ? 1 : 0)
        }
    }

    mutating func setLimit(seeing ledger: ReferenceLedger) -> SetLimit {
        let account = account()
        let limit = Money(minor: random.chance(2) ? -1 : random.within(0...habits.limitMax))
        var body = SetLimit(
            account: account, operation: accountOperation(account), limit: limit,
            reason: random.chance(95) ? random.pick(Reason.limitReasons) : .chargeback)
        if random.chance(50) {
            body.until = someTime(ledger.accounts[account]?.temporaryLimits.map(\.until) ?? [])
            if random.chance(60) { body.limit = amount() }
        }
        if random.chance(body.until == nil ? 3 : 40) { body.scenario = scenario() }
        return body
    }

    mutating func endLimit(seeing ledger: ReferenceLedger) -> EndLimit {
        let account = account()
        let limits = ledger.accounts[account]?.temporaryLimits ?? []
        return EndLimit(
            account: account, operation: accountOperation(account),
            limit: limits.isEmpty || random.chance(20)
                ? accountOperation(account) : random.pick(limits).id)
    }

    mutating func restrict() -> Restrict {
        let account = account()
        return Restrict(
            account: account, operation: accountOperation(account),
            kind: random.pick(RestrictionKind.allCases),
            reviewBy: random.chance(40) ? someTime() : nil)
    }

    mutating func liftRestriction(seeing ledger: ReferenceLedger) -> LiftRestriction {
        let restricted = ledger.accounts.filter { !$0.value.restrictions.isEmpty }.keys.sorted()
        let account = restricted.isEmpty || random.chance(20) ? account() : random.pick(restricted)
        let bans = ledger.accounts[account]?.restrictions ?? []
        return LiftRestriction(
            account: account, operation: accountOperation(account),
            restriction: bans.isEmpty || random.chance(10)
                ? accountOperation(account) : random.pick(bans).id)
    }

    mutating func repay(seeing ledger: ReferenceLedger) -> Repay {
        let account = account()
        var principal = amount()
        if let owed = ledger.accounts[account]?.owed, owed > 0, random.chance(30) {
            principal = Money(minor: owed)
        }
        return Repay(
            account: account, operation: accountOperation(account), principal: principal)
    }

    mutating func reverse(seeing ledger: ReferenceLedger) -> ReverseRepayment {
        let account = account()
        let repaid = ledger.accounts[account]?.repayments ?? []
        return ReverseRepayment(
            account: account, operation: accountOperation(account),
            repayment: !repaid.isEmpty && random.chance(80)
                ? random.pick(repaid) : accountOperation(account))
    }

    mutating func payOut(seeing ledger: ReferenceLedger) -> PayOut {
        let owing = ledger.accounts.filter { !$0.value.payouts.isEmpty }.keys.sorted()
        let account = owing.isEmpty || random.chance(20) ? account() : random.pick(owing)
        let payouts = ledger.accounts[account]?.payouts ?? []
        return PayOut(
            account: account, operation: accountOperation(account),
            payout: payouts.isEmpty || random.chance(10)
                ? accountOperation(account) : random.pick(payouts).id)
    }

    mutating func policy() -> Policy {
        var names: [Code] = [.physical, .virtual, .service]
        if random.chance(50) { names.append(.preorder) }
        var scenarios = names.map { scenarioPolicy($0) }
        if random.chance(3) { scenarios.append(scenarios[0]) }
        if random.chance(3) { scenarios[0].timeToLiveNs = random.pick([0, -1, .max]) }
        if random.chance(2) { scenarios[0].maximumAgeNs = scenarios[0].timeToLiveNs &- 1 }
        if random.chance(2) { scenarios[0].guaranteeLeadNs = scenarios[0].timeToLiveNs &+ 1 }
        if random.chance(2) { scenarios[0].toleranceBasisPoints = 10_001 }
        if random.chance(5) {
            scenarios[0].mediumFrom = random.pick([0, 300, 601, 1_002])
            scenarios[0].highFrom = random.pick([nil, 300, 601])
        }
        let unlockNs = span()
        return Policy(
            version: UInt32(random.below(4)), scenarios: scenarios,
            defaultScenario: random.chance(3) ? .order : random.pick(names),
            refundSurplus: random.pick(RefundSurplus.allCases),
            refundOnCancel: random.chance(50), refundOnReturn: random.chance(60),
            parkedFactsPerMerchantMax: random.pick([0, 1, 3, 1_000]),
            reviews: ReviewPolicy(
                placementAutomaticNs: span(), placementPersonNs: span(), unlockNs: unlockNs,
                unlockHardStopNs: random.chance(2) ? unlockNs - 1 : unlockNs + span(),
                unlockCap: Money(minor: random.pick([0, 1, 3, habits.amountMax])),
                undoNs: random.pick([0, 0, 1, 5, unlockNs + 1]),
                stepUpNs: random.pick([0, 1, 1, 1, random.chance(3) ? -1 : 5])),
            returns: ReturnPolicy(
                goodsNs: span(), transitNs: span(), inspectionNs: span(), staffNs: span()),
            payoutWithinNs: span(), noticeWithinNs: span(),
            twoPersons: TwoPersonPolicy(
                corrections: random.chance(40), forcedCaptures: random.chance(40),
                policyAdoption: random.chance(25),
                limitRaiseMax: random.chance(50)
                    ? Money(minor: random.pick([0, 1, habits.amountMax, habits.limitMax]))
                    : nil,
                repairsMax: cap()),
            feeds: FeedPolicy(
                outages: random.chance(60), outagePauseNs: span(),
                proofFacts: random.pick([1, 1, 2, 3, 32]),
                proofLeadNs: random.chance(75) ? 0 : span()),
            repairs: RepairPolicy(
                isOn: random.chance(90), merchantDailyMax: cap(), dailyMax: cap()),
            gate: GatePolicy(
                isOn: random.chance(60), verdictNs: span(),
                defaultTier: random.pick(RiskTier.allCases), automaticNs: span(),
                adjustmentMax: cap()))
    }

    private mutating func cap() -> Money? {
        random.chance(60)
            ? nil : Money(minor: random.pick([0, 1, habits.amountMax, 3 * habits.amountMax]))
    }

    private mutating func span() -> Int64 { random.pick(habits.spansNs) }

    private mutating func scenarioPolicy(_ name: Code) -> ScenarioPolicy {
        let timeToLiveNs = span()
        return ScenarioPolicy(
            name: name, timeToLiveNs: timeToLiveNs,
            maximumAgeNs: timeToLiveNs + random.pick([0, 1, span(), 10 * span()]),
            guaranteeLeadNs: random.pick([0, 0, 1, timeToLiveNs / 2, timeToLiveNs]),
            captureOn: random.pick(CaptureOn.allCases),
            toleranceBasisPoints: random.pick([0, 0, 1_500, 10_000]),
            lateCapture: random.pick(LateCapture.allCases),
            silentAfterNs: random.chance(60) ? span() : nil)
    }
}
