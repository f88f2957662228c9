import SluiceCore
import Testing

@testable import SluiceForecast

/// Holds of merchants that take three days, or nine; one in five is given back after one.
struct ForecasterTests {
    private static let start = Instant(ns: 17_532 * Span.dayNs)
    private static let seed: UInt64 = 41

    private func key<Tag>(_ number: Int) -> Key<Tag> {
        var draws = Draws(seed: UInt64(number) &* 77)
        return Key(high: draws.next(), low: draws.next())
    }

    private func subject(_ number: Int, merchant: Int, day: Double) -> HoldSubject {
        let placedAt = Self.start.adding(spanNs: Int64(day * Double(Span.dayNs)))
        return HoldSubject(
            hold: key(number), order: key(number), scenario: .physical, captureOn: .delivered,
            placedAt: placedAt, endsAt: placedAt.adding(spanNs: 30 * Span.dayNs),
            segments: Segments(merchant: key(merchant)))
    }

    /// Ten holds a day for so many days, told of in the order of time.
    private func taught(days: Int) -> Forecaster {
        var forecaster = Forecaster()
        var draws = Draws(seed: Self.seed)
        var happenings: [(at: Instant, hold: HoldSubject, end: EndKind?)] = []
        for number in 0..<(days * 10) {
            let merchant = number % 2
            let hold = subject(number, merchant: merchant, day: Double(number) / 10)
            let isBilled = draws.unit() > 0.2
            let took = isBilled ? (merchant == 0 ? 3 : 9) * (0.5 + draws.unit()) : 1
            let end = hold.placedAt.adding(spanNs: Int64(took * Double(Span.dayNs)))
            happenings.append((hold.placedAt, hold, nil))
            happenings.append((end, hold, isBilled ? .billed : .returned))
        }
        for happening in happenings.sorted(by: { $0.at < $1.at })
        where happening.at < Self.start.adding(spanNs: Int64(days) * Span.dayNs) {
            guard let kind = happening.end else {
                forecaster.observe(placed: happening.hold)
                continue
            }
            forecaster.observe(ended: happening.hold.hold, as: kind, at: happening.at)
        }
        return forecaster
    }

    private func days(_ from: Instant, _ to: Instant) -> Double { Time.days(from: from, to: to) }

    @Test("nothing is known at first, and policy is what is told")
    func cold() {
        let hold = subject(1, merchant: 0, day: 0)
        let told = Forecaster().forecast(hold, at: hold.placedAt)
        #expect(told.basis == .policy && told.billedBasisPoints == nil)
        #expect([told.p50, told.p80, told.p90, told.latest].allSatisfy { $0 == hold.endsAt })
    }

    @Test("merchants are told apart, a new one is like all")
    func merchants() {
        let forecaster = taught(days: 120)
        let told = [0, 1, 2].map { merchant in
            let hold = subject(9_999, merchant: merchant, day: 120)
            return forecaster.forecast(hold, at: hold.placedAt)
        }
        let medians = told.map { days(Self.start, $0.p50) - 120 }
        #expect((1.5...4).contains(medians[0]), "\(medians)")
        #expect((6...11).contains(medians[1]), "\(medians)")
        #expect(medians[0] < medians[2] && medians[2] < medians[1], "\(medians)")
        #expect(told[0].basis == .segment(.merchant) && told[2].basis == .stage)
        for one in told {
            #expect(one.p50 <= one.p80 && one.p80 <= one.p90 && one.p90 <= one.latest)
            #expect((7_000...9_000).contains(one.billedBasisPoints!))
        }
    }

