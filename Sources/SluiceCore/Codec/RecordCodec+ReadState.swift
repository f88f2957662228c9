/// The records that are never archived, read from the snapshot they are kept in.
extension RecordCodec {
    static func decodeAccount(_ bytes: [UInt8]) throws(DecodeError) -> AccountRecord {
        try read(bytes) { reader throws(DecodeError) in
            var account = AccountRecord(
                key: try reader.key(), owner: try reader.key(), currency: try reader.currency(),
                openedAt: try reader.input.instant(), balances: try reader.balances(),
                opening: try reader.balances(), fixedLimit: try reader.input.money(), sequence: 0)
            account.temporaryLimits = try reader.list { reader throws(DecodeError) in
                TemporaryLimit(
                    key: try reader.key(), amount: try reader.input.money(),
                    until: try reader.input.instant(), scenario: try reader.optionalCode(),
                    sequence: try reader.input.varint())
            }
            account.restrictions = try reader.list { reader throws(DecodeError) in
                Restriction(
                    key: try reader.key(), kind: try reader.input.value(),
                    since: try reader.input.instant(), reviewBy: try reader.optional(),
                    sequence: try reader.input.varint())
            }
            account.payouts = try reader.list { reader throws(DecodeError) in
                Payout(
                    key: try reader.key(), hold: try reader.key(),
                    amount: try reader.input.money(), dueAt: try reader.input.instant(),
                    isOverdue: try reader.input.flag(), sequence: try reader.input.varint())
            }
            account.openedSequence = try reader.input.varint()
            account.sequence = try reader.input.varint()
            return account
        }
    }

    static func decodeMerchant(_ bytes: [UInt8]) throws(DecodeError) -> MerchantRecord {
        try read(bytes) { reader throws(DecodeError) in
            var merchant = MerchantRecord(
                key: try reader.key(), parkedFacts: try reader.narrow(UInt32.self), sequence: 0)
            merchant.feed = try reader.feed()
            merchant.repairs = try reader.repairs()
            merchant.sequence = try reader.input.varint()
            return merchant
        }
    }

    static func decodeSource(_ bytes: [UInt8]) throws(DecodeError) -> SourceRecord {
        try read(bytes) { reader throws(DecodeError) in
            SourceRecord(key: try reader.key(), sequence: try reader.input.varint())
        }
    }

    static func decodePolicy(_ bytes: [UInt8]) throws(DecodeError) -> Policy {
        try read(bytes) { reader throws(DecodeError) in try reader.policy() }
    }

    static func decodeProposal(_ bytes: [UInt8]) throws(DecodeError) -> ProposalRecord {
        try read(bytes) { reader throws(DecodeError) in
            ProposalRecord(
                key: try reader.key(), command: try reader.body(), proposer: try reader.key(),
                proposedAt: try reader.input.instant(), expiresAt: try reader.input.instant(),
                approver: try reader.key(), outcome: try reader.input.value(),
                proposedSequence: try reader.input.varint(), sequence: try reader.input.varint())
        }
    }

    static func decodeSubject(_ bytes: [UInt8]) throws(DecodeError) -> SubjectRecord {
        try read(bytes) { reader throws(DecodeError) in
            SubjectRecord(
                key: try reader.key(), date: try reader.date(),
                raised: try reader.list { reader throws(DecodeError) in
                    CurrencyAmount(
                        currency: try reader.currency(), amount: try reader.input.money())
                }, sequence: try reader.input.varint())
        }
    }

    static func decodeDayBook(_ bytes: [UInt8]) throws(DecodeError) -> DayBook {
        try read(bytes) { reader throws(DecodeError) in
            DayBook(
                closedThrough: try reader.input.flag() ? try reader.date() : nil,
                closing: try reader.list { reader throws(DecodeError) in try reader.totals() },
                open: try reader.list { reader throws(DecodeError) in try reader.totals() })
        }
    }
}
