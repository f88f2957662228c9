import SluiceCore

/// What a merchant's feed is held to be. What it said is in the list of all facts.
public struct ReferenceFeed: Sendable {
    public var lostSince: Instant?
    var lostReason = Reason.none
    /// When the hour began in which silent orders are counted, and how many there were.
    var hour = (since: Instant.epoch, count: 0)

    var isLost: Bool { lostSince != nil }
}

/// Credit given back because nobody spoke of an order.
struct ReferenceRepair: Sendable {
    let merchant: MerchantKey
    /// The newest date known of the merchant, and of all, when it was given.
    let merchantDate: BusinessDate
    let allDate: BusinessDate
    let currency: Currency
    let amount: Int64
}

extension ReferenceLedger {
    // MARK: Feeds

    private static let dayNs: Int64 = 24 * 3_600 * 1_000_000_000

    /// When a feed is lost, unless more is said; nil where there is no such rule.
    func lostAt(_ merchant: MerchantKey) -> Instant? {
        guard policy?.feeds.outages == true, feeds[merchant]?.isLost != true else { return nil }
        return silentWindow(merchant)
    }

    /// The end of the window that the ninth of the newest facts begins.
    private func silentWindow(_ merchant: MerchantKey) -> Instant? {
        let facts = said.filter { $0.fact.merchant == merchant && !$0.isPulled }
        let days = facts.map { day(min($0.fact.occurredAt, $0.at)) }
        let today = days.max() ?? 0
        func count(_ newest: Int64) -> Int64 {
            Int64(days.count { $0 > today - newest && $0 <= today })
        }
        guard count(7) >= 30, facts.count >= 9 else { return nil }
        let windowNs = max(60_000_000_000, 30 * 28 * Self.dayNs / count(28))
        return facts[facts.count - 9].at.later(by: windowNs)
    }

    private func day(_ at: Instant) -> Int64 {
        Int64((Double(at.ns) / Double(Self.dayNs)).rounded(.down))
    }

    mutating func settleFeed(_ merchant: MerchantKey) {
        guard !isDueHalted, let at = lostAt(merchant), at <= now else { return }
        loseFeed(merchant, .feedRateFell)
    }

    mutating func loseFeed(_ merchant: MerchantKey, _ reason: Reason) {
        feeds[merchant, default: ReferenceFeed()].lostSince = now
        feeds[merchant]!.lostReason = reason
        told.append(.feed(merchant, reason))
    }

    /// After a fact: whether the feed is back.
    mutating func hearFeed(_ merchant: MerchantKey) {
        guard let feed = feeds[merchant], let since = feed.lostSince else { return }
        if policy?.feeds.outages == true {
            if feed.lostReason == .silenceBurst {
                if now < since.later(by: 3_600_000_000_000) { return }
            } else {
                let heard = said.count {
                    $0.fact.merchant == merchant && !$0.isPulled && $0.at > since
                }
                if heard < 9 { return }
            }
            if let at = silentWindow(merchant), at <= now { return }
        }
        feeds[merchant]!.lostSince = nil
        told.append(.feed(merchant, .feedBack))
        wake(merchant)
    }

    /// Until when the end of a hold waits; nil if it does not.
    mutating func pausedUntil(_ index: Int) -> Instant? {
        guard let rules = policy?.feeds, rules.outages else { return nil }
        let hold = holds[index]
        settleFeed(hold.placement.merchant)
        guard feeds[hold.placement.merchant]?.isLost == true else { return nil }
        let until = min(
            now.later(by: rules.outagePauseNs), hold.placedAt.later(by: hold.terms.maximumAgeNs))
        return until > now ? until : nil
    }

    // MARK: Silence

    /// When the silence of an order means something for a hold; nil while it does not.
    func silenceAt(_ hold: ReferenceHold) -> Instant? {
        let isHeldUp = hold.isPending || hold.isFrozen || hold.overlay(.resultUnknown) != nil
        guard hold.terms.silentAfterNs != nil, !isHeldUp, isShortened(hold),
            hold.overlay(.silence) == nil || hold.isWoken
        else { return nil }
        return hold.guaranteedUntil
    }

