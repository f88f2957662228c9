import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke API keys.",
        discussion: "A running engine sees a change within a second.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it; it is never shown again.")

        @OptionGroup var data: DataOption

        @Option(help: "lender, merchant, support, operator, treasury, auditor, …")
        var role: String

        @Option(help: "The merchant a key of role merchant is bound to.")
        var merchant: String?

        @Option(help: "The account a key of role consumer is bound to.")
        var account: String?

        @Option(help: "A pseudonym for the system that holds it, journalled with every command.")
        var name: String

        @Option(
            help: """
                A pseudonym for the person who holds it, journalled instead of the name: the same \
                one for all keys of a person. Only persons propose and approve.
                """)
        var person: String?

        func run() async throws {
            guard let role = Role(code: role) else {
                let known = Role.allCases.filter { $0 != .engine }.map(\.code)
                throw ValidationError("--role is one of \(known.joined(separator: ", "))")
            }
            try Keys.reporting {
                Terminal.out(
                    try KeyStore(directory: data.path).create(
                        role: role, merchant: merchant, account: account, name: name,
                        person: person))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List keys; secrets are not kept and cannot be shown.")

        @OptionGroup var data: DataOption

        @Flag(help: "Print a JSON object a line.")
        var json = false

        func run() async throws {
            try Keys.reporting {
                let records = try KeyStore(directory: data.path).list()
                if json {
                    for record in records { Terminal.out(Self.json(record)) }
                    return
                }
                var rows = [
                    ["id", "role", "merchant", "account", "name", "person", "created", "revoked"]
                ]
                for record in records {
                    rows.append([
                        record.id, record.role.code, record.merchant ?? "-", record.account ?? "-",
                        record.name,
                        record.person ?? "-",
                        RFC3339.format(record.createdAt.ns),
                        record.revokedAt.map { RFC3339.format($0.ns) } ?? "-",
                    ])
                }
                Terminal.out(TextTable.format(rows, textColumns: 8))
            }
        }

        private static func json(_ record: KeyRecord) -> [UInt8] {
            var writer = JSONWriter(capacity: 256)
            writer.object { writer in
                writer.member("id", record.id)
                writer.member("role", record.role.code)
                if let merchant = record.merchant { writer.member("merchant", merchant) }
                if let account = record.account { writer.member("account", account) }
                writer.member("name", record.name)
                if let person = record.person { writer.member("person", person) }
                writer.member("created_at", RFC3339.format(record.createdAt.ns))
                if let time = record.revokedAt {
                    writer.member("revoked_at", RFC3339.format(time.ns))
                }
            }
            return writer.bytes
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key for ever.")

        @OptionGroup var data: DataOption

        @Argument(help: "The key's id, the part between the underscores.")
        var id: String

        func run() async throws {
            try Keys.reporting { try KeyStore(directory: data.path).revoke(id: id) }
        }
    }

    private static func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as KeyStoreError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }
}
