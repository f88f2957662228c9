extension RecordCodec {
    /// Reads one record that is all of the bytes.
    static func read<Record>(
        _ bytes: [UInt8], _ read: (inout BatchReader) throws(DecodeError) -> Record
    ) throws(DecodeError) -> Record {
        var reader = BatchReader(bytes)
        return try reader.record(bytes.count, read)
    }

    /// An overlay with what `details(of:)` made of it.
    public static func overlay(
        _ overlay: Overlay, with details: [UInt8]
    ) throws(DecodeError) -> Overlay {
        try read(details) { reader throws(DecodeError) in
            var overlay = overlay
            try reader.details(of: &overlay)
            return overlay
        }
    }
}

extension BatchReader {
    mutating func holdRecord() throws(DecodeError) -> HoldRecord {
        let (hold, account) = (try key(HoldTag.self), try key(AccountTag.self))
        let (merchant, order) = (try key(MerchantTag.self), try key(OrderTag.self))
        let (purpose, scenario) = (try code(), try code())
        let (isScenarioNamed, plan) = (try input.flag(), try optionalCode())
        let (hasConsent, generation) = (try input.flag(), try narrow(UInt32.self))
        let (link, linked) = (try self.link(), try key(HoldTag.self))
        let (requested, currency) = (try input.money(), try self.currency())
        let (amounts, tolerated) = (try self.amounts(), try input.money())
        let wasReviewed = try input.flag()
        let (decision, reason) = (try self.reason(), try self.reason())
        let terms = HoldTerms(
            merchant: merchant, purpose: purpose, scenario: scenario,
            isScenarioNamed: isScenarioNamed, plan: plan, hasConsent: hasConsent,
            generation: generation, link: link, linked: linked, currency: currency,
            captureOn: try input.value(), policyVersion: try narrow(UInt32.self))
        let (placedAt, expiresAt) = (try input.instant(), try input.instant())
        let (guaranteedUntil, endedAt) = (try input.instant(), try input.instant())
        let extendedOn = try input.flag() ? try date() : nil
        var told = try mask(2)
        return HoldRecord(
            key: hold, account: account, order: order, terms: shared(terms),
            requested: requested, amounts: amounts, tolerated: tolerated,
            wasReviewed: wasReviewed, decision: decision, reason: reason,
            placedAt: placedAt, expiresAt: expiresAt, guaranteedUntil: guaranteedUntil,
            endedAt: endedAt, extendedOn: extendedOn, isNoticed: told.next(),
            isWoken: told.next(),
            overlays: try list { reader throws(DecodeError) in try reader.overlay() },
            placedSequence: try input.varint(), sequence: try input.varint(),
            lines: try list { reader throws(DecodeError) in try reader.holdLine() },
            operations: try list { reader throws(DecodeError) in
                try reader.holdOperation()
            })
    }

    mutating func aliasRecord() throws(DecodeError) -> HoldAlias {
        HoldAlias(
            key: try key(), hold: try key(), retryOf: try key(),
            sequence: try input.varint())
    }

    mutating func orderRecord() throws(DecodeError) -> OrderRecord {
        var order = OrderRecord(key: try key(), merchant: try key(), sequence: 0)
        var has = try mask(2)
        order.isKnown = has.next()
        let isPulled = has.next()
        order.sequence = try input.varint()
        order.facts = try list { reader throws(DecodeError) in
            var fact = try reader.fact()
            fact.recordedAt = try reader.input.instant()
            fact.sequence = try reader.input.varint()
            return fact
        }
        let holds = try list { reader throws(DecodeError) in
            OrderHold(
                hold: try reader.key(), account: try reader.key(),
                purpose: try reader.code(), generation: try reader.narrow(UInt32.self))
        }
        order.holds = ShortList(holds)
        order.breaks = try list { reader throws(DecodeError) in
            OrderBreak(
                kind: try reader.input.value(), line: try reader.key(),
                sequence: try reader.input.varint())
        }
        order.returns = try list { reader throws(DecodeError) in try reader.returnCase() }
        if isPulled { order.pull = try orderPull() }
        return order
    }
}

extension BatchReader {
    fileprivate mutating func link() throws(DecodeError) -> HoldLink { try input.value() }
    fileprivate mutating func reason() throws(DecodeError) -> Reason { try input.value() }

    fileprivate mutating func holdLine() throws(DecodeError) -> HoldLine {
        HoldLine(
            key: try key(), seller: try key(), requested: try input.money(),
            amounts: try amounts())
    }
}
