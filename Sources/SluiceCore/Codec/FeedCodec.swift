/// The state of a merchant's feed, as it is kept in snapshots.
extension BatchWriter {
    mutating func feed(_ feed: FeedRecord) {
        list(feed.counts) { writer, count in writer.out.varint(UInt64(count)) }
        out.signed(Int64(feed.day))
        list(feed.pulse) { writer, at in writer.out.instant(at) }
        list(feed.words) { writer, at in writer.out.instant(at) }
        out.instant(feed.lostSince)
        reason(feed.lostReason)
        out.instant(feed.hourSince)
        out.varint(UInt64(feed.silentInHour))
    }

    mutating func repairs(_ repairs: Repairs) {
        out.signed(Int64(repairs.date.day))
        list(repairs.amounts) { writer, given in
            writer.out.varint(UInt64(given.currency.packed))
            writer.out.money(given.amount)
        }
    }
}

extension BatchReader {
    mutating func feed() throws(DecodeError) -> FeedRecord {
        var feed = FeedRecord()
        feed.counts = try list { reader throws(DecodeError) in try reader.narrow(UInt32.self) }
        feed.day = try day()
        feed.pulse = try list { reader throws(DecodeError) in try reader.input.instant() }
        feed.words = try list { reader throws(DecodeError) in try reader.input.instant() }
        feed.lostSince = try input.instant()
        feed.lostReason = try input.value()
        feed.hourSince = try input.instant()
        feed.silentInHour = try narrow(UInt32.self)
        return feed
    }

    mutating func repairs() throws(DecodeError) -> Repairs {
        var repairs = Repairs()
        repairs.date = BusinessDate(day: try day())
        repairs.amounts = try list { reader throws(DecodeError) in
            CurrencyAmount(currency: try reader.currency(), amount: try reader.input.money())
        }
        return repairs
    }

    private mutating func day() throws(DecodeError) -> Int32 {
        guard let day = Int32(exactly: try input.signed()) else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return day
    }
}
