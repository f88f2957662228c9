import SluiceAPI
import SluiceCore
import SluiceEngine

extension EventDocument {
    func write(_ event: AccountOperated, to writer: inout JSONWriter) {
        writer.member("account", naming.account(event.account))
        if !event.operation.isNone {
            writer.member("operation", naming.operation(event.operation))
        }
        let content = event.content
        switch event.kind {
        case .limit, .repayment: break
        case .temporaryLimit:
            if let until = content.until { writer.member("until", until) }
            if let scenario = content.scenario { writer.member("scenario", scenario.text) }
        case .limitEnd: writer.member("limit", naming.operation(content.subject))
        case .reversal: writer.member("repayment", naming.operation(content.subject))
        case .restriction, .lift:
            // As in account documents, which restriction it is only staff are told.
            if writer.audience == .staff, let kind = content.restriction {
                writer.member("kind", kind.code)
            }
            if event.kind == .lift {
                writer.member("restriction", naming.operation(content.subject))
            }
            if let reviewBy = content.until { writer.member("review_by", reviewBy) }
        case .payout, .payoutOverdue, .payoutBrought:
            writer.member("payout", content.subject.hexadecimal)
            writer.member("refund", naming.operation(content.subject))
            if let dueAt = content.until { writer.member("payout_due_at", dueAt) }
        }
        // A restriction moves nothing and gives no reason but its kind.
        if content.restriction == nil { writer.member("amount", content.amount) }
        if content.reason != .none { writer.member("reason", content.reason) }
        decision(
            event.decision(
                by: role, at: time, noticeWithinNs: naming.notices.withinNs(policyVersion)),
            to: &writer)
        if event.kind == .repayment || event.kind == .reversal {
            writer.member("to_owed", event.toOwed)
            writer.member("to_credit_balance", event.toCredit)
        }
        balances(event.balances, to: &writer)
    }
}

extension Command.Body {
    /// The word for a command that may be proposed, as `POST /v1/proposals` takes it.
    var proposalKind: String {
        switch self {
        case .setLimit: "limit"
        case .correct: "correction"
        case .capture: "capture"
        case .repairHolds: "repair"
        case .adoptPolicy: "policy"
        default: preconditionFailure("the ledger keeps no proposal of \(self)")
        }
    }
}
