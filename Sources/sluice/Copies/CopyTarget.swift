import ArgumentParser
import Foundation
import SluiceEngine
import SluiceSQLite

/// What backup and restore share: a place to copy to, and copying with a bar.
enum CopyTarget {
    /// Refuses a directory that has any store already.
    /// - Throws: a message naming the file.
    static func requireEmpty(_ path: String) throws {
        for file in DirectoryCopy.files + ["views.db", BackupManifest.fileName]
        where FileManager.default.fileExists(atPath: path + "/" + file) {
            throw ValidationError(
                "\(path) has a \(file) already: nothing is copied over it, name another directory")
        }
    }

    static func copy(from source: String, to target: String, label: String) throws {
        var bar: ProgressBar?
        _ = try DirectoryCopy(from: source, to: target).run { done, total in
            if bar == nil { bar = ProgressBar(label, total: total) }
            bar?.show(done)
        }
        bar?.finish()
    }

    /// The error for a copy that is not sound, with all that was found.
    static func unsound(_ report: Verifier.Report, in directory: String) -> JournalError {
        JournalError(
            .damaged,
            "the copy in \(directory) is not sound: " + report.faults.joined(separator: "; "))
    }
}
