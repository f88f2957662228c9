import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/console/levels`: what `/v1/slo` tells, for people.
struct LevelsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/console/levels", .readServiceLevels,
                query: ["merchant", "fragment", "seen"],
                handle: show)
        ]
    }

    /// - Throws: `EngineRefusal.overloaded` while lists are shed.
    @Sendable private func show(_ call: Call) async throws -> Response {
        let merchant = try call.query.identifier("merchant").map(door.merchant)
        try door.engine.admit(.background)
        try await door.viewsSee(call.query["seen"])
        let position = door.viewsPosition
        let figures = try await door.serviceLevelFigures(of: merchant?.key)
        let isUnknown = try await isUnknown(merchant, figures)
        let page = LevelsPage(
            figures, of: merchant?.text, isUnknown: isUnknown, at: position, call.principal,
            door.words)
        return .html(
            status: isUnknown ? .notFound : .ok,
            Templates.render(call.query["fragment"] == nil ? "levels" : "levels-body", page))
    }

    /// Whether nobody knows of a merchant that was asked for, which may be a slip of the hand.
    private func isUnknown(
        _ merchant: Keyed<MerchantTag>?, _ figures: ServiceLevelFigures
    ) async throws -> Bool {
        guard let merchant, figures.unlocks.figures.isEmpty, figures.pulls.isEmpty else {
            return false
        }
        return try await door.health(of: merchant) == nil
    }
}
