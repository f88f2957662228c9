import SluiceCore

// How a store keeps what is told: the journal's way of writing, without its versions.

extension MessageSlots {
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.varint(UInt64(currency.packed))
        writer.varint(UInt64(reason.rawValue))
        let slots = MessageSlot.allCases.filter { self[$0] != nil }
        writer.varint(UInt64(slots.count))
        for slot in slots {
            writer.byte(slot.rawValue)
            writer.signed(self[slot]!)
        }
        return writer.bytes
    }

    /// - Throws: `DecodeError` for bytes that `bytes` did not give.
    public init(bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(bytes)
        self.init(try reader.currency(), reason: try reader.value())
        for _ in 0..<(try reader.count()) {
            let slot: MessageSlot = try reader.value()
            self[slot] = try reader.signed()
        }
    }
}

extension ToldHold {
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.key(account)
        writer.key(merchant)
        writer.key(order)
        writer.varint(UInt64(currency.packed))
        writer.money(open)
        writer.instant(expiresAt)
        writer.instant(guaranteedUntil)
        for time in [reviewUntil, noticedUntil, expectedAt, toldP90, toldLatest, riskAt] {
            writer.flag(time != nil)
            if let time { writer.instant(time) }
        }
        writer.standing(standing)
        return writer.bytes
    }

    /// - Throws: `DecodeError` for bytes that `bytes` did not give.
    public init(bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(bytes)
        self.init(
            account: try reader.key(), merchant: try reader.key(), order: try reader.key(),
            currency: try reader.currency(), open: try reader.money(),
            expiresAt: try reader.instant(), guaranteedUntil: try reader.instant())
        reviewUntil = try reader.flag() ? try reader.instant() : nil
        noticedUntil = try reader.flag() ? try reader.instant() : nil
        expectedAt = try reader.flag() ? try reader.instant() : nil
        toldP90 = try reader.flag() ? try reader.instant() : nil
        toldLatest = try reader.flag() ? try reader.instant() : nil
        riskAt = try reader.flag() ? try reader.instant() : nil
        standing = try reader.standing()
    }
}

extension ToldAccount {
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.varint(UInt64(currency.packed))
        writer.varint(UInt64(limits.count))
        for limit in limits {
            writer.key(limit.operation)
            writer.money(limit.amount)
            writer.instant(limit.until)
            writer.standing(limit.standing)
        }
        return writer.bytes
    }

    /// - Throws: `DecodeError` for bytes that `bytes` did not give.
    public init(bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(bytes)
        self.init(currency: try reader.currency())
        for _ in 0..<(try reader.count()) {
            limits.append(
                ToldLimit(
                    operation: try reader.key(), amount: try reader.money(),
                    until: try reader.instant(), standing: try reader.standing()))
        }
    }
}

extension ByteWriter {
    fileprivate mutating func standing(_ list: [Standing]) {
        varint(UInt64(list.count))
        for told in list {
            byte(told.topic.rawValue)
            varint(told.position)
        }
    }
}

extension ByteReader {
    fileprivate mutating func standing() throws(DecodeError) -> [Standing] {
        var list: [Standing] = []
        for _ in 0..<(try count()) {
            list.append(Standing(topic: try value(), position: try varint()))
        }
        return list
    }

    fileprivate mutating func currency() throws(DecodeError) -> Currency {
        guard let packed = UInt32(exactly: try varint()), let currency = Currency(packed: packed)
        else { throw DecodeError(.unknownTag, offset: offset) }
        return currency
    }
}
