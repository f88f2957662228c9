/// Why an order is asked for, the most urgent first.
public enum PullClass: Int, CaseIterable, Sendable {
    /// A person wants to know, or a result is unknown.
    case urgent
    /// A promise is about to end.
    case deadline
    /// Silence, or a contradiction.
    case doubt
    /// Numbers of the merchant's sequence are missing.
    case gap

    /// Its share of the questions while all classes wait.
    public var weight: Int { [8, 4, 2, 1][rawValue] }

    /// The word of a connector file, and of `/v1/slo`.
    public var code: String { ["urgent", "deadline", "doubt", "gap"][rawValue] }
}
