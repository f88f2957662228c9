import SluiceCore

/// Times counted in steps of a power of two: step n is at most 2ⁿ ms, step 0 at most one.
public struct TimeSteps: Hashable, Sendable {
    /// By step, as far as there are any.
    public private(set) var counts: [Int64] = []
    /// Of the times that were added one by one.
    public private(set) var sumNs: Int64 = 0

    public init() {}

    public var count: Int64 { counts.reduce(0, +) }

    public mutating func add(_ spanNs: Int64) {
        add(1, atStep: TimeSteps.step(of: spanNs))
        sumNs += spanNs
    }

    public mutating func add(_ count: Int64, atStep step: Int) {
        while counts.count <= step { counts.append(0) }
        counts[step] += count
    }

    /// Those that came after an earlier state of the same.
    public func since(_ earlier: TimeSteps) -> TimeSteps {
        var steps = self
        for (step, count) in earlier.counts.enumerated() { steps.counts[step] -= count }
        steps.sumNs -= earlier.sumNs
        return steps
    }

    /// The time within which a share of them came: the longest of its step. nil without any.
    /// - Parameter share: in ten-thousandths.
    public func quantileNs(_ share: Int64) -> Int64? {
        let count = count
        guard count > 0 else { return nil }
        let rank = max(1, (count * share + 9_999) / 10_000)
        var seen: Int64 = 0
        for (step, count) in counts.enumerated() {
            seen += count
            if seen >= rank { return TimeSteps.spanNs(ofStep: step) }
        }
        return nil
    }

    public static func step(of spanNs: Int64) -> Int {
        let ms = (max(0, spanNs) + Span.millisecondNs - 1) / Span.millisecondNs
        return ms <= 1 ? 0 : Int64.bitWidth - (ms - 1).leadingZeroBitCount
    }

    /// The longest time of a step.
    public static func spanNs(ofStep step: Int) -> Int64 {
        step < 40 ? Span.millisecondNs << Int64(step) : .max
    }
}
