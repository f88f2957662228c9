import SluiceAPI
import SluiceCore

extension WorldDeskVerdict {
    /// For people.
    var lines: [String] {
        let rows = tiers.map { tier in
            [tier.tier.code, GroupedText.count(tier.waitsNs.count)]
                + [tier.waitNs(at: 50), tier.waitNs(at: 99), tier.waitNs(at: 100), tier.waitMaxNs]
                .map { SpanText.short($0) }
        }
        return [
            "desk: \(persons) persons, \(loadPercent) % of what they can do",
            TextTable.format(
                [["waited", "cases", "P50", "P99", "longest", "stated"]] + rows, textColumns: 1),
        ]
    }

    /// For programs.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("persons", Int64(persons))
            writer.member("load_percent", Int64(loadPercent))
            writer.name("tiers")
            writer.array { writer in
                for tier in tiers {
                    writer.object { writer in
                        writer.member("tier", tier.tier.code)
                        writer.member("cases", Int64(tier.waitsNs.count))
                        for (name, waitNs) in [
                            ("p50_seconds", tier.waitNs(at: 50)),
                            ("p99_seconds", tier.waitNs(at: 99)),
                            ("longest_seconds", tier.waitNs(at: 100)),
                            ("stated_seconds", tier.waitMaxNs),
                        ] {
                            writer.member(name, waitNs / Span.secondNs)
                        }
                    }
                }
            }
        }
    }
}
