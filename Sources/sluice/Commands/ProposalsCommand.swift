import ArgumentParser
import SluiceAPI
import SluiceCore

struct Proposals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List proposals and approve them.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is asked itself. The key's person is not the proposer, and neither of the two is the \
            account's owner. \
            Exit codes: 0 done, 1 refused, 69 nobody answers, 75 the directory is in use.

            Examples:
              sluice proposals list
              sluice proposals approve P-1 --sequence s42
            """,
        subcommands: [List.self, Approve.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List proposals, the oldest first.",
            discussion: "Example: sluice proposals list --all --json")

        @Flag(help: "Also those that are closed or expired.")
        var all = false

        @OptionGroup var page: PageOptions
        @OptionGroup var door: EngineDoorOptions
        @OptionGroup var output: JSONFlag

        func run() async throws {
            try await door.run { engine in
                let found = try await page.items(
                    of: "/v1/proposals?" + (all ? "" : "open=true"), "proposals", engine)
                try await output.tell(each: found, engine) { Self.table(found, $0) }
            }
        }

        private static func table(_ found: [JSONValue], _ words: Words) -> String {
            guard !found.isEmpty else { return words("no proposal", "没有提议") }
            let head = [
                words("id", "编号"), words("state", "状态"), words("kind", "种类"),
                words("about", "对象"), words("proposer", "提议人"), words("expires", "到期"),
                words("sequence", "序号"),
            ]
            let rows = found.map { proposal in
                let command = proposal["command"]
                let about = command["account"].text ?? command["hold"].text ?? "-"
                return [
                    words.text(proposal["id"]), words.text(proposal["state"]),
                    words.text(command["kind"]), about, words.text(proposal["proposer"]),
                    words.time(proposal["expires_at"]), words.text(proposal["sequence"]),
                ]
            }
            return words.table(head, rows, textColumns: 7)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve a proposal: its command runs as if given now.",
            discussion: """
                Read it first: `sluice proposals list --json` shows what it would do. Approved again it \
                does nothing twice.

                Example: sluice proposals approve P-1 --sequence s42
                """)

        @Argument(help: "The id of the proposal.")
        var id: String

        @Option(help: "The sequence of the proposal as it was read.")
        var sequence: String

        @OptionGroup var door: EngineDoorOptions

        func validate() throws {
            try IdentifierOption.check([("the id", id)])
            guard OpaqueSequence.decode(sequence) != nil else {
                throw ValidationError("--sequence is the sequence that list shows")
            }
        }

        func run() async throws {
            var writer = JSONWriter()
            writer.object { $0.member("sequence", sequence) }
            let body = writer.bytes
            try await door.run(.changes) { engine in
                let path = "/v1/proposals/\(EngineDoor.part(id))"
                _ = try await engine.post(path + "/approval", body)
                Terminal.out(try await engine.get(path).bytes)
            }
        }
    }
}
