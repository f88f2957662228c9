import SluiceCore
import SluiceEngine

extension AccountView {
    /// What a view of an account must be; the names are those of the view.
    init(_ account: AccountRecord, naming view: AccountView) {
        func name<Tag>(_ key: Key<Tag>, _ named: [Named<Tag>]) -> Named<Tag> {
            Named(key: key, name: named.first { $0.key == key }?.name)
        }
        self.init(
            account: Named(key: account.key, name: view.account.name),
            currency: account.currency, balances: account.balances,
            fixedLimit: account.fixedLimit,
            temporaryLimits: account.temporaryLimits.map {
                TemporaryLimitView(
                    operation: name($0.key, view.temporaryLimits.map(\.operation)),
                    amount: $0.amount, until: $0.until, scenario: $0.scenario)
            },
            restrictions: account.restrictions.map {
                RestrictionView(
                    operation: name($0.key, view.restrictions.map(\.operation)),
                    kind: $0.kind, since: $0.since, reviewBy: $0.reviewBy)
            },
            payouts: account.payouts.map {
                PayoutView(
                    refund: name($0.key, view.payouts.map(\.refund)),
                    hold: name($0.hold, view.payouts.map(\.hold)), amount: $0.amount,
                    dueAt: $0.dueAt, isOverdue: $0.isOverdue)
            }, openedAt: account.openedAt,
            openedSequence: account.openedSequence, sequence: account.sequence)
    }
}

extension HoldView {
    /// What a view of a hold must be; the names are those of the view.
    init(_ hold: HoldRecord, naming view: HoldView, extendableUntil: Instant) {
        self.init(
            hold: Named(key: hold.key, name: view.hold.name),
            account: Named(key: hold.account, name: view.account.name),
            merchant: Named(key: hold.merchant, name: view.merchant.name),
            order: Named(key: hold.order, name: view.order.name),
            purpose: hold.purpose, scenario: hold.scenario, plan: hold.plan,
            hasConsent: hold.hasConsent, generation: hold.generation, link: hold.link,
            linked: hold.linked.isNone
                ? nil : Named(key: hold.linked, name: view.linked?.name),
            requested: hold.requested, currency: hold.currency, amounts: hold.amounts,
            status: hold.status, decision: hold.decision,
            isApprovedByPerson: hold.isApprovedByPerson, reason: hold.reason,
            captureOn: hold.captureOn, policyVersion: hold.policyVersion,
            placedAt: hold.placedAt, expiresAt: hold.expiresAt,
            guaranteedUntil: hold.guaranteedUntil, extendableUntil: extendableUntil,
            endedAt: hold.endedAt,
            placedSequence: hold.placedSequence, sequence: hold.sequence,
            overlays: hold.overlays.inOrderOfSetting.map { overlay in
                OverlayView(
                    overlay: overlay,
                    name: view.overlays.first { $0.overlay.key == overlay.key }?.name)
            },
            lines: hold.lines.enumerated().map { position, line in
                let viewed = position < view.lines.count ? view.lines[position] : nil
                return HoldLineView(
                    line: Named(key: line.key, name: viewed?.line.name),
                    seller: line.seller.isNone
                        ? nil : Named(key: line.seller, name: viewed?.seller?.name),
                    requested: line.requested, amounts: line.amounts)
            })
    }
}
