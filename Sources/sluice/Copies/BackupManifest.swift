import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What a finished backup says of itself: `backup.json`, written last.
struct BackupManifest: Codable, Equatable {
    /// Rows of the journal.
    var rows: UInt64
    /// The ledger time of the newest row, RFC 3339; absent for an empty journal.
    var newestTime: String?
    /// The hash of the newest row.
    var head: String
    /// The digest of the state after it.
    var digest: String
    var events: UInt64
    /// The row the archive has followed to.
    var archiveRow: UInt64
    /// The version of Sluice that made the backup.
    var version: String

    static let fileName = "backup.json"

    init(_ report: Verifier.Report) {
        rows = report.rows
        newestTime = report.rows > 0 ? RFC3339.format(report.newestTime.ns) : nil
        head = report.head.description
        digest = report.digest.description
        events = report.events
        archiveRow = report.archiveRow
        version = sluiceVersion
    }

    private enum CodingKeys: String, CodingKey {
        case rows
        case newestTime = "newest_time"
        case head
        case digest
        case events
        case archiveRow = "archive_row"
        case version
    }

    /// The manifest of a backup.
    /// - Throws: `JournalError`: `.unavailable` where there is none, `.damaged` where it is not one.
    static func read(in directory: String) throws(JournalError) -> BackupManifest {
        let path = directory + "/" + fileName
        guard let data = FileManager.default.contents(atPath: path) else {
            throw JournalError(
                .unavailable,
                "\(directory) is no finished backup: \(fileName) is not there")
        }
        do {
            return try JSONDecoder().decode(BackupManifest.self, from: data)
        } catch {
            throw JournalError(.damaged, "\(path) is not what a backup leaves")
        }
    }

    /// Makes a backup one.
    func write(in directory: String) throws(JournalError) {
        do {
            try Data(text().utf8).write(
                to: URL(fileURLWithPath: directory + "/" + Self.fileName), options: .atomic)
        } catch {
            throw JournalError(.unavailable, "\(directory)/\(Self.fileName): \(error)")
        }
    }

    /// One JSON object in one line, members in the order of their names.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What a copy found to be `other` does not have of this; nil if it is the same.
    func difference(from other: BackupManifest) -> String? {
        if rows != other.rows { return "\(other.rows) rows instead of \(rows)" }
        if head != other.head { return "row \(rows) is another" }
        if digest != other.digest { return "digest \(other.digest) instead of \(digest)" }
        return nil
    }

    /// What people are told.
    func tell() {
        Terminal.out("rows      \(rows)")
        Terminal.out("newest    \(newestTime ?? "none")")
        Terminal.out("events    \(events)")
        Terminal.out("archived  to row \(archiveRow)")
        Terminal.out("head      \(head)")
        Terminal.out("digest    \(digest)")
    }
}
