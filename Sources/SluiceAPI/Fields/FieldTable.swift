/// Who is shown which member of a document: the one place where that is decided.
enum FieldTable {
    private static func all(_ members: String...) -> [FieldRow] {
        members.map { FieldRow(member: $0, audiences: Set(Audience.allCases)) }
    }
    private static func notMerchant(_ members: String...) -> [FieldRow] {
        members.map { FieldRow(member: $0, audiences: [.consumer, .staff]) }
    }
    private static func notConsumer(_ members: String...) -> [FieldRow] {
        members.map { FieldRow(member: $0, audiences: [.merchant, .staff]) }
    }
    private static func staffOnly(_ members: String...) -> [FieldRow] {
        members.map { FieldRow(member: $0, audiences: [.staff]) }
    }

    static let account: [FieldRow] =
        notMerchant(
            "id", "currency", "limit", "held", "owed", "credit_balance", "available",
            "overlimit", "payout_due", "temporary_limits", "payouts", "opened_at", "sequence")
        + staffOnly("restrictions", "owner")

    static let hold: [FieldRow] =
        all(
            "id", "account", "order", "purpose", "scenario", "plan", "currency", "amount",
            "captured", "released", "expired", "refunded", "open", "status", "reason",
            "overlays", "next", "expires_at", "guaranteed_until", "placed_at", "ended_at",
            "lines", "retry_of", "revives", "forces", "split", "generation",
            "overcapture_consent", "sequence")
        + notMerchant("policy", "decided_by", "decision")

    static let order: [FieldRow] =
        all("merchant", "number", "facts", "holds", "returns", "terminal", "sequence")
        + notConsumer("breaks")

    static let fact: [FieldRow] =
        all("type", "occurred_at", "recorded_at", "lines", "amount", "reason", "state")
        + notConsumer("id", "source", "merchant_sequence")

    static let event: [FieldRow] =
        all(
            "sequence", "time", "by", "hold", "account", "order", "operation", "kind",
            "currency", "amount", "amounts", "lines", "line", "reason", "outcome", "expires_at",
            "guaranteed_until", "purpose", "scenario", "generation", "retry_of", "revives",
            "forces", "split", "late_hold", "fact", "return", "overlay")
        + notMerchant("decision", "balances", "to_owed", "to_credit_balance", "until", "subject")
        + notConsumer("alias")
        + staffOnly(
            "restriction", "policy", "mode", "zone", "merchant", "source", "proposal", "date")

    static let entry: [FieldRow] =
        all(
            "sequence", "time", "type", "hold", "account", "operation", "kind", "amount",
            "reason", "outcome", "by")
        + notMerchant("decision")

    static let overlay: [FieldRow] =
        all("id", "kind", "since", "deadline", "review_by")
        + staffOnly("authority")

    static let returnCase: [FieldRow] =
        all("id", "amount", "refunded", "stage", "reason", "who", "due_at", "lines")

    static let operation: [FieldRow] =
        all("id", "kind", "amount", "sequence")
        + notMerchant("decision")

    static let problem: [FieldRow] =
        all(
            "type", "title", "status", "code", "retryable", "field", "detail", "fallback",
            "retry_after_seconds", "hold")
}
