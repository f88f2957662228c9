import SluiceCore

/// The body of `POST /v1/policy`.
public struct AdoptPolicyRequest: Equatable, Sendable {
    public let policy: Policy
    /// Whether it is only told what would change.
    public let isDryRun: Bool

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        var policy = try reader.object("policy")
        self.policy = try Policy(&policy)
        isDryRun = try reader.optionalBool("dry_run") ?? false
        try reader.finish()
    }
}
