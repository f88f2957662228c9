import SluiceAPI
import SluiceCore
import SluiceEngine

extension JSONWriter {
    /// How many there are of a detector, how much and since when.
    mutating func tally(
        _ tally: AnomalyTally, of detector: Detector, asOf: Instant, in language: Language
    ) {
        let row = Catalogue.row(of: detector)
        let isForStaff = Addressee.current.audience == .staff
        object { writer in
            writer.member("detector", detector.code)
            writer.member("title", row.title(in: language))
            writer.member("self_check", detector.isSelfCheck)
            writer.member("count", Int64(tally.count))
            writer.sums("amounts", tally.amounts.map { ($0.currency, $0.amount) })
            if let oldest = tally.oldest {
                writer.member("oldest_at", oldest)
                writer.member("oldest_seconds", asOf.seconds(since: oldest))
            }
            if isForStaff, !tally.reasons.isEmpty {
                writer.name("reasons")
                writer.array { writer in
                    for (code, count) in tally.reasons.sorted(by: { $0.key < $1.key }) {
                        writer.object { writer in
                            writer.member("code", code)
                            writer.member("count", Int64(count))
                        }
                    }
                }
            }
            writer.member("repairable", detector.isRepairable)
            writer.next(row, in: language)
        }
    }

    mutating func anomaly(_ anomaly: Anomaly, of detector: Detector, in language: Language) {
        object(.anomaly) { writer in
            writer.member("detector", detector.code)
            if let hold = anomaly.hold { writer.member("hold", Naming.text(hold)) }
            if let merchant = anomaly.merchant {
                if let order = anomaly.order {
                    writer.order(merchant: Naming.text(merchant), number: Naming.text(order))
                } else {
                    writer.member("merchant", Naming.text(merchant))
                }
            }
            if let account = anomaly.account { writer.member("account", Naming.text(account)) }
            if let currency = anomaly.currency { writer.member("currency", currency.code) }
            if let amount = anomaly.amount { writer.member("amount", amount) }
            if let since = anomaly.since { writer.member("since", since) }
            if let reason = anomaly.reason { writer.member("reason", reason) }
            writer.next(Catalogue.row(of: detector), in: language)
        }
    }

    private mutating func next(_ row: DetectorRow, in language: Language) {
        name("next")
        object { writer in
            writer.member("step", row.step(in: language))
            writer.member("who", row.owner.rawValue)
        }
    }

    /// Amounts by currency.
    mutating func sums(_ name: String, _ sums: [(currency: Currency, amount: Money)]) {
        self.name(name)
        array { writer in
            for sum in sums {
                writer.object { writer in
                    writer.member("currency", sum.currency.code)
                    writer.member("amount", min(sum.amount, .maximum))
                }
            }
        }
    }
}

extension Instant {
    /// Whole seconds since an earlier instant, 0 for a later one.
    func seconds(since earlier: Instant) -> Int64 {
        max(0, (ns - earlier.ns) / Span.secondNs)
    }
}
