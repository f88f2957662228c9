import SluiceAPI
import SluiceCore

/// How long an order waits at most until its merchant is asked, by class: from being taken up, while the
/// endpoint answers in the time expected of it and no class brings more than is expected of it.
///
/// `FairBound` says it. On top of what may come stands, as if it had come too, what orders find before
/// them:
/// - the questions of a second, or all that may be on their way, can just have been asked: the longer of
///   the two, and a look;
/// - the others' turns of a round.
///
/// Inside a class the earliest promise goes first, so an order may be overtaken by what comes later.
/// Outside of it are pauses after failures, Retry-After and an open circuit.
public struct PullWaits: Sendable {
    /// The cost of a question: rates of an hour are whole numbers of it a second.
    private static let question = 1_000_000

    private let loads: [FairBound.Load]
    private let capacityPerSecond: Int

    /// nil where nothing is said of what is expected.
    public init?(_ connector: Connector) {
        guard let expected = connector.expected else { return nil }
        // Whatever is free is used at the next look.
        let windowNs = Int(Span.secondNs + PullLimits.lookNs)
        let answerNs = Int(expected.answerNs + PullLimits.lookNs)
        let aSecond = PullWaits.question * Int(Span.secondNs)
        let capacity = min(
            connector.limits.perSecond * aSecond / windowNs,
            connector.limits.atOnce * aSecond / answerNs)
        // At most 1,000 questions: in either time no more are asked than are allowed in it.
        let behind = capacity * max(windowNs, answerNs) / Int(Span.secondNs)
        let weights = PullClass.allCases.reduce(0) { $0 + $1.weight }
        capacityPerSecond = capacity
        loads = PullClass.allCases.map { urgency in
            let (weight, load) = (urgency.weight, expected.load(of: urgency))
            return FairBound.Load(
                weight: weight,
                burst: (load.burst + weight) * PullWaits.question + behind * weight / weights + 1,
                sustainedPerSecond: (load.sustainedPerHour * PullWaits.question + 3_599) / 3_600)
        }
    }

    /// Nanoseconds; nil if nobody can say: more comes than the endpoint takes, and more of the class
    /// than its share of that.
    public func maxNs(of urgency: PullClass) -> Int64? {
        FairBound.waitMaxNs(
            of: urgency.rawValue, loads: loads, capacityPerSecond: capacityPerSecond,
            isInOrder: false)
    }

    /// The same in whole seconds, rounded up: what is promised is kept.
    public func maxSeconds(of urgency: PullClass) -> Int64? {
        maxNs(of: urgency).map { ($0 - 1) / Span.secondNs + 1 }
    }
}
