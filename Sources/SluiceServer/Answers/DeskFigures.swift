import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// What each tier waits at the desk at most, and how it stands.
struct DeskFigures: Sendable {
    struct OfTier: Sendable {
        var tier: RiskTier
        var weight: Int
        /// In time that the desk is staffed; nil where nobody can say.
        var staffedNsMax: Int64?
        /// By when a case that comes now has been looked at; nil where nobody can say.
        var lookedAtBy: Instant?
        var waiting: Int
        var oldest: Instant?
        /// Cases whose deadline is over.
        var overdue: Int
    }

    /// At the desk now.
    var persons: Int
    /// In the order of `RiskTier.allCases`.
    var tiers: [OfTier]

    init(_ rules: DeskRules, _ cases: [DeskCaseView], at now: Instant) {
        persons = rules.calendar.persons(at: now)
        tiers = RiskTier.allCases.map { tier in
            let waiting = cases.filter { $0.tier == tier }
            return OfTier(
                tier: tier, weight: rules.rule(of: tier).weight,
                staffedNsMax: rules.waitMaxNs(tier), lookedAtBy: rules.promised(tier, at: now),
                waiting: waiting.count, oldest: waiting.map(\.since).min(),
                overdue: waiting.count { $0.until <= now })
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("persons", Int64(persons))
            writer.name("tiers")
            writer.array { writer in
                for tier in tiers { tier.write(to: &writer) }
            }
        }
    }
}

extension DeskFigures.OfTier {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tier", tier.code)
            writer.member("weight", Int64(weight))
            if let staffedNsMax {
                writer.member("staffed_seconds_max", staffedNsMax / Span.secondNs)
            }
            if let lookedAtBy { writer.member("looked_at_by", lookedAtBy) }
            writer.member("waiting", Int64(waiting))
            if let oldest { writer.member("oldest_since", oldest) }
        }
    }
}
