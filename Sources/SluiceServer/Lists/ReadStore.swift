import SluiceAPI
import SluiceEngine

/// What follows the journal and is read at doors.
enum ReadStore: String, Sendable, CaseIterable {
    case views
    case messages
}

extension Door {
    /// Waits until a store knows of an event, `ServerLimits.readWaitMs` at most.
    /// - Parameter field: where a caller named the event.
    /// - Throws: `Problem` `.viewsBehind` when it does not by then, `.invalidField` for an event that the
    ///   journal does not have, however long it took to look.
    func reach(
        _ sequence: UInt64, in store: ReadStore, namedBy field: String? = nil,
        waitMs: Int = ServerLimits.readWaitMs
    ) async throws {
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(waitMs))
        while true {
            let row = engine.place(of: store.rawValue).row
            if try await newestEvent(in: store) >= sequence { return }
            // The store is read again only once it has taken something.
            repeat {
                let isLate = ContinuousClock.now >= deadline
                try await Task.sleep(for: .milliseconds(ServerLimits.readLookMs))
                // Looked at after a moment: what is durable is seen in the feed just before here.
                guard engine.status.snapshot.sequence >= sequence else {
                    throw Door.unknown(field)
                }
                if isLate { throw Door.behind(field) }
            } while engine.place(of: store.rawValue).row == row
        }
    }

    /// The same for the event that the query names.
    func reach(_ store: ReadStore, for call: Call) async throws {
        guard let text = call.query["min_sequence"] else { return }
        guard let sequence = OpaqueSequence.decode(text), sequence <= UInt64(Int64.max) else {
            throw Query.fault(
                .invalidField, "min_sequence", "It is the Sluice-Sequence of an answer before.")
        }
        try await reach(sequence, in: store, namedBy: "min_sequence")
    }

    /// Whether what a store tells is older than the moment it takes to follow: the journal takes nothing,
    /// the store fails, or it is far behind.
    func isBehind(_ store: ReadStore) -> Bool {
        let status = engine.status.snapshot
        return status.stalled != nil || status.failures[store.rawValue] != nil || isFar(store)
    }

    /// Whether a store reads of the journal what is in memory no more: it is made again, or was stopped.
    func isFar(_ store: ReadStore) -> Bool { engine.place(of: store.rawValue).isFar }

    private func newestEvent(in store: ReadStore) async throws -> UInt64 {
        let messages = messages
        return switch store {
        case .views: try await view { try $0.newestEvent() }
        case .messages: try await offThread { try messages.newestEvent() }
        }
    }

    private static func unknown(_ field: String?) -> Problem {
        Problem(
            FieldError(
                code: .invalidField, field: field ?? "",
                detail: "The journal has no such event: it is of another server."))
    }

    /// - Parameter field: where the caller named what it knows of; nil where it named nothing.
    static func behind(_ field: String? = nil) -> Problem {
        Problem(
            ProblemCatalogue.kind(.viewsBehind),
            detail: field == nil
                ? "What is read is behind what is recorded; ask again."
                : "What is read is behind what you know of; ask again.",
            field: field, retryAfterSeconds: ServerLimits.retryAfterSeconds)
    }
}
