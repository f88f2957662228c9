import ServiceLifecycle
import SluiceCore
import SluiceEngine
import Synchronization

/// Hands batches to the streams of one account or hold that they concern.
///
/// It looks at each event once, however many streams are open, so that a thousand streams cost little
/// more than the events they show. What it hands over is in memory alone and bounded: a stream that
/// does not take it in time reads the journal from where it stood. Safe to use from any task.
final class EventRouter: Service {
    /// What is handed to one stream; known by its number.
    struct Box: Sendable {
        fileprivate let number: UInt64
        fileprivate let subject: EventScope.Subject
    }

    /// A batch, and which of its events a stream looks at.
    struct Handed: Sendable {
        let batch: CommittedBatch
        var places: [EventPlace]
    }

    /// What a stream has to show next.
    enum Portion: Sendable {
        /// The batches that concern it, and the row up to which there is nothing else for it.
        case batches([Handed], reached: UInt64)
        /// What follows a row is handed over; up to it the stream reads by itself.
        case behind(UInt64)
    }

    fileprivate struct Held {
        var since: UInt64
        /// Orders whose facts and returns it is handed too; nil where none are.
        var orders: Set<OrderKey>?
        var batches: [Handed] = []
        var waiter: CheckedContinuation<Void, Never>?
    }

    fileprivate struct State {
        var row: UInt64
        var isStopped = false
        var lastNumber: UInt64 = 0
        var held: [UInt64: Held] = [:]
        var ofAccounts: [AccountKey: [UInt64]] = [:]
        var ofHolds: [HoldKey: [UInt64]] = [:]
        var ofOrders: [OrderKey: [UInt64]] = [:]
    }

    private let engine: Engine
    private let state: Mutex<State>

    init(engine: Engine) {
        self.engine = engine
        state = Mutex(State(row: engine.feed.newestRow))
    }

    /// The newest row that was looked at.
    var row: UInt64 { state.withLock { $0.row } }

    // MARK: The streams

    /// A box for the events of an account or a hold; nil where all events are asked for.
    /// - Parameter orders: of the account, whose facts and returns are handed over too, with those of
    ///   purchases that are made meanwhile; nil: none.
    func open(_ subject: EventScope.Subject, orders: Set<OrderKey>? = nil) -> Box? {
        state.withLock { state in
            state.lastNumber += 1
            let number = state.lastNumber
            switch subject {
            case .all: return nil
            case .account(let key): state.ofAccounts[key, default: []].append(number)
            case .hold(let key): state.ofHolds[key, default: []].append(number)
            }
            state.held[number] = Held(since: state.row, orders: orders)
            for order in orders ?? [] { state.ofOrders[order, default: []].append(number) }
            return Box(number: number, subject: subject)
        }
    }

    func close(_ box: Box) {
        let waiter = state.withLock { state in
            switch box.subject {
            case .all: break
            case .account(let key): state.ofAccounts.remove(box.number, of: key)
            case .hold(let key): state.ofHolds.remove(box.number, of: key)
            }
            let held = state.held.removeValue(forKey: box.number)
            for order in held?.orders ?? [] { state.ofOrders.remove(box.number, of: order) }
            return held?.waiter
        }
        waiter?.resume()
    }

    /// Takes what was handed over for a stream that has shown all up to a row.
    func take(_ box: Box, after row: UInt64) -> Portion {
        state.withLock { state in
            guard let held = state.held[box.number], row >= held.since else {
                return .behind(state.held[box.number]?.since ?? state.row)
            }
            state.held[box.number]?.batches = []
            return .batches(held.batches, reached: max(row, state.row))
        }
    }

