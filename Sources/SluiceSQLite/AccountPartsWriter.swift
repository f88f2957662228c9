import GRDB
import SluiceCore
import SluiceEngine

/// Assigns to the views what an account has beside its balances: its fixed limit, temporary limits,
/// restrictions and payouts.
struct AccountPartsWriter {
    private let fixedLimit: Statement
    private let limit: Statement
    private let limitEnded: Statement
    private let restriction: Statement
    private let restrictionLifted: Statement
    private let payout: Statement
    private let payoutOverdue: Statement
    private let payoutPaid: Statement

    init(_ database: Database) throws {
        func statement(_ sql: String) throws -> Statement {
            try database.cachedStatement(sql: sql)
        }
        fixedLimit = try statement("UPDATE accounts SET fixed_limit = ? WHERE key = ?")
        limit = try statement("INSERT INTO temporary_limits VALUES (?, ?, ?, ?, ?, ?)")
        limitEnded = try statement(
            "DELETE FROM temporary_limits WHERE account = ? AND operation = ?")
        restriction = try statement("INSERT INTO restrictions VALUES (?, ?, ?, ?, ?, ?)")
        restrictionLifted = try statement(
            "DELETE FROM restrictions WHERE account = ? AND operation = ?")
        // What one fact refunded of several holds is one payout.
        payout = try statement(
            """
            INSERT INTO payouts VALUES (?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (account, operation) DO UPDATE SET amount = amount + excluded.amount
            """)
        payoutOverdue = try statement(
            "UPDATE payouts SET is_overdue = 1 WHERE account = ? AND operation = ?")
        payoutPaid = try statement("DELETE FROM payouts WHERE account = ? AND operation = ?")
    }

    func assign(_ event: AccountOperated, _ moment: ViewsWriter.Moment) throws {
        let account = event.account.blob
        let content = event.content
        switch event.kind {
        case .limit: try fixedLimit.execute(arguments: [content.amount.minor, account])
        case .temporaryLimit:
            try limit.execute(arguments: [
                account, moment.stamp, event.operation.blob, content.amount.minor,
                (content.until ?? .never).ns, content.scenario?.text,
            ])
        case .limitEnd: try limitEnded.execute(arguments: [account, content.subject.blob])
        case .restriction:
            try restriction.execute(arguments: [
                account, moment.stamp, event.operation.blob,
                (content.restriction ?? .risk).rawValue, moment.time.ns, content.until?.ns,
            ])
        case .lift: try restrictionLifted.execute(arguments: [account, content.subject.blob])
        case .payout: try payoutPaid.execute(arguments: [account, content.subject.blob])
        case .payoutOverdue: try payoutOverdue.execute(arguments: [account, content.subject.blob])
        case .payoutBrought:
            try payout.execute(arguments: [
                account, moment.stamp, content.subject.blob, content.hold.blob,
                content.amount.minor, (content.until ?? .never).ns,
            ])
        case .repayment, .reversal: break
        }
    }

    /// Notes the surplus of a refund that is to be paid out.
    func owe(_ event: HoldMoved, by dueAt: Instant, _ moment: ViewsWriter.Moment) throws {
        try payout.execute(arguments: [
            event.account.blob, moment.stamp, event.operation.blob, event.hold.blob,
            event.amount.minor - event.allocated.minor, dueAt.ns,
        ])
    }
}