    /// Whether silence ends the promise before the term does.
    func isShortened(_ hold: ReferenceHold) -> Bool {
        hold.terms.silentAfterNs != nil && hold.guaranteedUntil < termPromise(hold)
    }

    func termPromise(_ hold: ReferenceHold) -> Instant {
        promise(hold, until: hold.overlay(.legalFreeze)?.termEndsAt ?? hold.expiresAt)
    }

    /// A word of an order moves the promise on.
    mutating func hear(_ fact: RecordFact) {
        let word = min(fact.occurredAt, now)
        for index in holds.indices where holds[index].placement.order == fact.order {
            let hold = holds[index]
            guard hold.isOpen, let spanNs = hold.terms.silentAfterNs else { continue }
            let promised = min(termPromise(hold), word.later(by: spanNs))
            guard promised > hold.guaranteedUntil else { continue }
            movePromise(index, to: promised)
            holds[index].overlays.removeAll { $0.kind == .silence }
            told.append(.heard(hold.placement.hold))
        }
    }

    /// Moves a promise by itself: whoever is told that it is near is told in time or not at all.
    mutating func movePromise(_ index: Int, to promised: Instant) {
        guard promised != holds[index].guaranteedUntil else { return }
        holds[index].guaranteedUntil = promised
        holds[index].isNoticed = false
        holds[index].isNoticed = holds[index].noticeAt.map { $0 <= now } ?? false
    }

    /// The newest word that was there before a hold.
    mutating func hearWhatIsKnown(of order: OrderKey) {
        if let newest = saidInTime(of: order).last { hear(newest) }
    }

    func promise(_ hold: ReferenceHold, until: Instant) -> Instant {
        Instant(
            ns: max(min(hold.placedAt.ns, until.ns), until.ns - hold.terms.guaranteeLeadNs))
    }

    mutating func endSilence(_ index: Int) {
        let merchant = holds[index].placement.merchant
        settleFeed(merchant)
        var why = reasonToWait(index)
        if why == nil, policy!.feeds.outages, isBurst(merchant) {
            loseFeed(merchant, .silenceBurst)
            why = .syncOutage
        }
        if let why {
            holds[index].isWoken = false
            var overlay = ReferenceHold.Overlay(
                kind: .silence, id: .none, until: .never)
            overlay.reason = why
            holds[index].overlays.removeAll { $0.kind == .silence }
            holds[index].overlays.append(overlay)
            told.append(.silenced(holds[index].placement.hold, why))
            return
        }
        var hour = feeds[merchant]?.hour ?? (.epoch, 0)
        if now >= hour.since.later(by: 3_600_000_000_000) { hour = (now, 0) }
        hour.count += 1
        feeds[merchant, default: ReferenceFeed()].hour = hour
        count(index)
        move(index, .release, holds[index].all(\.open), silentReason(index))
    }

    /// Why a silent order is given back: its merchant may not even know it.
    func silentReason(_ index: Int) -> Reason {
        pulls[holds[index].placement.order]?.isKnown == false ? .orphanNoOrder : .orderSilent
    }

    /// Counts all that a hold has open as given back.
    mutating func count(_ index: Int) {
        let merchant = holds[index].placement.merchant
        repairs.append(
            ReferenceRepair(
                merchant: merchant, merchantDate: newestDate(of: merchant),
                allDate: newestDate(of: nil), currency: holds[index].placement.currency,
                amount: holds[index].total(\.open)))
    }

    private func reasonToWait(_ index: Int) -> Reason? {
        guard let policy, policy.repairs.isOn else { return .repairsOff }
        let merchant = holds[index].placement.merchant
        if policy.feeds.outages, feeds[merchant]?.isLost == true { return .syncOutage }
        if !isProved(index) { return .silenceUnproved }
        return isCapped(index) ? .repairCapped : nil
    }

