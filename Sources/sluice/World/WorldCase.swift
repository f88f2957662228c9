import SluiceCore

/// A release in doubt that an order brings to the desk, and what is right.
struct WorldCase: Equatable, Sendable {
    enum Kind: Sendable {
        /// The merchant called back what was on its way.
        case calledBack
        /// The goods came back before they were delivered.
        case cameBack
        /// The shopper asks for the credit, and the goods arrive.
        case askedFor
    }

    var tier: RiskTier
    var kind: Kind
    /// When its release comes to be in doubt.
    var atNs: Int64

    var isToBeReleased: Bool { kind != .askedFor }
}

extension WorldOrder {
    /// An order whose release comes to the desk.
    init(number: Int, bringing brought: WorldCase, of shape: WorldShape) {
        var random = WorldRandom(seed: shape.seed, of: number, for: 2)
        let index = number - shape.orders
        let placedNs = brought.atNs - Span.hourNs
        let shippedNs = brought.atNs - 30 * Span.minuteNs
        self.init(
            // In turn: the desk promises a tier as much as its merchants share.
            number: number, merchant: index % shape.merchants, shopper: shape.shoppers + index,
            placedNs: placedNs,
            lines: [Line(name: "L-1", amountMinor: random.within(20...400) * 100)])
        brings = brought
        happens(.created, placedNs + Span.secondNs)
        happens(.paid, placedNs + Span.minuteNs)
        happens(.shipped, shippedNs)
        switch brought.kind {
        case .calledBack:
            lines[0].cancelledNs = brought.atNs
            happens(.cancelled, brought.atNs)
        case .cameBack:
            lines[0].shippedNs = shippedNs
            returnedNs = brought.atNs
            happens(.returnReceived, brought.atNs)
        case .askedFor:
            lines[0].shippedNs = shippedNs
            happens(.delivered, WorldRush.deliveredNs(shape))
        }
    }
}
