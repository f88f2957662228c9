import SluiceCore

extension Comparison {
    static func hold(_ wanted: ReferenceHold, _ ledger: Ledger) -> [String] {
        guard let hold = ledger.hold(wanted.placement.hold) else {
            return ["hold missing"]
        }
        var found: [String?] = [
            difference("hold", Sums(hold.amounts), wanted.totals),
            difference("status", hold.status, wanted.status),
            difference("decision", hold.decision, wanted.decision),
            difference("reason", hold.reason, wanted.reason),
            difference("generation", hold.generation, wanted.generation),
            difference("expires", hold.expiresAt, wanted.expiresAt),
            difference("guaranteed", hold.guaranteedUntil, wanted.guaranteedUntil),
            difference("capture on", hold.captureOn, wanted.terms.captureOn),
            difference("ended", hold.endedAt != .never, !wanted.isOpen),
            difference("scenario", hold.scenario, wanted.scenario),
            difference("policy version", hold.policyVersion, wanted.policyVersion),
            difference("link", hold.link, wanted.link),
            difference("linked", hold.linked, wanted.linked),
            difference("tolerated", hold.tolerated.minor, wanted.tolerated),
            difference("reviewed", hold.wasReviewed, wanted.wasReviewed),
            difference("extended on", hold.extendedOn, wanted.extendedOn),
            difference("plan", hold.plan, wanted.placement.plan),
            difference("consent", hold.hasConsent, wanted.placement.hasConsent),
            difference("requested", hold.requested, wanted.placement.amount),
            difference(
                "overlays", hold.overlays.map(\.inShort), wanted.overlays.map(\.inShort)),
        ]
        if wanted.isOpen {
            found.append(difference("notice", hold.noticeAt, wanted.noticeAt ?? .never))
        }
        if !wanted.placement.lines.isEmpty {
            found.append(difference("lines", hold.lines.map(\.key), wanted.lines.map { $0! }))
            for line in hold.lines {
                found.append(difference("line", Sums(line.amounts), wanted.sums(line.key)))
            }
        } else if !hold.lines.isEmpty {
            found.append("lines of a hold without lines")
        }
        return found.compactMap(\.self)
    }
}

extension Overlay {
    fileprivate var inShort: String {
        """
        \(kind) \(key.high) until \(until.ns) stop \(hardStop.ns) \(reason) \(isMerchantWord) \
        \(authority?.text ?? "") term \(kind == .legalFreeze ? termEndsAt.ns : 0) \
        \(doubt.map { "waits \($0.amount.minor)" } ?? "") \
        \(doubt?.lines.map { "\($0.line.high) \($0.amount!.minor)" } ?? []) \
        \(judgement.map { "\($0)" } ?? "") \(decided.map { "\($0)" } ?? "")
        """
    }
}

extension ReferenceHold.Overlay {
    fileprivate var inShort: String {
        """
        \(kind) \(id.high) until \(until.ns) stop \(hardStop.ns) \(reason) \(isMerchantWord) \
        \(authority?.text ?? "") term \(kind == .legalFreeze ? termEndsAt.ns : 0) \
        \(waiting.map { "waits \($0.sum)" } ?? "") \
        \(waiting?.filter { $0.line != nil }.map { "\($0.line!.high) \($0.amount)" } ?? []) \
        \(judgement.map { "\($0)" } ?? "") \(decided.map { "\($0)" } ?? "")
        """
    }
}

extension Sums {
    init(_ amounts: HoldAmounts) {
        self.init(
            authorised: amounts.authorised.minor, captured: amounts.captured.minor,
            released: amounts.released.minor, expired: amounts.expired.minor,
            refunded: amounts.refunded.minor)
    }
}

extension ReferenceHold {
    var totals: Sums {
        Sums(
            authorised: total(\.authorised), captured: total(\.captured),
            released: total(\.released), expired: total(\.expired),
            refunded: total(\.refunded))
    }
}
