import Foundation
import SluiceEngine

/// A migration as files of a folder: `manifest.json` and JSON lines of the records.
struct MigrationFiles {
    let folder: URL

    private static let manifest = "manifest.json"
    private static let accounts = "accounts.jsonl"
    private static let holds = "holds.jsonl"
    private static let facts = "facts.jsonl"

    private func url(_ name: String) -> URL { folder.appending(path: name) }

    /// Writes the files into a folder that has none; the manifest last, so that it tells they are
    /// whole.
    func write(_ migration: Migration) throws(JournalError) {
        guard !FileManager.default.fileExists(atPath: url(Self.manifest).path) else {
            throw JournalError(
                .unavailable, "\(folder.path) has an export already: name another with --out")
        }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try write(migration.accounts, Self.accounts)
            try write(migration.holds, Self.holds)
            try write(migration.facts, Self.facts)
            try encoder.encode(migration.manifest).write(to: url(Self.manifest))
        } catch {
            throw JournalError(
                .unavailable, "\(folder.path) cannot be written: \(error.localizedDescription)")
        }
    }

    private func write(_ records: [some Encodable], _ name: String) throws {
        var lines = Data()
        for record in records {
            lines += try encoder.encode(record)
            lines.append(UInt8(ascii: "\n"))
        }
        try lines.write(to: url(name))
    }

    /// - Throws: `JournalError` naming the file and line that cannot be read.
    func read() throws(JournalError) -> Migration {
        let manifest: MigrationManifest = try decode(try contents(Self.manifest), Self.manifest, 1)
        guard manifest.format == MigrationManifest.currentFormat else {
            throw JournalError(
                .formatUnknown,
                "\(folder.path) has format \(manifest.format), this binary reads "
                    + "\(MigrationManifest.currentFormat)")
        }
        let migration = Migration(
            manifest: manifest, accounts: try records(Self.accounts),
            holds: try records(Self.holds), facts: try records(Self.facts))
        guard
            [migration.accounts.count, migration.holds.count, migration.facts.count]
                == [manifest.accounts, manifest.holds, manifest.facts]
        else {
            throw JournalError(
                .damaged, "\(folder.path) has not as many records as its manifest tells")
        }
        return migration
    }

    private func records<Record: Decodable>(_ name: String) throws(JournalError) -> [Record] {
        var records: [Record] = []
        let lines = try contents(name).split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            records.append(try decode(line, name, index + 1))
        }
        return records
    }

    private func contents(_ name: String) throws(JournalError) -> Data {
        do {
            return try Data(contentsOf: url(name))
        } catch {
            throw JournalError(
                .unavailable, "\(url(name).path) cannot be read: \(error.localizedDescription)")
        }
    }

    private func decode<Record: Decodable>(
        _ data: Data, _ name: String, _ line: Int
    ) throws(JournalError) -> Record {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Record.self, from: data)
        } catch {
            throw JournalError(.damaged, "\(name), line \(line): \(error)")
        }
    }

    private var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
