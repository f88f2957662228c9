/// The canonical bytes of records, for the archive and the state digest.
///
/// A format byte, then the fields in the order of the record's declaration; derived fields are
/// left out. Keys are numbered within the image as within a batch.
public enum RecordCodec {
    public static let format: UInt8 = 1

    static func encode(_ account: AccountRecord) -> [UInt8] {
        image { writer in
            writer.key(account.key)
            writer.out.varint(UInt64(account.currency.packed))
            writer.out.instant(account.openedAt)
            writer.balances(account.balances)
            writer.out.money(account.openingLimit)
            writer.out.varint(account.openedSequence)
            writer.out.varint(account.sequence)
        }
    }

    static func encode(_ merchant: MerchantRecord) -> [UInt8] {
        image { writer in
            writer.key(merchant.key)
            writer.out.varint(UInt64(merchant.parkedFacts))
            writer.out.varint(merchant.sequence)
        }
    }

    static func encode(_ source: SourceRecord) -> [UInt8] {
        image { writer in
            writer.key(source.key)
            writer.out.varint(source.sequence)
        }
    }

    static func encode(_ policy: Policy) -> [UInt8] { image { $0.policy(policy) } }

    static func encode(_ operation: AccountOperation) -> [UInt8] {
        image { writer in
            writer.key(operation.key)
            writer.key(operation.account)
            writer.out.byte(operation.kind.rawValue)
            writer.out.money(operation.amount)
            writer.reason(operation.reason)
            writer.key(operation.reverses)
            writer.out.varint(operation.reversedSequence)
            writer.out.varint(operation.sequence)
        }
    }

    static func encode(_ alias: HoldAlias) -> [UInt8] {
        image { writer in
            writer.key(alias.key)
            writer.key(alias.hold)
            writer.key(alias.retryOf)
            writer.out.varint(alias.sequence)
        }
    }

    static func encode(_ hold: HoldRecord) -> [UInt8] {
        image { writer in
            writer.key(hold.key)
            writer.key(hold.account)
            writer.key(hold.merchant)
            writer.key(hold.order)
            writer.out.text(hold.purpose.text)
            writer.out.text(hold.scenario.text)
            writer.out.flag(hold.isScenarioNamed)
            writer.out.varint(UInt64(hold.generation))
            writer.key(hold.retryOf)
            writer.out.money(hold.requested)
            writer.out.varint(UInt64(hold.currency.packed))
            writer.amounts(hold.amounts)
            writer.reason(hold.decision)
            writer.reason(hold.reason)
            writer.out.byte(hold.captureOn.rawValue)
            writer.out.varint(UInt64(hold.policyVersion))
            for time in [hold.placedAt, hold.expiresAt, hold.guaranteedUntil, hold.endedAt] {
                writer.out.instant(time)
            }
            writer.out.varint(hold.placedSequence)
            writer.out.varint(hold.sequence)
            writer.list(hold.lines) { writer, line in
                writer.key(line.key)
                writer.key(line.seller)
                writer.out.money(line.requested)
                writer.amounts(line.amounts)
            }
            writer.list(hold.operations) { writer, operation in
                writer.key(operation.key)
                writer.out.byte(operation.kind.rawValue)
                writer.request(operation.request)
                writer.out.varint(UInt64(operation.outcome.rawValue))
                writer.out.money(operation.amount)
                writer.out.varint(operation.sequence)
            }
        }
    }

    static func encode(_ order: OrderRecord) -> [UInt8] {
        image { writer in
            writer.key(order.key)
            writer.key(order.merchant)
            writer.out.flag(order.isKnown)
            writer.out.varint(order.sequence)
            writer.list(order.facts) { writer, fact in
                writer.fact(fact)
                writer.out.instant(fact.recordedAt)
                writer.out.varint(fact.sequence)
            }
            writer.list(order.holds) { writer, hold in
                writer.key(hold.hold)
                writer.key(hold.account)
                writer.out.text(hold.purpose.text)
                writer.out.varint(UInt64(hold.generation))
            }
            writer.list(order.breaks) { writer, found in
                writer.out.byte(found.kind.rawValue)
                writer.key(found.line)
                writer.out.varint(found.sequence)
            }
        }
    }

    static func decodeAccountOperation(
        _ bytes: [UInt8]
    ) throws(DecodeError) -> AccountOperation {
        try read(bytes) { reader throws(DecodeError) in
            AccountOperation(
                key: try reader.key(), account: try reader.key(),
                kind: try reader.input.value(), amount: try reader.input.money(),
                reason: try reader.input.value(), reverses: try reader.key(),
                reversedSequence: try reader.input.varint(), sequence: try reader.input.varint())
        }
    }

    static func decodeHold(_ bytes: [UInt8]) throws(DecodeError) -> HoldRecord {
        try read(bytes) { reader throws(DecodeError) in
            HoldRecord(
                key: try reader.key(), account: try reader.key(), merchant: try reader.key(),
                order: try reader.key(), purpose: try reader.code(),
                scenario: try reader.code(), isScenarioNamed: try reader.input.flag(),
                generation: try reader.narrow(UInt32.self), retryOf: try reader.key(),
                requested: try reader.input.money(), currency: try reader.currency(),
                amounts: try reader.amounts(), decision: try reader.input.value(),
                reason: try reader.input.value(), captureOn: try reader.input.value(),
                policyVersion: try reader.narrow(UInt32.self),
                placedAt: try reader.input.instant(), expiresAt: try reader.input.instant(),
                guaranteedUntil: try reader.input.instant(),
                endedAt: try reader.input.instant(),
                placedSequence: try reader.input.varint(),
                sequence: try reader.input.varint(),
                lines: try reader.list { reader throws(DecodeError) in
                    HoldLine(
                        key: try reader.key(), seller: try reader.key(),
                        requested: try reader.input.money(), amounts: try reader.amounts())
                },
                operations: try reader.list { reader throws(DecodeError) in
                    HoldOperation(
                        key: try reader.key(), kind: try reader.input.value(),
                        request: try reader.request(), outcome: try reader.input.value(),
                        amount: try reader.input.money(), sequence: try reader.input.varint())
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
            return order
        }
    }

    private static func image(_ write: (inout BatchWriter) -> Void) -> [UInt8] {
        var writer = BatchWriter()
        writer.out.byte(format)
        write(&writer)
        return writer.out.bytes
    }

    private static func read<Record>(
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
