import SluiceAPI
import SluiceCore

/// What a world came to, for people and programs.
struct WorldReport {
    let shape: WorldShape
    let verdict: WorldVerdict
    let rate: Int64
    /// How long it took, in seconds of the machine.
    let seconds: Int64
    /// How often each status was answered.
    let statuses: [Int: Int]
    /// How often merchants were asked for an order, and how often they did not answer.
    let pulls: (asked: Int, failed: Int)

    private typealias Count = WorldVerdict.Count

    private var sums: [(name: String, text: String, count: Count)] {
        [
            ("locked", "locked", verdict.locked), ("declined", "declined", verdict.declined),
            ("billed", "billed", verdict.billed), ("returned", "returned", verdict.returned),
            ("refunded", "refunded", verdict.refunded),
            ("on_lies", "given back on a merchant's false word", verdict.onLies),
            (
                "shipped_after_end", "shipped after the end, announced", verdict.shippedAfterEnd
            ),
            (
                "avoidable_untold", "declined while an untold cancellation covered it",
                verdict.avoidableUntold
            ),
        ]
    }

    var text: String {
        let currency = Currency("CNY")!
        func row(_ text: String, _ count: Count) -> [String] {
            [text, GroupedText.count(count.count), GroupedText.amount(count.amountMinor, currency)]
        }
        var lines = [
            "world: seed \(shape.seed), \(GroupedText.count(shape.orders)) orders, "
                + "\(shape.merchants) merchants, \(shape.shoppers) shoppers, speed \(rate), "
                + "\(seconds) s",
            TextTable.format(
                [["", "count", currency.code]] + sums.map { row($0.text, $0.count) },
                textColumns: 1),
            "answers: "
                + statuses.sorted { $0.key < $1.key }
                .map { "\($0.key) \(GroupedText.count($0.value))" }.joined(separator: ", "),
        ]
        lines.append(
            "pulls: \(GroupedText.count(pulls.asked)), not answered "
                + GroupedText.count(pulls.failed))
        if verdict.silentInOutage > 0 {
            lines.append(
                "silent while the feed was dead: \(GroupedText.count(verdict.silentInOutage)), "
                    + "the last ended \(SpanText.short(verdict.afterOutageNsMax)) after it was "
                    + "back (\(verdict.lastAfterOutage))")
        }
        if let desk = verdict.desk { lines += desk.lines }
        guard !verdict.isSound else { return (lines + ["nothing wrong"]).joined(separator: "\n") }
        for failure in WorldFailure.allCases {
            guard let found = verdict.failures[failure] else { continue }
            lines.append(
                "WRONG \(failure.rawValue): \(GroupedText.count(found.sum.count)), "
                    + GroupedText.amount(found.sum.amountMinor, currency))
            lines += found.examples.map { "  " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    var json: [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        func count(_ count: Count, _ writer: inout JSONWriter) {
            writer.member("count", Int64(count.count))
            writer.member("amount", count.amountMinor)
        }
        writer.object { writer in
            writer.member("seed", String(shape.seed))
            writer.member("orders", Int64(shape.orders))
            writer.member("speed", rate)
            writer.member("seconds", seconds)
            for sum in sums {
                writer.name(sum.name)
                writer.object { count(sum.count, &$0) }
            }
            writer.member("silent_in_outage", Int64(verdict.silentInOutage))
            writer.member(
                "after_outage_seconds_max", verdict.afterOutageNsMax / Span.secondNs)
            if let desk = verdict.desk {
                writer.name("desk")
                desk.write(to: &writer)
            }
            writer.member("pulls", Int64(pulls.asked))
            writer.member("pulls_failed", Int64(pulls.failed))
            writer.name("answers")
            writer.object { writer in
                for (status, count) in statuses.sorted(by: { $0.key < $1.key }) {
                    writer.member(String(status), Int64(count))
                }
            }
            writer.name("wrong")
            writer.object { writer in
                for failure in WorldFailure.allCases {
                    guard let found = verdict.failures[failure] else { continue }
                    writer.name(failure.rawValue)
                    writer.object { writer in
                        count(found.sum, &writer)
                        writer.name("examples")
                        writer.array { writer in
                            for example in found.examples { writer.string(example) }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }
}
