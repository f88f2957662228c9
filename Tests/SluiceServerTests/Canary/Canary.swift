import SluiceCore

/// A value planted where only some may read it.
struct Canary: Sendable {
    let text: String
    /// Whether a caller may find it somewhere.
    let isShown: @Sendable (CanaryCaller) -> Bool

    /// Whether it stands in a text; a number only where no digit stands beside it.
    func isIn(_ answer: String) -> Bool {
        guard text.first?.isNumber == true else { return answer.contains(text) }
        return answer.ranges(of: text).contains { range in
            let before =
                range.lowerBound == answer.startIndex
                ? nil : answer[answer.index(before: range.lowerBound)]
            let after = range.upperBound == answer.endIndex ? nil : answer[range.upperBound]
            return before?.isNumber != true && after?.isNumber != true
        }
    }
}

/// Who asks, and with whose eyes.
struct CanaryCaller: Sendable {
    let name: String
    let key: String?
    /// nil: without a key.
    let role: Role?
    /// The merchant of the key.
    var merchant: String?
    /// The account of the key.
    var account: String?
    /// What it asks to be told as.
    var audience: String?

    /// The consumer whose account it is, or somebody with their eyes.
    var isConsumer: Bool { audience == "consumer" || account == "a1" }

    /// Roles that read accounts, holds and events.
    var reads: Bool {
        [.lender, .support, .treasury, .auditor].contains(role) && audience == nil
    }

    /// Roles that read holds, among others.
    var readsHolds: Bool {
        reads || ([.reviewer, .migration].contains(role) && audience == nil)
    }
}

extension Canary {
    static let limit: Int64 = 7_777_777
    static let temporaryLimit: Int64 = 5_555_557
    static let owed: Int64 = 3_333_331

    /// Amounts of the account, which staff and the consumer read; a reviewer who restricts it is
    /// answered with it.
    private static func ofAccount(_ amount: Int64) -> Canary {
        Canary(text: "\(amount)") { caller in
            caller.reads || caller.isConsumer
                || (caller.role == .reviewer && caller.audience == nil)
        }
    }

    /// Words that are for staff; `/metrics` counts outcomes by code for those who read it.
    private static func forStaff(_ text: String) -> Canary {
        Canary(text: text) { caller in
            caller.readsHolds || (caller.role == .operator && caller.audience == nil)
        }
    }

    /// Words that staff and the consumer read.
    private static func notForMerchants(_ text: String) -> Canary {
        Canary(text: text) { caller in
            caller.readsHolds || caller.isConsumer
                || (caller.role == .operator && caller.audience == nil)
        }
    }

    /// Words of what may stand over a hold, which every consumer may ask for.
    private static func forConsumers(_ text: String) -> Canary {
        Canary(text: text) { notForMerchants(text).isShown($0) || $0.role == .consumer }
    }

    /// What concerns the merchant `shop` and no other.
    private static func ofShop(_ text: String) -> Canary {
        Canary(text: text) { caller in
            // An operator is shown locks by the board.
            caller.readsHolds || caller.audience != nil || caller.merchant == "shop"
                || caller.isConsumer || caller.role == .operator
        }
    }

    /// What is in the side store of people, and where the lender's staff are told.
    private static func ofLender(_ text: String) -> Canary {
        Canary(text: text) { $0.role == .lender && $0.audience == nil }
    }

    static let all: [Canary] =
        [
            ofAccount(limit), ofAccount(temporaryLimit), ofAccount(limit + temporaryLimit),
            ofAccount(owed),
        ]
        + [
            "canary-authority", "canary-freeze", "DELINQUENT", "delinquency", "RISK_",
            "FRAUD_CONFIRMED",
            "REGULATORY", "OPS_MANUAL", "LEGAL_FREEZE", "legal_freeze", "HOLD_FROZEN",
            "ACCOUNT_RESTRICTED", "REVIEW_REJECTED", "REVIEW_TIMEOUT",
        ].map(forStaff)
        + [
            "INSUFFICIENT_LIMIT", "canary-scenario", "REVIEW_", "hold.review_opened",
            "decided_by", "notice_by", "balances",
        ].map(notForMerchants)
        + ["placement_review", "unlock_review"].map(forConsumers)
        + [ofShop("canary-hold")]
        + ["canary-text", "canary-name", "canary@example.com", "canary-hook"].map(ofLender)
}
