/// The records that are never archived, read from the snapshot they are kept in.
extension BatchReader {
    mutating func accountRecord() throws(DecodeError) -> AccountRecord {
        var account = AccountRecord(
            key: try key(), owner: try key(), currency: try currency(),
            openedAt: try input.instant(), balances: try balances(),
            opening: try balances(), fixedLimit: try input.money(), sequence: 0)
        account.temporaryLimits = try list { reader throws(DecodeError) in
            TemporaryLimit(
                key: try reader.key(), amount: try reader.input.money(),
                until: try reader.input.instant(), scenario: try reader.optionalCode(),
                sequence: try reader.input.varint())
        }
        account.restrictions = try list { reader throws(DecodeError) in
            Restriction(
                key: try reader.key(), kind: try reader.input.value(),
                since: try reader.input.instant(), reviewBy: try reader.optional(),
                sequence: try reader.input.varint())
        }
        account.payouts = try list { reader throws(DecodeError) in
            Payout(
                key: try reader.key(), hold: try reader.key(),
                amount: try reader.input.money(), dueAt: try reader.input.instant(),
                isOverdue: try reader.input.flag(), sequence: try reader.input.varint())
        }
        account.openedSequence = try input.varint()
        account.sequence = try input.varint()
        return account
    }

    mutating func merchantRecord() throws(DecodeError) -> MerchantRecord {
        var merchant = MerchantRecord(
            key: try key(), parkedFacts: try narrow(UInt32.self), sequence: 0)
        merchant.feed = try feed()
        merchant.repairs = try repairs()
        merchant.sequence = try input.varint()
        if !input.isAtEnd { merchant.sweptAt = try input.instant() }
        return merchant
    }

    mutating func sourceRecord() throws(DecodeError) -> SourceRecord {
        SourceRecord(key: try key(), sequence: try input.varint())
    }

    mutating func proposalRecord() throws(DecodeError) -> ProposalRecord {
        ProposalRecord(
            key: try key(), command: try body(), proposer: try key(),
            proposedAt: try input.instant(), expiresAt: try input.instant(),
            approver: try key(), outcome: try input.value(),
            proposedSequence: try input.varint(), sequence: try input.varint())
    }

    mutating func subjectRecord() throws(DecodeError) -> SubjectRecord {
        SubjectRecord(
            key: try key(), date: try date(),
            raised: try list { reader throws(DecodeError) in
                CurrencyAmount(
                    currency: try reader.currency(), amount: try reader.input.money())
            }, sequence: try input.varint())
    }

    mutating func dayBookRecord() throws(DecodeError) -> DayBook {
        DayBook(
            closedThrough: try input.flag() ? try date() : nil,
            closing: try list { reader throws(DecodeError) in try reader.totals() },
            open: try list { reader throws(DecodeError) in try reader.totals() })
    }
}
