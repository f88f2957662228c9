import SluiceAPI
import SluiceCore

/// What the access trail keeps of one request: who was refused, and who saw what.
///
/// Pseudonyms alone: a name that was asked for and has the shape of personal data is left out.
public struct AccessRecord: Equatable, Sendable {
    public enum Event: String, CaseIterable, Sendable {
        /// What was asked for is another's; it was told as what is not there.
        case notYours = "not_yours"
        case forbidden
        /// Nobody is known to have asked, so neither a subject nor what was named is kept.
        case unauthenticated
        case viewed
        /// The same unmasked, while a caller is verified.
        case viewedInFull = "viewed_in_full"
        /// A caller was found to be whose account it is: from here on it is shown in full.
        case callerVerified = "caller_verified"
        case callEnded = "call_ended"
        case changed
        case erased
    }

    /// An object that was named, by the word of the path or the query.
    public struct Concerned: Equatable, Sendable {
        public var kind: String
        public var name: String

        public init(_ kind: String, _ name: String) {
            self.kind = kind
            self.name = PersonalData.shape(of: name).map { "(\($0.text))" } ?? name
        }
    }

    public var time: Instant
    public var requestID: String
    public var event: Event
    public var status: Int
    /// The code of the problem; nil where it was answered.
    public var code: String?
    public var role: Role?
    public var subject: String?
    /// The id of the key, or the number made of a token.
    public var credential: String?
    public var method: String
    /// The path as in openapi.yaml, `/v1/holds/{id}`.
    public var route: String
    public var concerned: [Concerned]

    /// One line of the trail, with its line feed.
    var line: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("time", time)
            writer.member("event", event.rawValue)
            writer.member("status", Int64(status))
            if let code { writer.member("code", code) }
            if let role { writer.member("role", role.code) }
            if let subject { writer.member("subject", subject) }
            if let credential { writer.member("key", credential) }
            writer.member("method", method)
            writer.member("route", route)
            if !concerned.isEmpty {
                writer.name("objects")
                writer.array { writer in
                    for object in concerned {
                        writer.object { writer in
                            writer.member("kind", object.kind)
                            writer.member("name", object.name)
                        }
                    }
                }
            }
            writer.member("request_id", requestID)
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
