import SluiceCore

extension HoldDocument {
    public func write(to writer: inout JSONWriter, in language: Language) {
        writer.object(.hold) { writer in
            writer.member("id", id)
            writer.member("account", account)
            writer.order(merchant: merchant, number: number)
            writer.member("purpose", purpose.text)
            writer.member("scenario", scenario.text)
            if let plan { writer.member("plan", plan.text) }
            writer.member("overcapture_consent", hasConsent)
            writer.member("currency", currency.code)
            writer.amounts(amounts)
            writer.member("status", status.code)
            writer.name("overlays")
            writer.array { writer in for overlay in overlays { overlay.write(to: &writer) } }
            writer.name("reason")
            writer.reason(reason, in: language)
            if status.isOpen { writeNext(to: &writer) }
            writer.member("expires_at", expiresAt)
            writer.member("guaranteed_until", guaranteedUntil)
            if status.isOpen { writer.member("extendable_until", extendableUntil) }
            if let eta { writer.eta(eta) }
            writer.member("placed_at", placedAt)
            if endedAt != .never { writer.member("ended_at", endedAt) }
            if !lines.isEmpty { writeLines(to: &writer) }
            if let linked { writer.member(link.member, linked) }
            writer.member("generation", Int64(generation))
            writer.member("policy", Int64(policyVersion))
            if let decidedBy { writer.member("decided_by", decidedBy.rawValue) }
            if let decision {
                writer.name("decision")
                decision.write(to: &writer, in: language)
            }
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }

    /// What a notice of a decline says; nil for a hold that was not declined.
    public var decision: Decision? {
        guard status == .declined else { return nil }
        return Decision(
            declinedFor: reason, at: endedAt, noticeWithinNs: noticeWithinNs,
            policyVersion: policyVersion)
    }

    private func writeNext(to writer: inout JSONWriter) {
        let next = next(for: writer.audience)
        writer.name("next")
        writer.object { writer in
            writer.member("action", next.action)
            writer.member("who", next.who)
            writer.member("due_at", next.dueAt)
        }
    }

    private func writeLines(to writer: inout JSONWriter) {
        writer.name("lines")
        writer.array { writer in
            for line in lines {
                writer.object { writer in
                    writer.member("line", line.line)
                    if let seller = line.seller { writer.member("seller", seller) }
                    writer.amounts(line.amounts)
                }
            }
        }
    }
}

extension HoldDocument {
    /// What an open hold waits for, from whom and until when.
    public struct Next: Equatable, Sendable {
        public var action: String
        public var who: String
        public var dueAt: Instant
    }

    /// The one step that is next: what keeps all others waiting goes first.
    ///
    /// What stands over the hold and is not for the audience is not told by what is next either.
    public func next(for audience: Audience) -> Next {
        func find(_ kind: OverlayKind) -> Instant? {
            overlays.first { $0.overlay.kind == kind }?.overlay.until
        }
        func until(_ kind: OverlayKind) -> Instant? {
            kind.isShown(to: audience) ? find(kind) : nil
        }
        // The status says to all that the purchase waits for the lender. The end of the hold comes
        // whatever somebody still had to do.
        if let time = find(.placementReview) {
            return Next(action: "review", who: "lender", dueAt: min(time, expiresAt))
        }
        if let time = until(.legalFreeze) {
            return Next(action: "lift_freeze", who: "authority", dueAt: time)
        }
        if let time = until(.releaseQueued) {
            return Next(action: "judge", who: "lender", dueAt: min(time, expiresAt))
        }
        if let time = until(.unlockReview) {
            return Next(action: "decide", who: "lender", dueAt: min(time, expiresAt))
        }
        if let time = until(.resultUnknown) {
            return Next(action: "resolve", who: "lender", dueAt: min(time, expiresAt))
        }
        return Next(action: captureOn.awaited, who: "merchant", dueAt: expiresAt)
    }
}

extension CaptureOn {
    /// What the merchant does next to be paid.
    fileprivate var awaited: String {
        switch self {
        case .shipped: "ship"
        case .delivered: "deliver"
        case .completed: "complete"
        }
    }
}

extension HoldLink {
    /// The member that names the hold another one came from.
    public var member: String { self == .split ? "split_of" : code }
}
