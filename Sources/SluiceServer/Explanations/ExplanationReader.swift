import SluiceAPI
import SluiceCore
import SluiceEngine

/// Gathers what explains a hold: facts from the ledger, everything else from the views.
///
/// All of one transaction of the views, so that hold and history fit; they may be a moment behind, and say
/// how far they are. Reads a hold's history whole: some thousand steps at most, by the limits of a hold.
public struct ExplanationReader: Sendable {
    /// What the ledger says of a hold, after it did what was due.
    public struct Known: Sendable {
        public var hold: HoldDocument
        var order: OrderDocument?
    }

    /// A source, and how far the views were that it is of.
    public struct Found: Sendable {
        public var source: ExplanationSource
        public var sequence: UInt64
        /// Whether the ledger knows of something newer of the hold.
        public var isBehind: Bool
    }

    let engine: Engine
    let views: any Views
    let clock: WallClock

    public init(engine: Engine, views: any Views, clock: WallClock) {
        self.engine = engine
        self.views = views
        self.clock = clock
    }

    /// - Returns: nil if there is no such hold.
    public func known(_ hold: HoldKey) async throws -> Known? {
        let answer = try await engine.read(.hold(hold))
        let naming = Naming(engine)
        guard let record = answer.hold, let document = answer.document(naming) else { return nil }
        let order = try await engine.read(.order(record.order)).order
        return Known(hold: document, order: order.map(naming.document))
    }

    /// Waits for the disk.
    /// - Parameter known: nil where the ledger could not be asked: then facts are not told.
    /// A hold that the views do not have yet is explained without its history.
    /// - Returns: nil if neither has the hold.
    public func find(_ hold: HoldKey, _ known: Known?) throws -> Found? {
        let now = engine.presentTime(clock.now())
        let viewed = try views.history(of: hold)
        guard let history = viewed.value, let first = history.entries.first else {
            guard let known else { return nil }
            let source = ExplanationSource(
                hold: known.hold, facts: known.order?.facts ?? [], steps: [], asOf: now)
            return Found(source: source, sequence: viewed.sequence, isBehind: true)
        }
        let view = history.hold
        let steps = history.entries.compactMap(HoldStep.init)
        let isEnded = view.endedAt != .never
        var source = ExplanationSource(
            hold: HoldDocument(view, notices: Naming(engine).notices),
            facts: known?.order?.facts ?? [], steps: steps,
            limitChanges: try views.limitChanges(
                of: view.account.key, after: first.sequence,
                before: isEnded ? view.sequence : UInt64(Int64.max)),
            asOf: max(now, view.placedAt))
        source.told = history.told.map { ExplanationSource.ToldAt(time: $0.time, told: $0.told) }
        return Found(
            source: source, sequence: viewed.sequence,
            isBehind: known.map { $0.hold.sequence > view.sequence } ?? true)
    }
}

extension Engine {
    /// Times as people in the lender's zone read them.
    public var localClock: LocalClock {
        let calendar = calendar
        return LocalClock { calendar.offsetSeconds(at: $0) }
    }
}
