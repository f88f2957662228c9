import Foundation
import SluiceCore
import SluiceTestKit

/// What a run came to, as `--json` prints it on one line.
struct Report: Encodable {
    struct Failure: Encodable {
        var seed: UInt64
        var property: String
        var detail: String
        /// The shortest history that was found.
        var trace: [String]
    }

    var firstSeed: UInt64
    var seeds = 0
    var operations = 0
    /// Of them commands that were answered, and what they came to.
    var applied = 0
    var refused = 0
    var replays = 0
    var holds = 0
    /// Reviews of releases; at their hard stop released, deferred for an authority or a promise, extended by
    /// a person.
    var reviews = 0
    var releasedAtStop = 0
    var deferred = 0
    var extended = 0
    var steps = 0
    var rows = 0
    var restarts = 0
    var fromSnapshots = 0
    var damagedStarts = 0
    var refusedStarts = 0
    var clockDoubts = 0
    var broughtBack = 0
    var seconds = 0.0
    var failure: Failure?

    init(firstSeed: UInt64) { self.firstSeed = firstSeed }

    mutating func add(_ result: Simulation.Result) {
        seeds += 1
        operations += result.operations
        steps += result.steps
        rows += result.tally.rows
        restarts += result.tally.restarts
        fromSnapshots += result.tally.fromSnapshots
        damagedStarts += result.tally.damages
        refusedStarts += result.tally.refused
        clockDoubts += result.tally.doubts
        broughtBack += result.tally.broughtBack
        replays += result.tally.replays
        holds += result.tally.holds
        reviews += result.tally.reviews
        releasedAtStop += result.tally.releasedAtStop
        deferred += result.tally.deferred
        extended += result.tally.extended
        for (code, count) in result.tally.answers {
            if code.isSuccess { applied += count } else { refused += count }
        }
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in it can fail to be written.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    var text: String {
        if let failure {
            let steps = failure.trace.enumerated().map { "  \($0 + 1). \($1)\n" }.joined()
            return """
                seed \(failure.seed) fails: \(failure.property)
                  \(failure.detail)
                by \(failure.trace.count) steps:
                \(steps)to see it again: sluice-sim --seed \(failure.seed)
                """
        }
        let last = firstSeed + UInt64(max(1, seeds)) - 1
        let perSecond = Int(Double(operations) / max(seconds, 0.001))
        return """
            \(seeds) seeds clean, \(firstSeed)…\(last): \(operations) operations in \
            \(String(format: "%.1f", seconds)) s (\(perSecond)/s)
            \(rows) rows, \(restarts) restarts of which \(fromSnapshots) from a snapshot, \
            \(damagedStarts) with damage of which \(refusedStarts) refused, \
            \(clockDoubts) doubts of the clock, \(broughtBack) records brought back
            answered: \(applied) applied, \(refused) refused by the rules, \(replays) replays
            \(holds) holds, \(reviews) reviews of releases: at the hard stop \(releasedAtStop) released, \
            \(deferred) deferred, \(extended) extended by a person
            """
    }
}