    /// Waits until something is handed over, the engine stops, the task is cancelled or `nudge`.
    /// - Returns: false once the engine has stopped.
    func wait(_ box: Box) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard let held = state.held[box.number], held.batches.isEmpty,
                        !state.isStopped, !Task.isCancelled
                    else { return true }
                    state.held[box.number]?.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.held[box.number]?.waiter.take() }?.resume()
        }
        return state.withLock { !$0.isStopped }
    }

    /// Wakes all streams, to look at something else than events.
    func nudge() { wakeAll(isStopped: false) }

    // MARK: The service

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
        wakeAll(isStopped: true)
    }

    private func follow() async {
        while !Task.isCancelled {
            let row = row
            do {
                let batches = try await engine.batches(after: row)
                hand(over: batches)
                if batches.isEmpty {
                    guard await engine.feed.wait(after: row) else { return }
                } else {
                    try? await Task.sleep(for: .milliseconds(ServerLimits.streamGatherMs))
                }
            } catch EngineRefusal.stopped {
                return
            } catch {
                // A page that is refused now is asked for again: nobody misses anything by it.
                try? await Task.sleep(for: .seconds(ServerLimits.streamTickSeconds))
            }
        }
    }

    private func hand(over batches: [CommittedBatch]) {
        let woken = state.withLock { state in
            var woken: [CheckedContinuation<Void, Never>] = []
            for batch in batches {
                if !state.held.isEmpty {
                    for (number, places) in state.concerned(by: batch) {
                        state.hand(Handed(batch: batch, places: places), to: number)
                        if let waiter = state.held[number]?.waiter.take() { woken.append(waiter) }
                    }
                }
                state.row = batch.row
            }
            return woken
        }
        for waiter in woken { waiter.resume() }
    }

    private func wakeAll(isStopped: Bool) {
        let woken = state.withLock { state in
            if isStopped { state.isStopped = true }
            return state.held.keys.compactMap { state.held[$0]?.waiter.take() }
        }
        for waiter in woken { waiter.resume() }
    }
}

extension EventRouter.State {
    /// The boxes that a batch has something for, and what.
    fileprivate mutating func concerned(by batch: CommittedBatch) -> [UInt64: [EventPlace]] {
        var places: [UInt64: [EventPlace]] = [:]
        func add(_ place: EventPlace, to numbers: [UInt64]) {
            for number in numbers where places[number]?.last != place {
                places[number, default: []].append(place)
            }
        }
        for place in batch.eventPlaces {
            let event = batch.records[place.record].events[place.event]
            if let key = event.concernedAccount, let those = ofAccounts[key] {
                add(place, to: those)
                if case .holdPlaced(let placed) = event { follow(placed.order, those) }
            }
            if let key = event.concernedHold, let those = ofHolds[key] { add(place, to: those) }
            if let key = event.concernedOrder, let those = ofOrders[key] { add(place, to: those) }
        }
        return places
    }

    private mutating func follow(_ order: OrderKey, _ numbers: [UInt64]) {
        for number in numbers where held[number]?.orders?.insert(order).inserted == true {
            ofOrders[order, default: []].append(number)
        }
    }

    /// A full box is emptied: its stream reads all up to here by itself.
    fileprivate mutating func hand(_ handed: EventRouter.Handed, to number: UInt64) {
        guard let held = held[number] else { return }
        if held.batches.count < ServerLimits.streamBatchesMax {
            self.held[number]?.batches.append(handed)
        } else {
            self.held[number]?.batches = []
            self.held[number]?.since = handed.batch.row
        }
    }
}

/// Where an event stands in a batch.
struct EventPlace: Hashable, Sendable {
    let record: Int
    let event: Int
    /// Of all events of the batch, from 0.
    let index: Int
}

extension CommittedBatch {
    /// Of all events, in order.
    var eventPlaces: [EventPlace] {
        var places: [EventPlace] = []
        places.reserveCapacity(eventCount)
        for record in records.indices {
            for event in records[record].events.indices {
                places.append(EventPlace(record: record, event: event, index: places.count))
            }
        }
        return places
    }
}

extension Dictionary where Value == [UInt64] {
    fileprivate mutating func remove(_ number: UInt64, of key: Key) {
        self[key]?.removeAll { $0 == number }
        if self[key]?.isEmpty == true { self[key] = nil }
    }
}
