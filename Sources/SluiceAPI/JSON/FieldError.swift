/// What is wrong with one field of a request.
public struct FieldError: Error, Equatable, Sendable {
    public let code: ProblemCode
    /// The path of the field, e.g. `lines[0].amount`; empty for the document itself.
    public let field: String
    /// One sentence for the caller, which repeats no value that was sent.
    public let detail: String

    public init(code: ProblemCode, field: String, detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }

    public init(_ error: JSONError) {
        self.init(code: error.code, field: error.path, detail: error.detail)
    }
}
