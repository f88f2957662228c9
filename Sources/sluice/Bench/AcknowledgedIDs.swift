import ArgumentParser
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// What a bench was told is done, held against the directory of its server once that has ended.
struct AcknowledgedIDs {
    private(set) var ids: [String] = []

    /// Accounts of a load and its holds from the first on, each placed and ended.
    init(accounts: Int, endedHolds: Int) {
        add("account", accounts)
        add("hold", endedHolds)
        add("operation", endedHolds)
    }

    init(_ ids: [String]) { self.ids = ids }

    private mutating func add(_ kind: String, _ count: Int) {
        ids += (0..<count).map { BenchLoad.name(kind, $0) }
    }

    /// Verifies the directory, and looks every id up among the commands that took effect.
    /// - Throws: `ValidationError` for what is unsound or lost.
    func verify(_ path: String, bench: String, json: Bool) throws {
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let report = try withExtendedLifetime(lock) { try DirectoryCheck(path: path).run() }
        guard report.faults.isEmpty else {
            throw ValidationError("verify: \(report.faults.joined(separator: "; "))")
        }
        let journalled = try Self.taken(in: path)
        let lost = ids.filter { !journalled.contains($0) }
        if let first = lost.first {
            throw ValidationError(
                "\(lost.count) acknowledged commands are not journalled, the first \(first)")
        }
        BenchResult(
            bench: bench, name: "verified", value: Double(report.commands), unit: "commands sound",
            ran: "each of \(ids.count) acknowledged ids is among them"
        ).tell(json: json)
    }

    /// The ids under which commands of a journal took effect.
    private static func taken(in path: String) throws -> Set<String> {
        var journal = try SQLiteJournal.openReadOnly(directory: path)
        defer { journal.close() }
        var names: Set<String> = []
        var row: UInt64 = 0
        while true {
            let rows = try journal.read(after: row, bytesMax: 4 << 20)
            guard let last = rows.last else { return names }
            for record in try rows.flatMap({ try Recovery.decode($0) }) {
                for name in record.names where name.key.kind != .order { names.insert(name.text) }
            }
            row = last.sequence
        }
    }
}
