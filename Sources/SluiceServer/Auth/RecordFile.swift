import SluiceAPI
import Synchronization

/// The records of a file of secrets, as they are now.
///
/// A change by another process, such as `sluice keys`, is seen within a second. Safe to use from any
/// thread.
final class RecordFile<Record: Sendable>: Sendable {
    /// How records stand in the file: in a list of a name.
    struct Form: Sendable {
        var list: String
        /// What a record is found by.
        var id: @Sendable (Record) -> String
        var read: @Sendable (ObjectReader) throws(FieldError) -> Record
        var write: @Sendable (Record, inout JSONWriter) -> Void
    }

    private struct State {
        var records: [Record] = []
        /// The place of each id, of the newest where several have it.
        var places: [String: Int] = [:]
        var stamp: SecretFile.Stamp?
        var checkedAt: ContinuousClock.Instant?
    }

    private let file: SecretFile
    private let form: Form
    private let state = Mutex(State())

    /// Opens a file; it has no records if it is not there yet.
    /// - Throws: `KeyStoreError.file` if it is there but cannot be read or understood.
    init(_ file: SecretFile, _ form: Form) throws {
        self.file = file
        self.form = form
        _ = try reread()
    }

    /// The records as they were within the last second.
    var records: [Record] {
        state.withLock { state in
            reloadIfChanged(&state)
            return state.records
        }
    }

    /// The record of an id, as it was within the last second. Complexity: O(1).
    func record(_ id: String) -> Record? {
        state.withLock { state in
            reloadIfChanged(&state)
            return state.places[id].map { state.records[$0] }
        }
    }

    /// The records as the file has them now.
    func reread() throws -> [Record] {
        try state.withLock { state in
            try load(&state)
            return state.records
        }
    }

    /// Changes the file as one, while no other process does.
    /// - Throws: `KeyStoreError.file` where it would have more than can be read again; nothing is
    ///   changed then.
    ///
    /// Readers do not wait for it: the lock of the file orders those who write, in one process too.
    func change(_ body: (inout [Record]) throws -> Void) throws {
        let lock = try file.lock()
        defer { lock.unlock() }
        var (records, _) = try read()
        try body(&records)
        var writer = JSONWriter()
        writer.object { writer in
            writer.name(form.list)
            writer.array { writer in
                for record in records { form.write(record, &writer) }
            }
        }
        guard records.count <= APILimits.arrayElementsMax,
            writer.bytes.count <= APILimits.bodyBytesMax
        else {
            throw KeyStoreError.file(
                "\(file.path) is full: at most \(APILimits.arrayElementsMax) records and "
                    + "\(APILimits.bodyBytesMax) bytes, revoked ones too")
        }
        let stamp = try file.write(writer.bytes)
        state.withLock { take(records, stamp, &$0) }
    }

    private func load(_ state: inout State) throws {
        let (records, stamp) = try read()
        take(records, stamp, &state)
        state.checkedAt = .now
    }

    private func take(_ records: [Record], _ stamp: SecretFile.Stamp?, _ state: inout State) {
        state.records = records
        state.places = Dictionary(
            records.enumerated().map { (form.id($1), $0) }, uniquingKeysWith: max)
        state.stamp = stamp
    }

    private func read() throws -> ([Record], SecretFile.Stamp?) {
        guard let (bytes, stamp) = try file.read() else { return ([], nil) }
        do {
            var reader = try ObjectReader(body: bytes)
            let list = try reader.array(form.list, count: 0...APILimits.arrayElementsMax)
            try reader.finish()
            return (try list.map { try form.read($0) }, stamp)
        } catch {
            throw KeyStoreError.file("\(file.path) cannot be used: \(error)")
        }
    }

    /// Records that cannot be read now stay as they were: a half-broken disk locks nobody out.
    private func reloadIfChanged(_ state: inout State) {
        if let checkedAt = state.checkedAt,
            checkedAt.duration(to: .now) < .seconds(ServerLimits.keysCheckSeconds)
        {
            return
        }
        state.checkedAt = .now
        guard file.stamp() != state.stamp, let (records, stamp) = try? read() else { return }
        take(records, stamp, &state)
    }
}
