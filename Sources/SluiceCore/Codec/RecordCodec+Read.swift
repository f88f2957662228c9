extension RecordCodec {
    static func decodeAccountOperation(
        _ bytes: [UInt8]
    ) throws(DecodeError) -> AccountOperation {
        try read(bytes) { reader throws(DecodeError) in try reader.accountOperation() }
    }

    static func decodeHold(_ bytes: [UInt8]) throws(DecodeError) -> HoldRecord {
        try read(bytes) { reader throws(DecodeError) in
            let (key, account) = (try reader.key(HoldTag.self), try reader.key(AccountTag.self))
            let (merchant, order) = (
                try reader.key(MerchantTag.self), try reader.key(OrderTag.self)
            )
            let (purpose, scenario) = (try reader.code(), try reader.code())
            let (isScenarioNamed, plan) = (try reader.input.flag(), try reader.optionalCode())
            let (hasConsent, generation) = (try reader.input.flag(), try reader.narrow(UInt32.self))
            let (link, linked) = (try reader.link(), try reader.key(HoldTag.self))
            let (requested, currency) = (try reader.input.money(), try reader.currency())
            let (amounts, tolerated) = (try reader.amounts(), try reader.input.money())
            let wasReviewed = try reader.input.flag()
            let (decision, reason) = (try reader.reason(), try reader.reason())
            let terms = HoldTerms(
                merchant: merchant, purpose: purpose, scenario: scenario,
                isScenarioNamed: isScenarioNamed, plan: plan, hasConsent: hasConsent,
                generation: generation, link: link, linked: linked, currency: currency,
                captureOn: try reader.input.value(),
                policyVersion: try reader.narrow(UInt32.self))
            return HoldRecord(
                key: key, account: account, order: order, terms: Shared(terms),
                requested: requested, amounts: amounts, tolerated: tolerated,
                wasReviewed: wasReviewed, decision: decision, reason: reason,
                placedAt: try reader.input.instant(), expiresAt: try reader.input.instant(),
                guaranteedUntil: try reader.input.instant(),
                endedAt: try reader.input.instant(),
                extendedOn: try reader.input.flag() ? try reader.date() : nil,
                isNoticed: try reader.input.flag(),
                overlays: try reader.list { reader throws(DecodeError) in
                    try reader.overlay()
                },
                placedSequence: try reader.input.varint(),
                sequence: try reader.input.varint(),
                lines: try reader.list { reader throws(DecodeError) in try reader.holdLine() },
                operations: try reader.list { reader throws(DecodeError) in
                    try reader.holdOperation()
                })
        }
    }

    static func decodeAlias(_ bytes: [UInt8]) throws(DecodeError) -> HoldAlias {
        try read(bytes) { reader throws(DecodeError) in
            HoldAlias(
                key: try reader.key(), hold: try reader.key(), retryOf: try reader.key(),
                sequence: try reader.input.varint())
        }
    }

    static func decodeOrder(_ bytes: [UInt8]) throws(DecodeError) -> OrderRecord {
        try read(bytes) { reader throws(DecodeError) in
            var order = OrderRecord(
                key: try reader.key(), merchant: try reader.key(), sequence: 0)
            order.isKnown = try reader.input.flag()
            order.sequence = try reader.input.varint()
            order.facts = try reader.list { reader throws(DecodeError) in
                var fact = try reader.fact()
                fact.recordedAt = try reader.input.instant()
                fact.sequence = try reader.input.varint()
                return fact
            }
            order.holds = try reader.list { reader throws(DecodeError) in
                OrderHold(
                    hold: try reader.key(), account: try reader.key(),
                    purpose: try reader.code(), generation: try reader.narrow(UInt32.self))
            }
            order.breaks = try reader.list { reader throws(DecodeError) in
                OrderBreak(
                    kind: try reader.input.value(), line: try reader.key(),
                    sequence: try reader.input.varint())
            }
            order.returns = try reader.list { reader throws(DecodeError) in
                try reader.returnCase()
            }
            return order
        }
    }

    static func read<Record>(
        _ bytes: [UInt8], _ read: (inout BatchReader) throws(DecodeError) -> Record
    ) throws(DecodeError) -> Record {
        var reader = BatchReader(bytes)
        guard try reader.input.byte() == format else {
            throw DecodeError(.formatUnknown, offset: 0)
        }
        let record = try read(&reader)
        guard reader.input.isAtEnd else {
            throw DecodeError(.trailingBytes, offset: reader.input.offset)
        }
        return record
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
