import SluiceAPI
import SluiceCore
import SluiceEngine

/// Which events a stream shows.
struct EventScope: Sendable {
    enum Subject: Sendable {
        case all
        case account(AccountKey)
        case hold(HoldKey)
    }

    var subject: Subject
    /// Only what concerns this merchant.
    var merchant: MerchantKey?
    /// Only what somebody of this audience may know to have happened.
    var audience: Audience = .staff

    /// With an account: orders of it, whose facts and returns are shown too. Those of purchases that
    /// are made meanwhile are added.
    var orders: Set<OrderKey>?

    mutating func shows(_ event: Event, _ naming: Naming) -> Bool {
        guard event.type.isFor(audience) else { return false }
        switch subject {
        case .all: break
        case .account(let key):
            if case .holdPlaced(let placed) = event, placed.account == key {
                orders?.insert(placed.order)
            }
            guard event.concernedAccount == key || concerns(event) else { return false }
        case .hold(let key): guard event.concernedHold == key else { return false }
        }
        guard let merchant else { return true }
        return event.concerns(merchant, naming)
    }

    private func concerns(_ event: Event) -> Bool {
        guard let orders, let order = event.concernedOrder else { return false }
        return orders.contains(order)
    }
}

extension Event {
    var concernedAccount: AccountKey? {
        switch self {
        case .accountOpened(let event): event.account
        case .accountOperated(let event): event.account
        case .holdPlaced(let event), .holdQuoted(let event): event.account
        case .holdMoved(let event): event.account
        case .operationRefused(let event): event.account
        case .holdChanged(let event): event.account
        case .declineCovered(let event): event.account
        default: nil
        }
    }

    var concernedHold: HoldKey? {
        switch self {
        case .holdPlaced(let event), .holdQuoted(let event): event.hold
        case .holdMoved(let event): event.hold
        case .operationRefused(let event): event.hold
        case .holdAliased(let event): event.hold
        case .holdChanged(let event): event.hold
        case .declineCovered(let event): event.hold
        default: nil
        }
    }

    /// The order that a fact or a return tells of.
    var concernedOrder: OrderKey? {
        switch self {
        case .factRecorded(let event): event.order
        case .returnChanged(let event): event.order
        default: nil
        }
    }

    fileprivate func concerns(_ merchant: MerchantKey, _ naming: Naming) -> Bool {
        switch self {
        case .holdPlaced(let event): event.merchant == merchant
        case .orderSeen(let event): event.merchant == merchant
        case .orderKnown(let event): event.merchant == merchant
        case .factRecorded(let event): event.merchant == merchant
        case .orderPulled(let event): event.merchant == merchant
        // Keys have the merchant as their scope: the name tells whose they are without a look-up.
        case .breakFound(let event): owns(merchant, event.order, naming)
        case .returnChanged(let event): owns(merchant, event.order, naming)
        case .holdMoved, .operationRefused, .holdAliased, .holdChanged:
            concernedHold.map {
                KeyDerivation.hold(merchant: merchant, name: naming.hold($0)) == $0
            } ?? false
        default: false
        }
    }

    private func owns(_ merchant: MerchantKey, _ order: OrderKey, _ naming: Naming) -> Bool {
        KeyDerivation.order(merchant: merchant, name: naming.order(order)) == order
    }
}