    @Test("what has not ended by now ends later, and is billed the more surely")
    func age() {
        var forecaster = taught(days: 120)
        let hold = subject(9_999, merchant: 1, day: 120)
        forecaster.observe(placed: hold)
        var before: Forecast?
        var later = 0
        for day in [0.0, 2, 5, 8, 12, 20, 29, 31] {
            let now = hold.placedAt.adding(spanNs: Int64(day * Double(Span.dayNs)))
            let told = forecaster.forecast(hold.hold, at: now)!
            #expect(told.p50 >= min(now, hold.endsAt) && told.latest <= hold.endsAt, "day \(day)")
            if let before, told.latest < hold.endsAt {
                #expect(told.p50 > before.p50, "day \(day)")
                later += 1
            }
            if day == 2 { #expect(told.billedBasisPoints! > 9_000) }
            before = told
        }
        #expect(later >= 3)
    }

    @Test("a way that is too seldom to tell times of counts among the chances all the same")
    func seldom() {
        for isBilledSeldom in [false, true] {
            var forecaster = Forecaster()
            let kinds: [EndKind] = isBilledSeldom ? [.returned, .billed] : [.billed, .returned]
            for number in 0..<234 {
                // 195 in one way, 39 in the other.
                let hold = subject(number, merchant: 0, day: Double(number) / 50)
                forecaster.observe(placed: hold)
                forecaster.observe(
                    ended: hold.hold, as: number % 6 == 5 ? kinds[1] : kinds[0],
                    at: hold.placedAt.adding(spanNs: Span.hourNs * Int64(1 + number % 3)))
            }
            let hold = subject(9_999, merchant: 0, day: 5)
            let told = forecaster.forecast(hold, at: hold.placedAt)
            let billed: ClosedRange<Int64> = isBilledSeldom ? 1_500...1_800 : 8_200...8_500
            #expect(billed.contains(told.billedBasisPoints ?? 0), "\(told)")
        }
    }

    @Test("the end that is asked with bounds what is told, though an older one is followed")
    func end() {
        var forecaster = taught(days: 120)
        var hold = subject(9_999, merchant: 1, day: 120)
        forecaster.observe(placed: hold)
        hold.endsAt = hold.placedAt.adding(spanNs: Span.dayNs)
        let told = forecaster.forecast(hold, at: hold.placedAt)
        #expect(told.latest == hold.endsAt && told.basis == .segment(.merchant))
    }

    @Test("a second hold of an order is as far as the first, but no stage is older than itself")
    func second() {
        var forecaster = Forecaster()
        let first = subject(1, merchant: 0, day: 0)
        var second = subject(2, merchant: 0, day: 2)
        second.order = first.order
        let paidAt = first.placedAt.adding(spanNs: Span.dayNs)
        forecaster.observe(placed: first)
        forecaster.observe(fact: .paid, of: first.order, at: paidAt)
        forecaster.observe(placed: second)
        #expect(forecaster.open[second.hold]?.stage == .paid)
        #expect(forecaster.open[second.hold]?.began[1] == second.placedAt)
        #expect(forecaster.open[first.hold]?.began[1] == paidAt)
    }

    @Test("a share of a mixture is where that share of both has ended")
    func mixture() {
        var forecaster = taught(days: 120)
        let hold = subject(9_999, merchant: 1, day: 120)
        forecaster.observe(placed: hold)
        let spread = forecaster.spread(of: hold.hold, at: hold.placedAt)!
        for share in [0.1, 0.3, 0.5, 0.8, 0.9] {
            let at = spread.instant(of: share)
            #expect(abs(spread.ended(by: at) - share) < 0.05)
        }
    }

    @Test("equal observations make equal forecasts")
    func determinism() {
        let (one, other) = (taught(days: 60), taught(days: 60))
        for merchant in 0..<4 {
            let hold = subject(9_999, merchant: merchant, day: 60.5)
            let told = [one, other].map { $0.forecast(hold, at: hold.placedAt) }
            #expect(told[0] == told[1])
        }
        // The same on every machine: FNV-1a of all that is remembered.
        var writer = ByteWriter()
        one.write(to: &writer)
        let hash = writer.bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        #expect(hash == 17_691_565_422_662_927_862)
    }

    @Test("what is kept is what goes on: bytes, and all that comes after")
    func bytes() throws {
        var one = taught(days: 60)
        func bytes(_ forecaster: Forecaster) -> [UInt8] {
            var writer = ByteWriter()
            forecaster.write(to: &writer)
            return writer.bytes
        }
        let kept = bytes(one)
        var reader = ByteReader(kept)
        var other = try Forecaster(from: &reader)
        #expect(reader.isAtEnd && bytes(other) == kept)
        for number in 5_000..<5_400 {
            let hold = subject(number, merchant: number % 3, day: Double(number) / 80)
            let end = hold.placedAt.adding(spanNs: Span.dayNs)
            for index in 0..<2 {
                var forecaster = index == 0 ? one : other
                forecaster.observe(placed: hold)
                forecaster.observe(fact: .paid, of: hold.order, at: hold.placedAt)
                forecaster.observe(ended: hold.hold, as: .billed, at: end)
                if index == 0 { one = forecaster } else { other = forecaster }
            }
        }
        #expect(bytes(one) == bytes(other))
        #expect(!one.scored.isEmpty)
        for cut in stride(from: 0, to: kept.count, by: 997) {
            var reader = ByteReader(Array(kept.prefix(cut)))
            #expect(throws: DecodeError.self) { try Forecaster(from: &reader) }
        }
    }

    @Test("what was told is scored by the week of its end")
    func scores() {
        let scored = taught(days: 120).scored
        let weeks = scored.map(\.row.week)
        #expect(weeks == weeks.sorted() && Set(weeks).count == weeks.count && weeks.count >= 14)
        let ended = scored.reduce(0) { $0 + $1.row.ended }
        let kept = scored.reduce(0) { $0 + $1.row.keptLatest }
        let by90 = scored.reduce(0) { $0 + $1.row.by90 }
        #expect(ended > 900)
        #expect(Double(kept) / Double(ended) > 0.95, "\(kept) of \(ended)")
        #expect((0.84...0.97).contains(Double(by90) / Double(ended)), "\(by90) of \(ended)")
    }

    @Test("of many a day some thousands are drawn, the same every time")
    func drawing() {
        var sampling = Sampling()
        var drawn = 0
        for number in 0..<200_000 {
            let at = Self.start.adding(spanNs: Int64(number / 50_000) * Span.dayNs)
            let isDrawn = sampling.draws(key(number), at: at)
            if isDrawn { sampling.count() }
            if number >= 150_000, isDrawn { drawn += 1 }
        }
        #expect((3_000...Sampling.dailyMax * 2).contains(drawn), "\(drawn)")
    }

    @Test("beyond the limit holds are not followed, and room is made by those that end")
    func limit() {
        var open = OpenHolds()
        for number in 0..<(ForecastLimits.openHoldsMax + 5) {
            open.insert(Tracked(subject(number, merchant: 0, day: 0), family: 0, stage: .placed))
        }
        #expect(open.count == ForecastLimits.openHoldsMax)
        #expect(open[key(ForecastLimits.openHoldsMax + 1)] == nil)
        #expect(open.remove(key(5)) != nil && open.remove(key(5)) == nil)
        open.insert(Tracked(subject(9_000_000, merchant: 0, day: 0), family: 0, stage: .placed))
        #expect(open[key(9_000_000)] != nil && open.count == ForecastLimits.openHoldsMax)
    }

    @Test("those that are not drawn leave half of the places to those that are")
    func reserved() {
        var open = OpenHolds()
        for number in 0..<(ForecastLimits.openHoldsMax + 5) {
            var tracked = Tracked(subject(number, merchant: 0, day: 0), family: 0, stage: .placed)
            tracked.isDrawn = false
            let isFollowed = open.insert(tracked)
            #expect(isFollowed == (number < ForecastLimits.undrawnMax))
        }
        for number in 0..<ForecastLimits.undrawnMax {
            let hold = subject(1_000_000 + number, merchant: 0, day: 0)
            let isFollowed = open.insert(Tracked(hold, family: 0, stage: .placed))
            #expect(isFollowed)
        }
        #expect(open.count == ForecastLimits.openHoldsMax)
        let more = Tracked(subject(9_000_000, merchant: 0, day: 0), family: 0, stage: .placed)
        var found = [open.insert(more)]
        _ = open.remove(key(5))
        found.append(open.insert(more))
        var other = Tracked(subject(9_000_001, merchant: 0, day: 0), family: 0, stage: .placed)
        other.isDrawn = false
        found.append(open.insert(other))
        _ = open.remove(key(1_000_000))
        found.append(open.insert(other))
        #expect(found == [false, true, false, true])
    }

    @Test("facts move all holds of an order and no others")
    func orders() {
        var open = OpenHolds()
        var subjects = (0..<6).map { subject($0, merchant: 0, day: 0) }
        for index in 0..<6 { subjects[index].order = key(100 + index % 2) }
        for one in subjects { open.insert(Tracked(one, family: 0, stage: .placed)) }
        _ = open.remove(subjects[2].hold)
        open.move(subjects[0].order, to: .paid, at: Self.start)
        open.move(subjects[0].order, to: .paid, at: Self.start.adding(spanNs: Span.dayNs))
        for index in [0, 4] {
            #expect(open[subjects[index].hold]?.stage == .paid)
            #expect(open[subjects[index].hold]?.began[1] == Self.start)
        }
        for index in [1, 3, 5] { #expect(open[subjects[index].hold]?.stage == .placed) }
    }
}
