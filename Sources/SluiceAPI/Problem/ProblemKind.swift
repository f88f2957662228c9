/// What is the same in every problem document of one code.
public struct ProblemKind: Hashable, Sendable {
    /// The stable code; never renamed.
    public let code: String
    /// The HTTP status, 400…599.
    public let status: Int
    /// Whether the same request, sent again unchanged, may succeed.
    public let retryable: Bool
    public let title: String

    public init(code: String, status: Int, retryable: Bool, title: String) {
        self.code = code
        self.status = status
        self.retryable = retryable
        self.title = title
    }
}
