import SluiceCore

/// Points from what the ledger knows of an account: docs/concepts/gate.md has the table.
enum PointsModel {
    static let name = Code("points-1")!

    /// What speaks against a release, the weightiest first.
    static func points(
        _ features: RiskFeatures
    ) -> [(reason: RiskReason, points: Int)] {
        let isKnown = features.ended >= 5
        let all: [(RiskReason, Int)] = [
            (.accountYoung, ofAge(features.accountAgeNs)),
            (.amountUnusual, ofAmount(features)),
            (.manyHolds, features.holdsToday >= 5 ? 150 : 0),
            (.manyReturns, isKnown && features.refunded * 10 > features.ended * 3 ? 150 : 0),
            (.manyCancellations, isKnown && features.cancelled * 2 > features.ended ? 150 : 0),
            (.disputes, features.hasDispute ? 250 : 0),
            (.merchantUnsound, features.isMerchantLost ? 100 : 0),
            ofCause(features.cause),
            (.scenarioRisky, features.scenarioPoints),
        ]
        return all.enumerated().filter { $0.element.1 > 0 }
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map(\.element)
    }

    private static func ofAge(_ ageNs: Int64) -> Int {
        ageNs < 30 * Span.dayNs ? 150 : ageNs < 90 * Span.dayNs ? 75 : 0
    }

    private static func ofAmount(_ features: RiskFeatures) -> Int {
        guard let usual = features.usualAmount?.minor, usual > 0 else { return 0 }
        let (quotient, rest) = features.amount.minor.quotientAndRemainder(dividingBy: usual)
        func exceeds(_ times: Int64) -> Bool { quotient > times || quotient == times && rest > 0 }
        return exceeds(5) ? 200 : exceeds(2) ? 100 : 0
    }

    private static func ofCause(_ cause: RiskFeatures.Cause) -> (RiskReason, Int) {
        switch cause {
        case .shipped: (.shippedBefore, 100)
        case .returned: (.goodsReturned, 50)
        case .asked: (.customerAsked, 150)
        case .adjusted: (.amountUnusual, 50)
        }
    }
}
