/// Holds: credit locked for an order. `merchant` is needed by keys that are bound to none.
extension SluiceAPIClient {
    /// Locks credit for an order. 201 is a hold in force, 202 one that waits for a review.
    /// - Throws: `SluiceError.refused`: status 402 where it is declined, with the hold and the code that
    ///   says why.
    public func place(_ hold: PlaceHold) async throws -> Answer<Hold> {
        try await send(.placeHold, body: hold)
    }

    /// What a placement would come to, in words too; nothing is locked and the id is not used up.
    public func quote(_ hold: PlaceHold) async throws -> Answer<Quote> {
        var asked = hold
        asked.dryRun = true
        return try await send(.placeHold, body: asked)
    }

    /// As of now, never behind.
    public func hold(_ id: String, merchant: String? = nil) async throws -> Answer<Hold> {
        try await get(.getHold, [id], query: [("merchant", merchant)])
    }

    /// In the order of placement.
    public func holds(
        _ filter: HoldsFilter = HoldsFilter(), minSequence: String? = nil, pageSize: Int = 100
    ) -> Pages<Hold> {
        Pages(
            client: self, operation: .listHolds, query: filter.query,
            minSequence: minSequence, size: pageSize)
    }

    /// Turns credit into debt: all that is open where no amount is given.
    public func capture(
        _ hold: String, merchant: String? = nil, id: String, amount: Int64? = nil,
        lines: [OrderLine]? = nil, isFinal: Bool? = nil
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .captureHold, hold, merchant,
            HoldCommand(id: id, amount: amount, lines: lines, final: isFinal))
    }

    /// Gives credit back: all that is open where no amount is given.
    /// - Parameter reason: such as `MERCHANT_VOID` or `OUT_OF_STOCK`.
    public func release(
        _ hold: String, merchant: String? = nil, id: String, amount: Int64? = nil,
        lines: [OrderLine]? = nil, reason: String
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .releaseHold, hold, merchant,
            HoldCommand(id: id, amount: amount, lines: lines, reason: reason))
    }

    /// - Parameter consent: what the lender signed that the consumer agreed to; a merchant needs one.
    public func increment(
        _ hold: String, merchant: String? = nil, id: String, amount: Int64,
        lines: [OrderLine]? = nil, consent: String? = nil
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .incrementHold, hold, merchant,
            HoldCommand(id: id, amount: amount, lines: lines, consent: consent))
    }

    /// Takes debt back.
    /// - Parameter reason: such as `RETURN_RECEIVED`.
    public func refund(
        _ hold: String, merchant: String? = nil, id: String, amount: Int64, reason: String
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .refundHold, hold, merchant, HoldCommand(id: id, amount: amount, reason: reason))
    }

    /// - Parameter reason: `PREORDER`, `SHIPPING_DELAY` or `STOCK_DELAY`.
    public func extend(
        _ hold: String, merchant: String? = nil, id: String, until: Timestamp, reason: String
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .extendHold, hold, merchant, HoldCommand(id: id, reason: reason, until: until))
    }

    /// Asks that the credit be given back, which somebody decides.
    public func requestRelease(
        of hold: String, merchant: String? = nil, id: String, reason: String,
        evidence: String? = nil
    ) async throws -> Answer<HoldOperated> {
        try await operate(
            .requestRelease, hold, merchant,
            HoldCommand(id: id, reason: reason, evidence: evidence))
    }

    /// What happened to a hold, oldest first.
    public func timeline(
        of hold: String, merchant: String? = nil, minSequence: String? = nil, pageSize: Int = 100
    ) -> Pages<TimelineEvent> {
        Pages(
            client: self, operation: .getTimeline, parts: [hold],
            query: [("merchant", merchant)], minSequence: minSequence, size: pageSize)
    }

    /// Why a hold is as it is, whose step is next and by when, and how it ends, in sentences.
    /// - Parameter language: `en` or `zh`.
    public func explanation(
        of hold: String, merchant: String? = nil, audience: String? = nil,
        language: String? = nil, minSequence: String? = nil
    ) async throws -> Answer<Explanation> {
        try await get(
            .explainHold, [hold],
            query: [
                ("merchant", merchant), ("audience", audience), ("lang", language),
                ("min_sequence", minSequence),
            ])
    }

    private func operate(
        _ operation: Operation, _ hold: String, _ merchant: String?, _ command: HoldCommand
    ) async throws -> Answer<HoldOperated> {
        try await send(operation, [hold], query: [("merchant", merchant)], body: command)
    }
}

/// Which holds a list shows; all that is named must hold.
public struct HoldsFilter: Sendable {
    public var account: String?
    public var merchant: String?
    /// The number of an order; needs the merchant.
    public var order: String?
    public var status: String?
    public var isOpen: Bool?
    public var purpose: String?
    public var scenario: String?
    public var overlay: String?
    public var dueBefore: Timestamp?
    public var placedFrom: Timestamp?
    public var placedBefore: Timestamp?

    public init() {}

    var query: [(String, String?)] {
        [
            ("account", account), ("merchant", merchant), ("order", order), ("status", status),
            ("open", isOpen.map { "\($0)" }), ("purpose", purpose), ("scenario", scenario),
            ("overlay", overlay), ("due_before", dueBefore?.description),
            ("placed_from", placedFrom?.description),
            ("placed_before", placedBefore?.description),
        ]
    }
}
