import SluiceAPI
import SluiceCore
import SluiceEngine

extension Naming {
    func document(_ record: AccountRecord) -> AccountDocument {
        AccountDocument(
            id: account(record.key), currency: record.currency, balances: record.balances,
            fixedLimit: record.fixedLimit,
            temporaryLimits: record.temporaryLimits.map {
                AccountDocument.TemporaryLimit(
                    id: operation($0.key), amount: $0.amount, until: $0.until,
                    scenario: $0.scenario)
            },
            restrictions: record.restrictions.map {
                AccountDocument.Restriction(
                    id: operation($0.key), kind: $0.kind, since: $0.since,
                    reviewBy: $0.reviewBy)
            },
            payouts: record.payouts.map {
                AccountDocument.Payout(
                    id: $0.key.hexadecimal, refund: operation($0.key), hold: hold($0.hold),
                    amount: $0.amount, dueAt: $0.dueAt, isOverdue: $0.isOverdue)
            }, openedAt: record.openedAt, sequence: record.sequence)
    }
}

extension AccountDocument {
    public init(_ view: AccountView) {
        self.init(
            id: Naming.text(view.account), currency: view.currency, balances: view.balances,
            fixedLimit: view.fixedLimit,
            temporaryLimits: view.temporaryLimits.map {
                TemporaryLimit(
                    id: Naming.text($0.operation), amount: $0.amount, until: $0.until,
                    scenario: $0.scenario)
            },
            restrictions: view.restrictions.map {
                Restriction(
                    id: Naming.text($0.operation), kind: $0.kind, since: $0.since,
                    reviewBy: $0.reviewBy)
            },
            payouts: view.payouts.map {
                Payout(
                    id: $0.refund.key.hexadecimal, refund: Naming.text($0.refund),
                    hold: Naming.text($0.hold), amount: $0.amount, dueAt: $0.dueAt,
                    isOverdue: $0.isOverdue)
            }, openedAt: view.openedAt, sequence: view.sequence)
    }
}
