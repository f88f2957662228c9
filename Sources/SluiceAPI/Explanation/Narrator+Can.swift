import SluiceCore

/// What the reader can do.
extension Narrator {
    var can: [Statement] {
        switch audience {
        case .consumer: confirmCan + consumerCan
        case .merchant: merchantCan
        case .staff: staffCan
        }
    }

    private var confirmCan: [Statement] {
        source.confirmBy.map { [Statement(.confirmInApp, Slots(time: $0))] } ?? []
    }

    private var consumerCan: [Statement] {
        switch hold.status {
        case .pending: [Statement(.payOtherwise)]
        case .active, .partCaptured:
            [Statement(.askShop)]
                + (overlay(.unlockReview) == nil ? [Statement(.askRelease)] : [])
        case .declined: [Statement(.payOtherwise), Statement(.askPerson)]
        case .captured, .closed: [Statement(.returnGoods), Statement(.askPerson)]
        case .released, .expired, .split: [Statement(.askPerson)]
        }
    }

    private var merchantCan: [Statement] {
        guard hold.status.isLive else {
            let isPaid = hold.status == .captured || hold.status == .closed
            return isPaid || hold.status == .split ? [] : [Statement(.doNotShip)]
        }
        var told = [Statement(.shipBy, Slots(time: hold.guaranteedUntil))]
        if hold.extendableUntil > hold.expiresAt {
            told.append(Statement(.extend, Slots(until: hold.extendableUntil)))
        }
        return told + [Statement(.giveUp)]
    }

    private var staffCan: [Statement] {
        guard isOpen else { return [] }
        if overlay(.placementReview) != nil || overlay(.unlockReview) != nil {
            return [Statement(.decideReview)]
        }
        if let freeze = overlay(.legalFreeze) {
            return [Statement(.liftFreeze, Slots(time: freeze.until))]
        }
        return [
            Statement(.askMerchant),
            Statement(.releaseAfter, Slots(time: hold.guaranteedUntil)),
        ]
    }
}
