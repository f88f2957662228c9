import SluiceCore

extension Script {
    /// Values that are counts, not amounts.
    private static let counts = [
        "count", "facts", "pulled", "generation", "temporary", "restrictions",
    ]

    func expect(_ line: Line) throws {
        guard line.words.count > 1 else { throw Failure(description: "expect what?") }
        let name = line.words.count > 2 ? line.words[2] : ""
        for (word, wanted) in line.options {
            let have: String
            switch line.words[1] {
            case "account": have = try value(word, ofAccount: name)
            case "hold": have = try value(word, ofHold: name)
            case "order": have = try value(word, ofOrder: name)
            case "day": have = try value(word, ofDayBefore: Int64(name) ?? 0)
            case "events":
                let names = ledger.emitted.map(\.name).joined(separator: ",")
                have = word == "names" ? names : "\(ledger.emitted.count)"
            default: throw Failure(description: "expect what?")
            }
            let isSame: Bool
            if let amount = Line.minor(wanted), let minor = Int64(have) {
                isSame = Script.counts.contains(word) ? wanted == have : amount == minor
            } else {
                isSame = wanted == have
            }
            if !isSame { throw Failure(description: "\(word) is \(have)") }
        }
    }

    private func value(_ word: String, ofAccount name: String) throws -> String {
        guard let account = ledger.account(.named("account \(name)")) else {
            throw Failure(description: "no account")
        }
        let balances = account.balances
        switch word {
        case "limit": return "\(balances.limit.minor)"
        case "held": return "\(balances.held.minor)"
        case "owed": return "\(balances.owed.minor)"
        case "available": return "\(balances.available.minor)"
        case "overlimit": return "\(balances.overlimit.minor)"
        case "credit": return "\(balances.creditBalance.minor)"
        case "payout": return "\(balances.payoutDue.minor)"
        case "temporary": return "\(account.temporaryLimits.count)"
        case "restrictions": return "\(account.restrictions.count)"
        case "overdue": return "\(account.payouts.contains(where: \.isOverdue))"
        default: throw Failure(description: "no \(word) of an account")
        }
    }

    private func value(_ word: String, ofHold name: String) throws -> String {
        guard let hold = ledger.hold(.named("hold \(name)")) else {
            throw Failure(description: "no hold")
        }
        switch word {
        case "status": return "\(hold.status)"
        case "reason": return "\(hold.reason)"
        case "generation": return "\(hold.generation)"
        case "amount": return "\(hold.amounts.authorised.minor)"
        case "open": return "\(hold.amounts.open.minor)"
        case "captured": return "\(hold.amounts.captured.minor)"
        case "released": return "\(hold.amounts.released.minor)"
        case "expired": return "\(hold.amounts.expired.minor)"
        case "refunded": return "\(hold.amounts.refunded.minor)"
        case "tolerated": return "\(hold.tolerated.minor)"
        case "link": return "\(hold.link)"
        case "overlays": return hold.overlays.map { "\($0.kind)" }.joined(separator: ",")
        // Whole hours from the placement to the end, and to the end of the promise.
        case "lasts": return hours(hold.expiresAt, after: hold.placedAt)
        case "promised": return hours(hold.guaranteedUntil, after: hold.placedAt)
        default: throw Failure(description: "no \(word) of a hold")
        }
    }

    private func hours(_ end: Instant, after start: Instant) -> String {
        "\((end.ns - start.ns + Span.minuteNs) / Span.hourNs)h"
    }

    private func value(_ word: String, ofOrder name: String) throws -> String {
        guard let order = ledger.order(.named("order \(name)")) else {
            throw Failure(description: "no order")
        }
        switch word {
        case "breaks": return order.breaks.map { "\($0.kind)" }.sorted().joined(separator: ",")
        case "facts": return "\(order.facts.count)"
        case "known": return "\(order.isKnown)"
        case "pulled": return "\(order.facts.count(where: \.isPulled))"
        case "asked": return order.pull.map { "\($0.isKnown)" } ?? "never"
        case "terminal": return "\(order.isTerminal)"
        case "returns":
            return order.returns.map { "\($0.stage):\($0.rest.minor)" }.joined(separator: ",")
        case "return": return order.returns.last.map { "\($0.reason)" } ?? "none"
        default: throw Failure(description: "no \(word) of an order")
        }
    }

    /// The totals frozen by the newest closing.
    private func value(_ word: String, ofDayBefore back: Int64) throws -> String {
        let date = BusinessDate(day: Int32(now.ns / Span.dayNs - back))
        guard let totals = ledger.book.closing.first, totals.date == date else {
            throw Failure(description: "the day was not closed")
        }
        switch word {
        case "opening": return "\(totals.opening)"
        case "placed": return "\(totals.placed)"
        case "incremented": return "\(totals.incremented)"
        case "captured": return "\(totals.captured)"
        case "released": return "\(totals.released)"
        case "expired": return "\(totals.expired)"
        case "refunded": return "\(totals.refunded)"
        case "closing": return "\(totals.closing)"
        default: throw Failure(description: "no \(word) of a day")
        }
    }
}
