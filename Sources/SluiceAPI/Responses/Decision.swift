import SluiceCore

/// A decision against a consumer, with what a notice of it must say.
public struct Decision: Equatable, Sendable {
    /// Who made it.
    public enum Maker: String, Sendable, CaseIterable {
        /// A rule, applied at once to what was known.
        case rule
        case person
        /// The engine, because a deadline passed.
        case engine
    }

    /// At most this many principal reasons are told.
    public static let reasonsMax = 4

    public let by: Maker
    /// 1…4, the weightiest first.
    public let reasons: [PrincipalReason]
    /// When the consumer must have been told.
    public let noticeBy: Instant
    /// The rule that applied, in words of code.
    public let rule: String
    /// The version of the policy it was decided under; nil where none had a part in it.
    public let policyVersion: UInt32?

    init(
        by: Maker, reasons: [PrincipalReason], at time: Instant, noticeWithinNs: Int64,
        rule: String, policyVersion: UInt32?
    ) {
        self.by = by
        self.reasons = Array(reasons.prefix(Decision.reasonsMax))
        noticeBy = time.adding(spanNs: noticeWithinNs)
        self.rule = rule
        self.policyVersion = policyVersion
    }

    /// The decision to decline a purchase.
    /// - Parameter reason: why; nil is returned for one that declines nothing.
    public init?(
        declinedFor reason: Reason, at time: Instant, noticeWithinNs: Int64,
        policyVersion: UInt32? = nil
    ) {
        guard let (maker, principal, rule) = Decision.decline(for: reason) else { return nil }
        self.init(
            by: maker, reasons: [principal], at: time, noticeWithinNs: noticeWithinNs,
            rule: rule, policyVersion: policyVersion)
    }

    /// Who declined a purchase for a reason; nil for one that declines nothing.
    public static func maker(declinedFor reason: Reason) -> Maker? { decline(for: reason)?.0 }

    private static func decline(for reason: Reason) -> (Maker, PrincipalReason, String)? {
        switch reason {
        case .insufficientLimit: (.rule, .limitUsed, "limit")
        case .orderTerminal: (.rule, .orderEnded, "order")
        case .accountRestricted: (.rule, .accountPaused, "account")
        case .delinquent: (.rule, .repaymentOpen, "account")
        case .riskRule, .stepUpFailed: (.rule, .checkNotPassed, "check")
        case .reviewRejected: (.person, .checkNotPassed, "check")
        case .reviewTimeout: (.engine, .checkNotFinished, "check_deadline")
        default: nil
        }
    }

    /// The decision to restrict an account.
    public init(
        restriction kind: RestrictionKind, by role: Role, at time: Instant, noticeWithinNs: Int64
    ) {
        let principal: PrincipalReason =
            switch kind {
            case .user: .ownRequest
            case .risk: .checkNotPassed
            case .delinquency: .repaymentOpen
            case .law: .legalDuty
            }
        self.init(
            by: Maker(role), reasons: [principal], at: time, noticeWithinNs: noticeWithinNs,
            rule: "account", policyVersion: nil)
    }

    /// The decision to lower a limit.
    public init(
        limitCutFor reason: Reason, by role: Role, at time: Instant, noticeWithinNs: Int64
    ) {
        self.init(
            by: Maker(role), reasons: [reason == .limitRequested ? .ownRequest : .limitReviewed],
            at: time, noticeWithinNs: noticeWithinNs, rule: "limit", policyVersion: nil)
    }

    public func write(to writer: inout JSONWriter, in language: Language) {
        writer.object { writer in
            writer.member("by", by.rawValue)
            writer.name("reasons")
            writer.array { writer in
                for reason in reasons {
                    writer.said(Catalogue.said(reason, to: writer.audience), in: language)
                }
            }
            writer.member("notice_by", noticeBy)
            writer.member("rule", rule)
            if let policyVersion { writer.member("policy", Int64(policyVersion)) }
        }
    }
}

extension Decision.Maker {
    /// Keys of the lender's systems act by rule, all other keys are of people.
    init(_ role: Role) {
        switch role {
        case .engine: self = .engine
        case .lender, .migration: self = .rule
        default: self = .person
        }
    }
}
