import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

extension Keys {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List keys; secrets are not kept and cannot be shown.",
            discussion: "A server writes down once a minute when keys were used last.")

        @OptionGroup var data: DataOption

        @Flag(help: "Print a JSON object a line.")
        var json = false

        func run() async throws {
            try Keys.reporting {
                let store = try KeyStore(directory: data.path)
                let (records, uses) = (try store.list(), store.uses.all())
                let now = WallClock.system.now()
                guard !json else {
                    for record in records {
                        var writer = JSONWriter(capacity: 256)
                        writer.object {
                            record.members(to: &$0, at: now, usedAt: uses[record.id])
                        }
                        Terminal.out(writer.bytes)
                    }
                    return
                }
                let rows = records.map { Self.row($0, at: now, usedAt: uses[$0.id]) }
                Terminal.out(TextTable.format([Self.columns] + rows, textColumns: 11))
            }
        }

        private static let columns = [
            "key", "state", "role", "bound to", "name", "person", "scopes", "created", "ends",
            "used", "replaced by",
        ]

        private static func row(
            _ record: KeyRecord, at now: Instant, usedAt: Instant?
        ) -> [String] {
            func text(_ time: Instant?) -> String { time.map { RFC3339.format($0.ns) } ?? "-" }
            let scopes = record.scopes.map { scopes in
                Right.allCases.filter(scopes.contains).map(\.code).joined(separator: ",")
            }
            return [
                record.prefix, record.state(at: now).rawValue, record.role.code,
                record.merchant ?? record.account ?? "-", record.name, record.person ?? "-",
                scopes ?? "all", text(record.createdAt), text(record.revokedAt ?? record.expiresAt),
                text(usedAt), record.replacedBy ?? "-",
            ]
        }
    }
}
