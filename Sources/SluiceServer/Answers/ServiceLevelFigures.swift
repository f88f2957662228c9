import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// What `/v1/slo` and the page of service levels tell: one reading for both.
struct ServiceLevelFigures: Sendable {
    /// nil: of all merchants.
    var merchant: MerchantKey?
    /// The time returns are counted over.
    var from: Instant
    var until: Instant
    /// Those of the policy in force.
    var levels: ServiceLevels
    /// Reviews and declines are of all merchants.
    var unlocks: UnlockReport
    /// By connector; empty without any.
    var pulls: [PullStanding]
    /// How soon commands were answered since the start, by lane.
    var answers: PerLane<TimeSteps>
    /// nil without a desk, and of one merchant.
    var desk: DeskFigures?
    /// How far the views were.
    var sequence: UInt64
}

extension Door {
    /// Those of the policy in force.
    var serviceLevels: ServiceLevels {
        engine.status.snapshot.policies.last?.serviceLevels ?? .standard
    }

    func serviceLevelFigures(of merchant: MerchantKey?) async throws -> ServiceLevelFigures {
        let filter = UnlockFilter(hour: UnlockTally.hour(of: boardTime), merchant: merchant)
        let viewed = try await view { try $0.unlocks(filter) }
        return ServiceLevelFigures(
            merchant: merchant,
            from: Instant(ns: (filter.hour - UnlockFilter.hours + 1) * Span.hourNs),
            until: boardTime, levels: serviceLevels, unlocks: viewed.value,
            pulls: puller?.standings(of: merchant) ?? [],
            answers: engine.status.snapshot.answerTimes,
            desk: try await merchant == nil ? deskFigures() : nil, sequence: viewed.sequence)
    }

    private func deskFigures() async throws -> DeskFigures? {
        guard let desk else { return nil }
        let cases = try await view { try $0.deskCases(limit: ReviewDesk.casesMax) }
        return DeskFigures(desk.rules, cases.value, at: boardTime)
    }
}
