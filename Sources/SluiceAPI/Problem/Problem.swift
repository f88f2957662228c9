/// A problem document (RFC 9457): why a request was not done.
public struct Problem: Error, Equatable, Sendable {
    public static let mediaType = "application/problem+json"

    public var kind: ProblemKind
    /// One or two sentences on this occurrence, for the caller's eyes.
    public var detail: String
    /// The path of the field at fault, e.g. `lines[0].amount`.
    public var field: String?
    /// What the shopper can do instead, at checkout.
    public var fallback: Fallback?
    /// When to ask again; the same number stands in the Retry-After header.
    public var retryAfterSeconds: Int?
    /// A further member, such as the declined `hold`.
    public var extra: Extra?

    /// What was asked for where it is another's than the caller's: for the access trail, never told.
    public var anothers: Anothers?

    /// An object that is not the caller's.
    public struct Anothers: Equatable, Sendable {
        /// `account`, `merchant`, `message` or `webhook`.
        public let kind: String
        public let name: String
    }

    /// A member whose value is JSON already.
    public struct Extra: Equatable, Sendable {
        public let name: String
        public let json: [UInt8]

        public init(name: String, json: [UInt8]) {
            self.name = name
            self.json = json
        }
    }

    public init(
        _ kind: ProblemKind, detail: String, field: String? = nil, fallback: Fallback? = nil,
        retryAfterSeconds: Int? = nil, extra: Extra? = nil
    ) {
        self.kind = kind
        self.detail = detail
        self.field = field
        self.fallback = fallback
        self.retryAfterSeconds = retryAfterSeconds
        self.extra = extra
    }

    /// The same, noting that what was asked for is another's.
    public func of(another kind: String, _ name: String) -> Problem {
        var problem = self
        problem.anothers = Anothers(kind: kind, name: name)
        return problem
    }

    /// A problem of the door.
    public init(_ code: ProblemCode, detail: String, retryAfterSeconds: Int? = nil) {
        self.init(
            ProblemCatalogue.kind(code), detail: detail, retryAfterSeconds: retryAfterSeconds)
    }

    /// The problem a fault in a request becomes; a fault of the whole document names no field.
    public init(_ error: FieldError) {
        self.init(
            ProblemCatalogue.kind(error.code), detail: error.detail,
            field: error.field.isEmpty ? nil : error.field)
    }
}

extension Problem {
    /// The document; its `type` is a relative reference, for the project owns no host to name.
    public func write(to writer: inout JSONWriter) {
        writer.object(.problem) { writer in
            writer.member("type", "/problems/\(kind.code)")
            writer.member("title", kind.title)
            writer.member("status", Int64(kind.status))
            writer.member("code", kind.code)
            writer.member("retryable", kind.retryable)
            if let field { writer.member("field", field) }
            writer.member("detail", detail)
            if let fallback {
                writer.member("fallback", fallback.rawValue)
                writer.name("fallback_text")
                writer.object { writer in
                    writer.member("en", fallback.text(in: .english))
                    writer.member("zh", fallback.text(in: .chinese))
                }
            }
            if let retryAfterSeconds {
                writer.member("retry_after_seconds", Int64(retryAfterSeconds))
            }
            if let extra {
                writer.name(extra.name)
                writer.raw(extra.json)
            }
        }
    }

    public func json(for audience: Audience) -> [UInt8] {
        var writer = JSONWriter(for: audience)
        write(to: &writer)
        return writer.bytes
    }
}
