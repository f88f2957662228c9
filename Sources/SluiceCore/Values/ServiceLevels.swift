/// How soon credit that is due to come back, and is not in doubt, shall be available.
public struct ServiceLevels: Hashable, Sendable {
    /// Of 95 % of all.
    public var p95Ns: Int64
    /// Of 99 %.
    public var p99Ns: Int64
    /// Of each.
    public var allNs: Int64

    public init(p95Ns: Int64, p99Ns: Int64, allNs: Int64) {
        self.p95Ns = p95Ns
        self.p99Ns = p99Ns
        self.allNs = allNs
    }

    /// 1 s, 60 s, 15 min.
    public static let standard = ServiceLevels(
        p95Ns: Span.secondNs, p99Ns: Span.minuteNs, allNs: 15 * Span.minuteNs)

    /// The same time for all.
    public static func each(_ spanNs: Int64) -> ServiceLevels {
        ServiceLevels(p95Ns: spanNs, p99Ns: spanNs, allNs: spanNs)
    }

    var isValid: Bool {
        Policy.isSpan(p95Ns) && Policy.isSpan(p99Ns) && Policy.isSpan(allNs) && p95Ns <= p99Ns
            && p99Ns <= allNs
    }
}
