import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer

struct WebhookSecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook-secrets",
        abstract: "Make, list and revoke the secrets merchants sign their webhooks with.",
        discussion: """
            A merchant has up to two in force, for a rotation: make the new one, let the merchant \
            sign with it, revoke the old one. A running engine sees a change within a second.

            Example: sluice webhook-secrets create --merchant M-1
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a secret and print it; it is never shown again.",
            discussion: """
                With --stdin the secret is the merchant's own, read from standard input, and only \
                its id is printed: a secret among the arguments would be seen by the whole machine.
                """)

        @OptionGroup var data: DataOption

        @Option(help: "The merchant that signs with it.")
        var merchant: String

        @Flag(help: "Take the secret whsec_… from standard input instead of making one.")
        var stdin = false

        func run() async throws {
            try WebhookSecretsCommand.reporting {
                let given = stdin ? readLine(strippingNewline: true) ?? "" : nil
                let made = try WebhookSecrets(directory: data.path).create(
                    merchant: merchant, given: given)
                Terminal.out(made.secret ?? made.id)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List secrets by id; they are never shown themselves.")

        @OptionGroup var data: DataOption

        @Flag(help: "Print a JSON object a line.")
        var json = false

        func run() async throws {
            try WebhookSecretsCommand.reporting {
                let records = try WebhookSecrets(directory: data.path).list()
                if json {
                    for record in records { Terminal.out(Self.json(record)) }
                    return
                }
                let head = ["id", "merchant", "created", "revoked"]
                let rows = records.map { record in
                    [
                        record.id, record.merchant, RFC3339.format(record.createdAt.ns),
                        record.revokedAt.map { RFC3339.format($0.ns) } ?? "-",
                    ]
                }
                Terminal.out(TextTable.format([head] + rows, textColumns: 4))
            }
        }

        private static func json(_ record: WebhookSecretRecord) -> [UInt8] {
            var writer = JSONWriter(capacity: 128)
            writer.object { writer in
                writer.member("id", record.id)
                writer.member("merchant", record.merchant)
                writer.member("created_at", RFC3339.format(record.createdAt.ns))
                if let time = record.revokedAt {
                    writer.member("revoked_at", RFC3339.format(time.ns))
                }
            }
            return writer.bytes
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a secret for ever and blot it out.")

        @OptionGroup var data: DataOption

        @Argument(help: "The secret's id, as `list` shows it.")
        var id: String

        func run() async throws {
            try WebhookSecretsCommand.reporting {
                try WebhookSecrets(directory: data.path).revoke(id: id)
            }
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
