/// The codes of problems found at the door, before a command reaches the ledger.
public enum ProblemCode: String, Sendable, CaseIterable {
    case invalidJSON = "invalid_json"
    case unknownField = "unknown_field"
    case missingField = "missing_field"
    case invalidField = "invalid_field"
    case notAnInteger = "not_an_integer"
    case numberOutOfRange = "number_out_of_range"
    case merchantRequired = "merchant_required"
    case idempotencyKeyRequired = "idempotency_key_required"
    case idIsPersonalData = "id_is_personal_data"
    case unknownEvent = "unknown_event"
    case unauthenticated
    case credentialExpired = "credential_expired"
    case invalidSignature = "invalid_signature"
    case forbidden
    case consentRequired = "consent_required"
    case consentRefused = "consent_refused"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case textsFull = "texts_full"
    case noConnector = "no_connector"
    case noStepUp = "no_step_up"
    case quoteChanged = "quote_changed"
    case keyEnded = "key_ended"
    case lastKey = "last_key"
    case preconditionFailed = "precondition_failed"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case tooManyFailures = "too_many_failures"
    case overloaded
    case rateLimited = "rate_limited"
    case `internal`
    case capacity
    case journalStalled = "journal_stalled"
    case archiveUnreadable = "archive_unreadable"
    case viewsBehind = "views_behind"
    case peopleUnavailable = "people_unavailable"
    case shuttingDown = "shutting_down"
}