    private func isProved(_ index: Int) -> Bool {
        guard let rules = policy?.feeds else { return false }
        let after = holds[index].guaranteedUntil.ns - rules.proofLeadNs
        let pull = pulls[holds[index].placement.order]
        if let pull, pull.askedAt.ns >= after { return true }
        let later = said.filter {
            $0.fact.merchant == holds[index].placement.merchant && !$0.isPulled
                && $0.fact.occurredAt <= $0.at && $0.fact.occurredAt.ns > after
        }
        return later.count >= Int(rules.proofFacts)
    }

    /// Today, or the newest date on which anything was given back, of a merchant or of all.
    private func newestDate(of merchant: MerchantKey?) -> BusinessDate {
        let known = merchant.map { merchant in
            repairs.filter { $0.merchant == merchant }.map(\.merchantDate)
        }
        return (known ?? repairs.map(\.allDate)).reduce(today, max)
    }

    func isCapped(_ index: Int, beside more: Int64 = 0) -> Bool {
        let hold = holds[index]
        let merchant = hold.placement.merchant
        func given(_ isCounted: (ReferenceRepair) -> Bool) -> Int64 {
            repairs.filter { $0.currency == hold.placement.currency && isCounted($0) }
                .reduce(hold.total(\.open) + more) { $0 + $1.amount }
        }
        let (merchantDate, allDate) = (newestDate(of: merchant), newestDate(of: nil))
        let ofMerchant = given { $0.merchant == merchant && $0.merchantDate == merchantDate }
        return ofMerchant > policy?.repairs.merchantDailyMax?.minor ?? .max
            || given { $0.allDate == allDate } > policy?.repairs.dailyMax?.minor ?? .max
    }

    private func isBeyondCaps(_ index: Int) -> Bool {
        let open = holds[index].total(\.open)
        return open > policy?.repairs.merchantDailyMax?.minor ?? .max
            || open > policy?.repairs.dailyMax?.minor ?? .max
    }

    private func isBurst(_ merchant: MerchantKey) -> Bool {
        guard let hour = feeds[merchant]?.hour, now < hour.since.later(by: 3_600_000_000_000)
        else { return false }
        let under = holds.count {
            $0.placement.merchant == merchant && $0.isOpen && $0.terms.silentAfterNs != nil
        }
        return hour.count >= max(20, under * 2 / 100)
    }

    /// Lets those act that waited for what has come.
    /// - Parameter order: only holds of it that no cap holds back; nil: all of the merchant.
    mutating func wake(_ merchant: MerchantKey, onlyOf order: OrderKey? = nil) {
        guard policy?.repairs.isOn == true else { return }
        if policy!.feeds.outages, feeds[merchant]?.isLost == true { return }
        let waiting = holds.indices.filter { index in
            holds[index].placement.merchant == merchant && holds[index].isOpen
                && holds[index].overlay(.silence) != nil && !holds[index].isWoken
                && (order == nil || holds[index].placement.order == order)
        }.sorted {
            (holds[$0].guaranteedUntil, holds[$0].serial)
                < (holds[$1].guaranteedUntil, holds[$1].serial)
        }
        let ofCaps = waiting.filter { holds[$0].overlay(.silence)!.reason == .repairCapped }
        var woken: [Currency: Int64] = [:]
        for index in ofCaps where order == nil && !isBeyondCaps(index) {
            let currency = holds[index].placement.currency
            if isCapped(index, beside: woken[currency] ?? 0) { break }
            woken[currency, default: 0] += holds[index].total(\.open)
            holds[index].isWoken = true
        }
        for index in waiting where !ofCaps.contains(index) && isProved(index) {
            holds[index].isWoken = true
        }
    }

    /// Looks again at all that wait, under another policy.
    mutating func wakeAll() {
        for merchant in Set(holds.map(\.placement.merchant)) { wake(merchant) }
    }
}
