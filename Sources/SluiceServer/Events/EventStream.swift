import Hummingbird
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Writes events of the journal as server-sent events, from a position on.
///
/// The stream pulls page after page and writes with back pressure, so a slow reader costs one page
/// of memory and slows nobody.
struct EventStream: Sendable {
    let door: Door
    let scope: EventScope
    let start: EventPosition
    /// How many events it shows before it ends; nil for no such end.
    let eventsMax: Int?
    /// How long it waits for more once it has shown all there is; nil for ever.
    let waitSeconds: Int?
    /// Counts the stream while it is open.
    let slot: StreamSlot
    /// Whom it is told to: taken from the request, which the stream outlives.
    let addressee: Addressee
    /// Whether it only tells that something happened and not what: a page fetches what came of it.
    let isBare: Bool
    /// Whether who follows may still do so.
    let isOpen: @Sendable () -> Bool

    func write(to writer: inout any ResponseBodyWriter) async throws {
        var output = EventOutput(position: start)
        var holds = HoldPlaces(door: door)
        var scope = scope
        let deadline = waitSeconds.map { ContinuousClock.now.advanced(by: .seconds($0)) }
        let box = door.router.open(scope.subject, orders: scope.orders)
        defer { box.map(door.router.close) }
        output.tellPosition()
        try await output.flush(to: &writer)
        reading: while !isStopping {
            // The box may trail the journal a little: a stream that ends has read that to its end.
            let isOver = deadline.map { $0 <= .now } ?? false
            guard let batches = try await next(&output.position, isOver ? nil : box) else { break }
            for batch in batches {
                let isDone = try await show(batch, &scope, &holds, &output, &writer)
                if isDone { break reading }
            }
            try await output.flush(to: &writer)
            try await output.tellIfSilent(&writer)
            guard batches.isEmpty else { continue }
            if isOver { break }
            guard await wait(after: output.position.row, box) else { break }
        }
        try await output.flush(to: &writer)
        try await writer.finish(nil)
        door.metrics.countStreamed(events: output.events)
    }

    /// Shows the events of a batch.
    /// - Returns: whether the last one wanted was among them.
    private func show(
        _ handed: EventRouter.Handed, _ scope: inout EventScope, _ holds: inout HoldPlaces,
        _ output: inout EventOutput,
        _ writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        let naming = door.naming
        let batch = handed.batch
        let shown = batch.row == output.position.row + 1 ? output.position.offset : 0
        for place in handed.places where place.index >= shown {
            let event = batch.records[place.record].events[place.event]
            guard scope.shows(event, naming) else { continue }
            if isBare {
                output.position = EventPosition(row: batch.row, offset: 0)
                output.tell(nil, Array("{}".utf8))
                return false
            }
            let record = batch.records[place.record]
            let document = EventDocument(
                event: event, sequence: batch.firstEvent + UInt64(place.index),
                time: record.time, role: record.command.actor.role,
                policyVersion: record.policyVersion,
                place: try await holds.place(of: event, in: record),
                addressee: addressee, naming: naming)
            output.position =
                place.index + 1 == batch.eventCount
                ? EventPosition(row: batch.row, offset: 0)
                : EventPosition(row: batch.row - 1, offset: place.index + 1)
            output.tell(event.type.name(for: addressee.audience), document.json)
            if output.events == eventsMax { return true }
            if output.isFull { try await output.flush(to: &writer) }
        }
        output.position = EventPosition(row: batch.row, offset: 0)
        return false
    }

    /// The next batches: from the box as soon as all before it was read, else from the journal.
    ///
    /// Moves the position past what does not concern the stream.
    private func next(
        _ position: inout EventPosition, _ box: EventRouter.Box?
    ) async throws -> [EventRouter.Handed]? {
        guard let box,
            case .batches(let batches, let reached) = door.router.take(box, after: position.row)
        else {
            return try await page(after: position.row)?.map {
                EventRouter.Handed(batch: $0, places: $0.eventPlaces)
            }
        }
        let fresh = batches.filter { $0.batch.row > position.row }
        if fresh.isEmpty, reached > position.row {
            position = EventPosition(row: reached, offset: 0)
        }
        return fresh
    }

    private func wait(after row: UInt64, _ box: EventRouter.Box?) async -> Bool {
        guard let box else { return await door.engine.feed.wait(after: row) }
        return await door.router.wait(box)
    }

    /// The next batches; none if there are none now; nil once the engine has stopped.
    private func page(after row: UInt64) async throws -> [CommittedBatch]? {
        do {
            return try await door.engine.batches(after: row)
        } catch EngineRefusal.stopped {
            return nil
        } catch is EngineRefusal {
            // The engine is busy, sheds old pages or has no room: asked again at the next tick.
            try await Task.sleep(for: .seconds(ServerLimits.streamTickSeconds))
            return []
        }
    }

    private var isStopping: Bool {
        Task.isCancelled || Task.isShuttingDownGracefully
            || !isOpen()
    }
}

/// What a stream has to write, and where it stands.
private struct EventOutput {
    var position: EventPosition
    private(set) var events = 0
    private var buffer = ByteBuffer()
    private var spokeAt = ContinuousClock.now

    init(position: EventPosition) { self.position = position }

    var isFull: Bool { buffer.readableBytes >= ServerLimits.streamChunkBytes }

    mutating func tell(_ name: String?, _ json: [UInt8]) {
        events += 1
        buffer.writeString("id: \(position.text)\n")
        if let name { buffer.writeString("event: \(name)\n") }
        buffer.writeString("data: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }

    /// An id without data moves the reader's Last-Event-ID and is no event to it.
    mutating func tellPosition() {
        buffer.writeString(": here\nid: \(position.text)\n\n")
    }

    mutating func tellIfSilent(_ writer: inout any ResponseBodyWriter) async throws {
        let silence = Duration.seconds(ServerLimits.streamHeartbeatSeconds)
        guard spokeAt.duration(to: .now) >= silence else { return }
        tellPosition()
        try await flush(to: &writer)
    }

    mutating func flush(to writer: inout any ResponseBodyWriter) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await writer.write(buffer)
        buffer = ByteBuffer()
        spokeAt = .now
    }
}

/// Wakes waiting streams now and then, to look at deadlines and at the server's end.
struct StreamTicker: Service {
    let door: Door

    func run() async throws {
        // The sleep ends early when the server stops.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(ServerLimits.streamTickSeconds))
                if door.metrics.snapshot.streams > 0 { wake() }
            }
        }
        wake()
    }

    private func wake() {
        door.engine.feed.nudge()
        door.router.nudge()
    }
}
