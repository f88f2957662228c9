import Dispatch
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Reads what ought to be asked for from the views: new wishes each second, all of them each minute,
/// and the orders of merchants whose sequences lack numbers.
struct WishReading {
    private var cursor: UInt64 = 0
    /// Counts the times that all wishes are read.
    private var pass: UInt64 = 0
    private var readAt = Instant.epoch
    private var passAt = Instant.epoch
    private var sweepAt = Instant.epoch
    private var sweeps: [MerchantKey: Sweep] = [:]
    /// The newest row when it was last read; until the views have it, they tell of the past, and nobody
    /// is asked of that.
    private var newestRow: UInt64?
    /// Where the views were then.
    private var viewedRow: UInt64 = 0

    /// All open orders of a merchant that were not heard of since a number was missing.
    private struct Sweep {
        /// The newest time at which one of them was found missing.
        var since: Instant
        /// Where the list of its holds is read on; nil at its end.
        var cursor: UInt64? = 0
    }

    /// Does nothing until a second has passed since it last did.
    mutating func read(into puller: Puller, at now: Instant) async throws {
        guard now >= readAt else { return }
        readAt = now.adding(spanNs: Int64(PullLimits.readSeconds) * Span.secondNs)
        guard hasViews(of: puller.engine) else { return }
        if now >= passAt {
            (cursor, pass) = (0, pass + 1)
            passAt = now.adding(spanNs: Int64(PullLimits.passSeconds) * Span.secondNs)
        }
        try await readWishes(puller, at: now)
        if now >= sweepAt {
            sweepAt = now.adding(spanNs: Int64(PullLimits.sweepSeconds) * Span.secondNs)
            try await beginSweeps(puller, at: now)
        }
        for merchant in sweeps.keys.sorted() { try await goOn(merchant, puller, at: now) }
    }

    /// Whether the views have what was the newest last time.
    private mutating func hasViews(of engine: Engine) -> Bool {
        let place = engine.place(of: ReadStore.views.rawValue)
        if place.row < viewedRow {
            // They are made again: what was read of them has no end there.
            (sweeps, passAt) = ([:], .epoch)
        }
        viewedRow = place.row
        guard place.row >= newestRow ?? place.newest else {
            newestRow = newestRow ?? place.newest
            return false
        }
        newestRow = place.newest
        return true
    }

    private mutating func readWishes(_ puller: Puller, at now: Instant) async throws {
        while true {
            let after = cursor
            let page = try await puller.view { try $0.pullWishes(after: after, limit: 1_000) }
            puller.state.withLock { state in
                for wish in page.items {
                    guard let number = wish.order.name else { continue }
                    state.schedules[wish.merchant.key]?.wish(
                        PullSchedule.Ask(order: wish.order.key, number: number),
                        wish.reasons.urgency, promised: wish.promised, pass: pass, at: now)
                }
                // At the end all have been seen that there are.
                guard page.next == nil else { return }
                for key in state.schedules.keys { state.schedules[key]?.forget(before: pass) }
            }
            cursor = page.items.last?.sequence ?? cursor
            if page.next == nil { return }
        }
    }

    // MARK: Sweeps

    private mutating func beginSweeps(_ puller: Puller, at now: Instant) async throws {
        let latest = Instant(ns: now.ns - SequenceGap.missingNs)
        for merchant in puller.state.withLock({ $0.schedules.keys.sorted() })
        where sweeps[merchant] == nil {
            let page = try await puller.view {
                try $0.sequenceGaps(
                    of: merchant, missingSince: latest, after: 0, limit: 1_000)
            }
            guard let since = page.items.map(\.since).max() else { continue }
            sweeps[merchant] = Sweep(since: since)
        }
    }

    private mutating func goOn(
        _ merchant: MerchantKey, _ puller: Puller, at now: Instant
    ) async throws {
        guard var sweep = sweeps[merchant],
            let waiting = puller.state.withLock({ $0.schedules[merchant]?.count(of: .gap) })
        else {
            sweeps[merchant] = nil
            return
        }
        if let after = sweep.cursor, waiting < PullLimits.sweepWaitingMax {
            let filter = HoldFilter(merchant: merchant, dueBefore: .never)
            let page = try await puller.view {
                try $0.holds(filter, after: after, limit: 200)
            }
            for hold in page.items where hold.placedAt <= sweep.since {
                try await take(hold, of: merchant, puller, since: sweep.since, at: now)
            }
            sweep.cursor = page.next
            sweeps[merchant] = sweep
        } else if sweep.cursor == nil, waiting == 0 {
            try await end(sweep, of: merchant, puller)
        }
    }

    private func take(
        _ hold: HoldView, of merchant: MerchantKey, _ puller: Puller, since: Instant,
        at now: Instant
    ) async throws {
        guard let number = hold.order.name,
            let order = try await puller.engine.read(.order(hold.order.key)).order,
            order.heardAt < since
        else { return }
        puller.state.withLock { state in
            _ = state.schedules[merchant]?.wish(
                PullSchedule.Ask(order: hold.order.key, number: number), .gap,
                promised: hold.guaranteedUntil, pass: nil, at: now)
        }
    }

    private mutating func end(
        _ sweep: Sweep, of merchant: MerchantKey, _ puller: Puller
    ) async throws {
        guard let connector = puller.connectors.file(of: merchant) else { return }
        let body = RecordSweep(merchant: merchant, askedAt: sweep.since)
        let name = Name(NamedKey(.merchant, merchant), connector.merchant)
        _ = try await puller.submit(.recordSweep(body), [name], of: connector.name)
        sweeps[merchant] = nil
    }
}

extension Puller {
    /// Asks the views on a thread that may wait for the disk.
    fileprivate func view<Value: Sendable>(
        _ body: @escaping @Sendable (any Views) throws -> Viewed<Value>
    ) async throws -> Value {
        let views = views
        return try await withCheckedThrowingContinuation { continuation in
            Puller.readers.async { continuation.resume(with: Result { try body(views).value }) }
        }
    }

    private static let readers = DispatchQueue(label: "sluice.pulls")
}

extension PullReasons {
    fileprivate var urgency: PullClass {
        if contains(.resultUnknown) { return .urgent }
        return contains(.deadline) ? .deadline : .doubt
    }
}

extension OrderRecord {
    /// When the newest thing of it was recorded: a fact, or that it was asked for.
    fileprivate var heardAt: Instant {
        max(facts.last?.recordedAt ?? .epoch, pull?.askedAt ?? .epoch)
    }
}
