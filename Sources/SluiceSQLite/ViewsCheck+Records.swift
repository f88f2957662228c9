import SluiceCore
import SluiceEngine

extension AccountView {
    /// What a view of an account must be.
    init(_ account: AccountRecord, name: String?) {
        self.init(
            account: Named(key: account.key, name: name), currency: account.currency,
            balances: account.balances, openedAt: account.openedAt,
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
            status: hold.status, decision: hold.decision, reason: hold.reason,
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
