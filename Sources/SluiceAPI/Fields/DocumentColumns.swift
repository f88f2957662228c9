/// What a table has of each document, by the paths of its members; of whom it is for as JSON has them.
///
/// A member that is an object is taken apart where its own members are fixed; one that is an array, or
/// has members as there happen to be, is one column of JSON.
public enum DocumentColumns {
    public static func account(for audience: Audience) -> [String] {
        shown(
            .account,
            "id", "currency", "limit", "held", "owed", "credit_balance", "available", "overlimit",
            "payout_due", "fixed_limit", "temporary_limits", "available_in", "restrictions",
            "payouts", "opened_at", "sequence", to: audience)
    }

    public static func hold(for audience: Audience) -> [String] {
        shown(
            .hold,
            "id", "account", "order.merchant", "order.number", "purpose", "scenario", "plan",
            "overcapture_consent", "currency", "amount", "captured", "released", "expired",
            "refunded", "open", "status", "overlays", "reason.code", "reason.text", "next.action",
            "next.who", "next.due_at", "expires_at", "guaranteed_until", "extendable_until",
            "eta.ends.p50", "eta.ends.p80", "eta.ends.p90", "eta.ends.latest",
            "eta.outcome.billed", "eta.outcome.returned", "eta.basis", "placed_at", "ended_at",
            "lines", "retry_of", "revives", "forces", "split_of", "generation", "policy",
            "decided_by", "decision", "sequence", to: audience)
    }

    public static func entry(for audience: Audience) -> [String] {
        shown(
            .entry,
            "sequence", "time", "type", "hold", "account", "operation", "kind", "amount", "until",
            "linked", "reason.code", "reason.text", "policy", "model", "outcome", "decision", "by",
            to: audience)
    }

    public static func review(for audience: Audience) -> [String] {
        let review = shown(
            .overlay,
            "id", "kind", "since", "deadline", "hard_stop", "release_reason", "merchant_asked",
            "amount", "tier", "automatic", "verdict_missing", "random", "decision",
            "takes_effect_at", "authority", to: audience)
        return review.map { "review." + $0 } + hold(for: audience).map { "hold." + $0 }
    }

    public static func returnCase(for audience: Audience) -> [String] {
        shown(
            .returnCase,
            "order.merchant", "order.number", "id", "opened_at", "currency", "amount", "refunded",
            "stage", "reason", "who", "due_at", "eta.ends.p50", "eta.ends.p80", "eta.ends.p90",
            "eta.ends.latest", "eta.outcome.billed", "eta.outcome.returned", "eta.basis", "lines",
            to: audience)
    }

    public static func anomaly(for audience: Audience) -> [String] {
        shown(
            .anomaly,
            "detector", "hold", "order.merchant", "order.number", "merchant", "account",
            "currency", "amount", "since", "reason", "next.step", "next.who", to: audience)
    }

    public static func message(for audience: Audience) -> [String] {
        shown(
            .message,
            "id", "code", "audience", "key", "time", "latest", "account", "hold", "order.merchant",
            "order.number", "operation", "sequence", "currency", "reason.code", "reason.text",
            "amount", "open", "rise", "available", "limit", "used", "surplus", "days", "purchase",
            "until", "previous", "guaranteed_until", "text", "overtaken.at", "overtaken.cause",
            "overtaken.suppressed", "read_at", to: audience)
    }

    /// Staff's alone.
    public static let proposal = [
        "id", "state", "command.kind", "command", "proposer", "proposed_at", "expires_at",
        "approver", "outcome", "sequence",
    ]

    /// Staff's alone.
    public static let difference = [
        "id", "book", "class", "merchant", "order", "currency", "ledger", "other", "detail",
        "since", "first_seen", "owner", "resolution", "gone_at",
    ]

    /// Of whoever keeps keys.
    public static let key = [
        "id", "prefix", "role", "merchant", "account", "name", "person", "scopes", "created_at",
        "expires_at", "revoked_at", "replaces", "replaced_by", "state", "used_at",
    ]

    /// Of whoever keeps webhooks.
    public static let webhook = [
        "id", "url", "audience", "codes", "merchant", "language", "on", "gone", "created_at",
    ]

    public static let delivery = [
        "message", "state", "attempts", "queued_at", "tried_at", "next_at", "status", "detail",
    ]

    private static func shown(
        _ kind: DocumentKind, _ paths: String..., to audience: Audience
    ) -> [String] {
        paths.filter { path in
            kind.shows(String(path.prefix { $0 != "." }), to: audience)
        }
    }
}
