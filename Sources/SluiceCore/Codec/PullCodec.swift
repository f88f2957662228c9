/// Pulls, in commands, events and records.
extension BatchWriter {
    mutating func recordPull(_ body: RecordPull) {
        key(body.merchant)
        key(body.order)
        key(body.source)
        out.instant(body.askedAt)
        out.flag(body.isKnown)
        out.varint(UInt64(body.covers.bits))
        list(body.facts) { writer, fact in
            writer.key(fact.fact)
            writer.out.byte(fact.kind.rawValue)
            writer.out.instant(fact.occurredAt)
            writer.lineAmounts(fact.lines)
            writer.optional(fact.amount)
            writer.reason(fact.reason)
        }
    }

    mutating func orderPull(_ pull: OrderPull) {
        out.instant(pull.askedAt)
        out.flag(pull.isKnown)
        out.varint(UInt64(pull.covers.bits))
        out.varint(UInt64(pull.standing.bits))
        out.varint(pull.sequence)
    }
}

extension BatchReader {
    mutating func recordPull() throws(DecodeError) -> RecordPull {
        RecordPull(
            merchant: try key(), order: try key(), source: try key(),
            askedAt: try input.instant(), isKnown: try input.flag(), covers: try factKinds(),
            facts: try list { reader throws(DecodeError) in
                PulledFact(
                    fact: try reader.key(), kind: try reader.input.value(),
                    occurredAt: try reader.input.instant(), lines: try reader.lineAmounts(),
                    amount: try reader.optional(), reason: try reader.input.value())
            })
    }

    mutating func orderPull() throws(DecodeError) -> OrderPull {
        OrderPull(
            askedAt: try input.instant(), isKnown: try input.flag(), covers: try factKinds(),
            standing: try factKinds(), sequence: try input.varint())
    }

    private mutating func factKinds() throws(DecodeError) -> FactKinds {
        guard let kinds = FactKinds(bits: try narrow(UInt16.self)) else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return kinds
    }
}
