import SluiceCore

/// A hold as answers show it, with names instead of keys.
public struct HoldDocument: Equatable, Sendable {
    public var id: String
    public var account: String
    public var merchant: String
    public var number: String
    public var purpose: Code
    public var scenario: Code
    public var currency: Currency
    public var amounts: HoldAmounts
    public var status: HoldStatus
    public var reason: Reason
    public var captureOn: CaptureOn
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    public var placedAt: Instant
    /// `.never` while live.
    public var endedAt: Instant
    public var lines: [Line]
    public var retryOf: String?
    public var generation: UInt32
    public var policyVersion: UInt32
    /// Who approved or declined it; nil while nobody has, or where it is not known.
    public var decidedBy: Decision.Maker?
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64

    public struct Line: Equatable, Sendable {
        public var line: String
        public var seller: String?
        public var amounts: HoldAmounts

        public init(line: String, seller: String?, amounts: HoldAmounts) {
            self.line = line
            self.seller = seller
            self.amounts = amounts
        }
    }

    public init(
        id: String, account: String, merchant: String, number: String, purpose: Code,
        scenario: Code, currency: Currency, amounts: HoldAmounts, status: HoldStatus,
        reason: Reason, captureOn: CaptureOn, expiresAt: Instant, guaranteedUntil: Instant,
        placedAt: Instant, endedAt: Instant, lines: [Line], retryOf: String?,
        generation: UInt32, policyVersion: UInt32, decidedBy: Decision.Maker?, sequence: UInt64
    ) {
        self.id = id
        self.account = account
        self.merchant = merchant
        self.number = number
        self.purpose = purpose
        self.scenario = scenario
        self.currency = currency
        self.amounts = amounts
        self.status = status
        self.reason = reason
        self.captureOn = captureOn
        self.expiresAt = expiresAt
        self.guaranteedUntil = guaranteedUntil
        self.placedAt = placedAt
        self.endedAt = endedAt
        self.lines = lines
        self.retryOf = retryOf
        self.generation = generation
        self.policyVersion = policyVersion
        self.decidedBy = decidedBy
        self.sequence = sequence
    }
}

extension HoldDocument {
    public func write(to writer: inout JSONWriter, in language: Language) {
        writer.object(.hold) { writer in
            writer.member("id", id)
            writer.member("account", account)
            writer.order(merchant: merchant, number: number)
            writer.member("purpose", purpose.text)
            writer.member("scenario", scenario.text)
            writer.member("currency", currency.code)
            writer.amounts(amounts)
            writer.member("status", status.code)
            writer.name("reason")
            writer.reason(reason, in: language)
            if status.isLive { writeNext(to: &writer) }
            writer.member("expires_at", expiresAt)
            writer.member("guaranteed_until", guaranteedUntil)
            writer.member("placed_at", placedAt)
            if endedAt != .never { writer.member("ended_at", endedAt) }
            if !lines.isEmpty { writeLines(to: &writer) }
            if let retryOf { writer.member("retry_of", retryOf) }
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
        return Decision(declinedFor: reason, at: endedAt, policyVersion: policyVersion)
    }

    /// What a live hold waits for, from whom and until when.
    private func writeNext(to writer: inout JSONWriter) {
        writer.name("next")
        writer.object { writer in
            writer.member("action", captureOn.awaited)
            writer.member("who", "merchant")
            writer.member("due_at", expiresAt)
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
