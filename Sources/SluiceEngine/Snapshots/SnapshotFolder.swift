import Foundation
import SluiceCore

/// The snapshots of a data directory: `snapshots/ROW.snap`, the two newest.
public struct SnapshotFolder: Sendable {
    /// Two, so that damage of one costs a longer replay and not all of it.
    static let kept = 2

    public let path: String

    /// - Parameter directory: the data directory; the folder is made with its first snapshot.
    public init(directory: String) { path = directory + "/snapshots" }

    /// The rows there are snapshots of, newest first; none where there is no folder.
    func rows() -> [UInt64] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            guard name.hasSuffix(".snap") else { return nil }
            return UInt64(name.dropLast(".snap".count))
        }.sorted(by: >)
    }

    func file(_ row: UInt64) -> String { "\(path)/\(row).snap" }

    func remove(_ row: UInt64) { try? FileManager.default.removeItem(atPath: file(row)) }

    /// Writes a snapshot under its name, durably, and deletes those before the two newest. Those of
    /// later rows are of a journal that is no more.
    /// - Returns: its bytes; nil where `isWanted` said no.
    /// - Throws: what the file system said; then nothing is there under the name.
    func write(_ frozen: FrozenState, hash: RowHash, isWanted: () -> Bool) throws -> Int? {
        let files = FileManager.default
        try files.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let partial = file(frozen.row) + ".new"
        guard
            files.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw JournalError(.unavailable, "\(partial) cannot be made") }
        do {
            guard let handle = FileHandle(forWritingAtPath: partial) else {
                throw JournalError(.unavailable, "\(partial) cannot be written")
            }
            defer { try? handle.close() }
            guard let bytes = try frozen.write(to: handle, hash: hash, isWanted: isWanted) else {
                try files.removeItem(atPath: partial)
                return nil
            }
            guard rename(partial, file(frozen.row)) == 0 else {
                throw JournalError(.unavailable, "\(partial) cannot be renamed")
            }
            try synchronize()
            tidy(newest: frozen.row)
            return bytes
        } catch {
            try? files.removeItem(atPath: partial)
            throw error
        }
    }

    /// Makes durable which files there are.
    private func synchronize() throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw JournalError(.unavailable, "\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw JournalError(.unavailable, "\(path) cannot be made durable")
        }
    }

    private func tidy(newest: UInt64) {
        let rows = rows()
        let older = rows.filter { $0 <= newest }.dropFirst(SnapshotFolder.kept)
        for row in rows.filter({ $0 > newest }) + older {
            remove(row)
        }
        // What a killed process left half written.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasSuffix(".new") {
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }
}

extension SnapshotFolder {
    /// The snapshots as a store that is read again: each against its sum.
    var scrubStore: ScrubStore {
        ScrubStore(name: "snapshots") {
            var rows = rows()
            var blocks: SnapshotBlockReader?
            return { _ in
                guard let row = rows.last else { return nil }
                do {
                    if blocks == nil { blocks = try SnapshotBlockReader(path: file(row)) }
                    if let block = try blocks?.next() {
                        return ScrubPage(bytes: block.bytes.count)
                    }
                } catch let error as JournalError {
                    // It may have been deleted for a newer one meanwhile.
                    if error.code == .damaged || FileManager.default.fileExists(atPath: file(row)) {
                        blocks = nil
                        rows.removeLast()
                        return ScrubPage(damages: [
                            ScrubDamage(place: "\(row).snap", detail: error.detail)
                        ])
                    }
                }
                blocks = nil
                rows.removeLast()
                return ScrubPage()
            }
        }
    }
}
