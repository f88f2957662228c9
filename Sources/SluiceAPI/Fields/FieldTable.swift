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
            "overlimit", "payout_due", "fixed_limit", "temporary_limits", "available_in",
            "payouts", "opened_at", "sequence")
        + staffOnly("restrictions", "owner")

    static let hold: [FieldRow] =
        all(
            "id", "account", "order", "purpose", "scenario", "plan", "currency", "amount",
            "captured", "released", "expired", "refunded", "open", "status", "reason",
            "overlays", "next", "expires_at", "guaranteed_until", "extendable_until", "placed_at",
            "ended_at", "lines", "retry_of", "revives", "forces", "split_of", "generation",
            "overcapture_consent", "eta", "sequence")
        + notMerchant("policy", "decided_by", "decision")

    static let order: [FieldRow] =
        all("merchant", "number", "facts", "holds", "returns", "terminal", "sequence")
        + notConsumer("breaks", "pull")

    static let fact: [FieldRow] =
        all("type", "occurred_at", "recorded_at", "lines", "amount", "reason", "state")
        + notConsumer("id", "source", "merchant_sequence", "pulled")

    static let event: [FieldRow] =
        all(
            "sequence", "time", "by", "hold", "account", "order", "operation", "kind",
            "currency", "amount", "amounts", "lines", "line", "reason", "outcome", "expires_at",
            "guaranteed_until", "purpose", "scenario", "plan", "overcapture_consent", "generation",
            "review_until", "retry_of", "revives", "forces", "split_of", "late_hold",
            "placed_at", "authorised", "captured", "released", "expired", "refunded", "fact",
            "return",
            "overlay")
        + notMerchant(
            "decision", "balances", "to_owed", "to_credit_balance", "until",
            "limit", "repayment", "payout", "refund", "payout_due_at")
        + notConsumer("alias", "asked_at", "known")
        + staffOnly(
            "restriction", "review_by", "policy", "mode", "zone", "merchant", "source",
            "proposal", "proposer", "approver", "date", "detector", "counted", "sums",
            "verdict", "covered", "missing", "avoidable")

    static let entry: [FieldRow] =
        all(
            "sequence", "time", "type", "hold", "account", "operation", "kind", "amount",
            "until", "linked", "reason", "outcome", "by")
        + notMerchant("policy", "decision")
        + staffOnly("model")

    static let overlay: [FieldRow] =
        all("id", "kind", "since", "deadline", "review_by")
        + notMerchant("hard_stop", "release_reason", "merchant_asked", "takes_effect_at")
        + staffOnly(
            "authority", "waits_for", "amount", "tier", "automatic", "verdict_missing", "random",
            "decision")

    static let returnCase: [FieldRow] =
        all(
            "order", "id", "opened_at", "currency", "amount", "refunded", "stage", "reason", "who",
            "due_at",
            "eta", "lines")

    static let operation: [FieldRow] =
        all("id", "kind", "amount", "sequence")
        + notMerchant("decision")

    static let anomaly: [FieldRow] =
        all(
            "detector", "hold", "order", "account", "merchant", "currency", "amount", "since",
            "next")
        + staffOnly("reason")

    static let explanation: [FieldRow] =
        all(
            "hold", "account", "order", "currency", "status", "audience", "lang", "as_of",
            "statements", "lock_time", "told", "sequence")
        + notMerchant("policy")
        + staffOnly("tier")

    static let statement: [FieldRow] =
        all("topic", "code", "slots", "text")
        + notMerchant("policy")
        + notConsumer("source", "pulled")

    static let quote: [FieldRow] =
        all("dry_run", "quote", "hold", "explanation")
        + notMerchant("available")

    static let message: [FieldRow] =
        all(
            "id", "code", "audience", "key", "time", "latest", "account", "hold", "order",
            "sequence", "currency", "reason", "amount", "open", "until", "previous", "text",
            "overtaken", "read_at")
        + notMerchant(
            "operation", "rise", "available", "limit", "used", "surplus", "days", "purchase")
        + notConsumer("guaranteed_until")

    static let problem: [FieldRow] =
        all(
            "type", "title", "status", "code", "retryable", "field", "detail", "fallback",
            "fallback_text", "retry_after_seconds", "hold")
}
