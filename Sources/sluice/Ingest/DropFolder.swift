import Foundation
import SluiceCore

/// A folder in which files of events are dropped, and `done/` in it, to which they go.
struct DropFolder {
    /// What tells a file from the same one changed.
    struct Stamp: Equatable {
        var bytes: Int
        var changedAt: Date
    }

    let url: URL
    var done: URL { url.appending(path: "done") }

    /// Makes `done/` where it is not there.
    init(_ path: String) throws(ImportError) {
        url = URL(filePath: path).standardizedFileURL
        do {
            try FileManager.default.createDirectory(
                at: done, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: done.path, why: error.localizedDescription)
        }
    }

    /// The files to take, by name: those that end as files of events do, do not begin with a dot,
    /// and were last changed some time ago.
    func ready(at now: Date) throws(ImportError) -> [URL] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        } catch {
            throw .unreadable(path: url.path, why: error.localizedDescription)
        }
        return names.sorted().map { url.appending(path: $0) }.filter { file in
            guard !file.lastPathComponent.hasPrefix("."),
                EventFile.extensions.contains(file.pathExtension.lowercased()),
                let stamp = stamp(of: file)
            else { return false }
            let quiet = now.timeIntervalSince(stamp.changedAt)
            return quiet >= Double(IngestLimits.quietSeconds)
        }
    }

    /// nil if it is not there, or no plain file.
    func stamp(of file: URL) -> Stamp? {
        guard
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let bytes = attributes[.size] as? Int,
            let changedAt = attributes[.modificationDate] as? Date
        else { return nil }
        return Stamp(bytes: bytes, changedAt: changedAt)
    }

    /// Where a file goes: its own name, with a number if one of that name is there.
    func place(of file: URL) -> URL {
        let name = file.lastPathComponent
        var place = done.appending(path: name)
        var number = 2
        while FileManager.default.fileExists(atPath: place.path) {
            place = done.appending(path: "\(number)-\(name)")
            number += 1
        }
        return place
    }

    /// Moves a file to its place, in one step of the file system.
    func finish(_ file: URL, to place: URL) throws(ImportError) {
        guard rename(file.path, place.path) == 0 else {
            throw .unwritable(path: place.path, why: String(cString: strerror(errno)))
        }
    }
}
