import Foundation
import SluiceCore

/// Reads stores again and again, at a pace nobody notices, and tells what is damaged.
struct Scrubber: Sendable {
    let stores: [ScrubStore]
    let clock: WallClock
    let status: EngineStatus
    let onWarning: EngineWarning.Handler
    /// How soon after the last a pass begins: half of the time within which damage is found.
    let periodNs: Int64
    let stopping: StopSignal

    /// Runs until the engine stops, on a thread of its own.
    func run() {
        ThreadPriority.lower()
        while !stopping.isSet {
            let began = ContinuousClock.now
            for store in stores {
                guard pass(store) else { return }
            }
            let leftNs = periodNs - Int64((ContinuousClock.now - began) / .nanoseconds(1))
            if stopping.wait(ns: max(leftNs, Span.millisecondNs)) { return }
        }
    }

    /// - Returns: false where the engine stops meanwhile.
    private func pass(_ store: ScrubStore) -> Bool {
        do {
            let next = try store.begin()
            status.scrub(store.name) { $0.begin() }
            while true {
                let began = ContinuousClock.now
                guard let page = try next(ScrubLimits.pageBytesMax) else { break }
                tell(page, of: store)
                let spentNs = Int64((ContinuousClock.now - began) / .nanoseconds(1))
                let paceNs =
                    Int64(page.bytes) * Span.secondNs / Int64(ScrubLimits.bytesPerSecondMax)
                if stopping.wait(ns: paceNs - spentNs) { return false }
            }
        } catch let error as JournalError where error.code == .damaged {
            // No further page can be read, but to its end this pass has seen the store.
            tell(
                ScrubPage(damages: [ScrubDamage(place: "unreadable", detail: error.detail)]),
                of: store)
        } catch {
            onWarning(.scrubFails(store: store.name, detail: "\(error)"))
            return !stopping.wait(ns: min(periodNs, ScrubLimits.retryPauseNs))
        }
        let now = clock.now()
        status.scrub(store.name) { $0.end(at: now) }
        return true
    }

    private func tell(_ page: ScrubPage, of store: ScrubStore) {
        let news = status.scrub(store.name) { $0.add(page) }
        for damage in news {
            onWarning(
                .damageFound(store: store.name, place: damage.place, detail: damage.detail))
        }
    }
}
