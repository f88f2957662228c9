import SluiceAPI
import SluiceCore
import Synchronization

/// When each key was used last, to the minute.
///
/// What is noted is in memory, and in the file `key-uses.json` when `keep` was called. Safe to use
/// from any thread.
public final class KeyUses: Sendable {
    struct Use: Sendable {
        var id: String
        var usedAt: Instant
    }

    private struct State {
        var minutes: [UInt64: Int64] = [:]
        /// Whether a use was noted that is not in the file.
        var isNew = false
    }

    private let file: RecordFile<Use>
    private let state = Mutex(State())

    init(directory: String) throws {
        file = try RecordFile(
            SecretFile(directory: directory, name: "key-uses"),
            RecordFile.Form(
                list: "uses", id: \.id,
                read: { reader throws(FieldError) in try Use(reader) },
                write: { $0.write(to: &$1) }))
    }

    /// Notes that a key was used. Called with every request: it takes a lock for a look at a table.
    func note(_ credential: UInt64, at now: Instant) {
        let minute = now.ns / Span.minuteNs
        state.withLock { state in
            guard state.minutes[credential, default: 0] < minute else { return }
            state.minutes[credential] = minute
            state.isNew = true
        }
    }

    /// When keys were used last, by their ids: what was noted here or stands in the file.
    public func all() -> [String: Instant] {
        var uses = Dictionary(
            file.records.map { ($0.id, $0.usedAt) }, uniquingKeysWith: max)
        for (credential, minute) in state.withLock({ $0.minutes }) {
            let id = APIKey.id(of: credential)
            uses[id] = max(uses[id] ?? Instant(ns: 0), Instant(ns: minute * Span.minuteNs))
        }
        return uses
    }

    /// Writes the file, if something was noted since; of the keys there are alone.
    func keep(of keys: [KeyRecord]) throws {
        guard state.withLock({ $0.isNew }) else { return }
        state.withLock { $0.isNew = false }
        let uses = all()
        do {
            try file.change { records in
                records = keys.compactMap { key in
                    uses[key.id].map { Use(id: key.id, usedAt: $0) }
                }
            }
        } catch {
            state.withLock { $0.isNew = true }
            throw error
        }
    }
}

extension KeyUses.Use {
    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        usedAt = Instant(ns: try reader.time("used_at"))
        try reader.finish()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("used_at", usedAt)
        }
    }
}
