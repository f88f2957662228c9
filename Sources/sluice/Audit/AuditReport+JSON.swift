import SluiceAPI
import SluiceCore

/// The audit for programs: amounts in minor units, times in RFC 3339, ages in whole seconds.
extension AuditReport {
    func json(in language: Language) -> [UInt8] {
        var writer = JSONWriter(capacity: 8_192)
        writer.object { writer in
            writer.member("at", RFC3339.format(at.ns))
            writer.member("mapping", mapping)
            writer.name("terms")
            write(terms, to: &writer)
            writer.name("read")
            read(to: &writer)
            writer.name("currencies")
            writer.array { writer in
                for tally in currencies { self.currency(tally, language, to: &writer) }
            }
            writer.name("rejects")
            writer.object { writer in
                for (cause, count) in rejects.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    writer.member(cause.rawValue, Int64(count))
                }
            }
        }
        return writer.bytes
    }

    private func write(_ terms: AuditTerms, to writer: inout JSONWriter) {
        writer.object { writer in
            if let file = terms.file { writer.member("policy", file) }
            writer.member("grace_s", AuditTerms.graceNs / Span.secondNs)
            writer.name("scenarios")
            writer.array { writer in
                for scenario in terms.scenarios {
                    writer.object { writer in
                        writer.member("scenario", scenario.name.text)
                        writer.member("time_to_live_s", scenario.timeToLiveNs / Span.secondNs)
                        writer.member("capture_on", scenario.captureOn.code)
                        writer.member(
                            "silent_after_s", AuditTerms.silentAfterNs(scenario) / Span.secondNs)
                    }
                }
            }
        }
    }

    private func read(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, count) in [
                ("hold_rows", files.holdRows), ("order_rows", files.orderRows),
                ("holds_open", files.open), ("holds_ended", files.ended),
                ("holds_later", files.laterHolds), ("facts_later", files.laterFacts),
                ("orders", files.knownOrders), ("open_with_order", files.matched),
                ("merchants", files.merchants),
            ] {
                writer.member(name, Int64(count))
            }
        }
    }

    private func currency(
        _ tally: CurrencyTally, _ language: Language, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("currency", tally.currency.code)
            let stuck = tally.sum(.stuck)
            Self.sum("held", tally.held, to: &writer)
            Self.sum("rightly_held", tally.sum(.held), to: &writer)
            Self.sum("unjudged", tally.sum(.unjudged), to: &writer)
            Self.sum("stuck", stuck, withDays: true, to: &writer)
            for destination in AuditFinding.Destination.allCases {
                let sum = tally.sum { $0.group == .stuck && $0.destination == destination }
                Self.sum("stuck_\(destination.rawValue)", sum, withDays: true, to: &writer)
            }
            Self.sum("moved_wrongly", tally.sum(.movedWrongly), to: &writer)
            writer.name("findings")
            writer.array { writer in
                for group in AuditFinding.Class.allCases {
                    for finding in tally.findings(group) {
                        self.finding(finding, language, to: &writer)
                    }
                }
            }
        }
    }

    private static func sum(
        _ name: String, _ sum: AuditSum, withDays: Bool = false, to writer: inout JSONWriter
    ) {
        writer.name(name)
        writer.object { writer in
            writer.member("holds", Int64(sum.holds))
            writer.member("amount", sum.amount.minor)
            if withDays { writer.member("amount_days", Int64(clamping: sum.amountDays)) }
        }
    }

    private func finding(
        _ tally: FindingTally, _ language: Language, to writer: inout JSONWriter
    ) {
        let finding = tally.finding
        writer.object { writer in
            writer.member("class", finding.group.rawValue)
            writer.member("finding", finding.rawValue)
            if let detector = finding.detector { writer.member("detector", detector) }
            writer.member("holds", Int64(tally.sum.holds))
            writer.member("amount", tally.sum.amount.minor)
            writer.member("amount_days", Int64(clamping: tally.sum.amountDays))
            if let oldest = tally.oldest {
                writer.member("oldest_since", RFC3339.format(oldest.since.ns))
                writer.member("oldest_hold", oldest.hold)
            }
            let ages = tally.ages
            Self.seconds("p50_s", ages.p50Ns, to: &writer)
            Self.seconds("p90_s", ages.p90Ns, to: &writer)
            writer.member("next", finding.actor.rawValue)
            if let destination = finding.destination {
                writer.member("destination", destination.rawValue)
            }
            writer.member("reason", finding.reason(in: language))
            writer.member("step", finding.step(in: language))
            writer.name("examples")
            writer.array { writer in
                for example in tally.examples(limit) { Self.example(example, to: &writer) }
            }
        }
    }

    private static func example(_ example: AuditExample, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("hold", example.hold)
            writer.member("merchant", example.merchant)
            writer.member("order", example.order)
            writer.member("amount", example.amount.minor)
            writer.member("since", RFC3339.format(example.since.ns))
            writer.member("age_s", example.ageNs / Span.secondNs)
        }
    }

    private static func seconds(_ name: String, _ spanNs: Int64?, to writer: inout JSONWriter) {
        writer.name(name)
        guard let spanNs else { return writer.null() }
        writer.integer(spanNs / Span.secondNs)
    }
}
