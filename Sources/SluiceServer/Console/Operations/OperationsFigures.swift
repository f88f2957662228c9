import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// Everything the board of operations is made of.
struct OperationsFigures: Sendable {
    /// nil while the first count is made.
    var board: BoardFigures?
    /// What was answered lately, the oldest first.
    var beats: [Pulse.Beat]
    var unlocks: UnlockReport
    /// Merchants that are late to tell, the latest of them, and how many there are.
    var late: [LateMerchant]
    var lateCount: Int
    /// Open reviews that persons are to look at.
    var cases: [DeskCaseView]
    /// Open locks that end by `dueBy`, and whether there are more than were counted.
    var due: Int
    var hasMoreDue: Bool
    var dueBy: Instant
    var openLocks: Int
    var levels: ServiceLevels
    var repairsAreOn: Bool
    /// What is said of how old this is; nil while it is as of now.
    var stale: ConsoleText?
    var position: EventPosition

    /// How far ahead it is told what ends.
    static let aheadNs = 8 * Span.hourNs
}

extension Door {
    /// - Throws: `EngineRefusal.overloaded` while lists are shed.
    func operationsFigures() async throws -> OperationsFigures {
        let position = viewsPosition
        let now = boardTime
        let hour = UnlockTally.hour(of: now)
        let dueBy = now.adding(spanNs: OperationsFigures.aheadNs)
        let limit = Int(ServerLimits.pageItemsMax)
        let unlocks = try await browse { try $0.unlocks(UnlockFilter(hour: hour)) }.value
        let cases = try await browse { try $0.deskCases(limit: ReviewDesk.casesMax) }.value
        let due = try await browse {
            try $0.holds(HoldFilter(dueBefore: dueBy), after: 0, limit: limit)
        }.value
        let status = engine.status.snapshot
        let late = lateMerchants()
        return OperationsFigures(
            board: board.figures, beats: pulse.beats, unlocks: unlocks, late: late.listed,
            lateCount: late.count, cases: cases, due: due.items.count, hasMoreDue: due.next != nil,
            dueBy: dueBy, openLocks: status.liveHolds, levels: serviceLevels,
            repairsAreOn: status.policies.last?.repairs.isOn ?? true,
            stale: staleness(isStalled: status.stalled != nil), position: position)
    }
}
