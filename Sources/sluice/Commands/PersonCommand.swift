import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct Person: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show or erase everything held on a person.",
        discussion: """
            A person is named by the id of their account, or of their key. Both need the engine \
            stopped; while it runs, GET and DELETE /v1/people/ID do the same.

            Example: sluice person export A-1 --json
            """,
        subcommands: [Export.self, Erase.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print everything held on a person.",
            discussion: """
                Contact data and texts in clear, and of the account of the same id its balances, \
                holds and history. Exit code 1 if nothing is held under the id.
                """)

        @OptionGroup var data: DataOption
        @OptionGroup var person: PersonArgument

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() async throws {
            try await Person.reporting(data, person.id) {
                let directory = try PersonDirectory(data.path, makesStore: false)
                let export = try directory.export(person.id)
                guard !export.isUnknown || !export.isComplete else {
                    throw Person.unknown(person.id)
                }
                if json { Terminal.out(export.json) } else { Terminal.out(export.text) }
                if !export.isComplete { throw Person.unviewed() }
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy contact data, texts and key of a person.",
            discussion: """
                What is in the ledger stays: amounts, codes and ids. The erasure is written to \
                DATA.erasures beside the data directory; keep that file apart from backups, for it \
                erases again what an older copy brings back. Done again it changes nothing.
                """)

        @OptionGroup var data: DataOption
        @OptionGroup var person: PersonArgument

        @Option(help: "A word that says why, kept with the erasure; no free text.")
        var reason = Erasure.requested.text

        @Flag(help: "Do not ask.")
        var yes = false

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        func run() async throws {
            guard let reason = Code(reason) else {
                throw ValidationError("--reason \(reason): \(FieldRules.codeFault(reason) ?? "")")
            }
            try await Person.reporting(data, person.id) {
                let directory = try PersonDirectory(data.path, makesStore: true)
                let export = try directory.export(person.id)
                guard !export.isUnknown else {
                    throw export.isComplete ? Person.unknown(person.id) : Person.unviewed()
                }
                try confirm(export)
                let done = try directory.erase(person.id, reason: reason, export)
                if json {
                    var writer = JSONWriter()
                    done.write(to: &writer, in: .english)
                    Terminal.out(writer.bytes)
                } else {
                    Self.tell(done)
                }
            }
        }

        /// Asks a person at a terminal to type the id; anybody else has to say --yes.
        private func confirm(_ export: PersonExport) throws {
            guard !yes else { return }
            guard isatty(FileHandle.standardInput.fileDescriptor) == 1 else {
                throw ValidationError("there is no terminal to ask on: say --yes if you mean it")
            }
            let contact = export.person.contact == nil ? "no contact data" : "contact data"
            Terminal.ask(
                "Destroys for ever what is held on \(person.id): \(contact); texts: "
                    + "\(export.person.notes.count). Type the id to go on: ")
            guard readLine() == person.id else {
                Terminal.error("nothing was erased")
                throw ExitCode(1)
            }
        }

        private static func tell(_ done: PersonErasedDocument) {
            Terminal.out("person     \(done.id)")
            Terminal.out(
                "erased at  \(RFC3339.format(done.erasedAt.ns)), reason \(done.reason.text)")
            let contact = done.hadContact ? "contact data" : "no contact data"
            Terminal.out("destroyed  \(contact); texts: \(done.notes)")
            for kept in Kept.after(hasAccount: done.hasAccount) {
                Terminal.out("kept       \(kept.text(in: .english))")
            }
        }
    }

    private static func unknown(_ id: String) -> ExitCode {
        Terminal.error("nothing is held under \(id)")
        return ExitCode(1)
    }

    /// The account may be there, and the views do not tell.
    private static func unviewed() -> ExitCode {
        Terminal.error(
            "the views are behind the journal: start and stop the engine once, then ask again")
        return ExitCode(1)
    }

    /// Tells of a directory in use how its engine is asked.
    private static func reporting(
        _ data: DataOption, _ id: String, _ body: () throws -> Void
    ) async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            do {
                try body()
            } catch let error as JournalError where error.code == .locked {
                throw JournalError(
                    .locked, "\(error.detail); ask it: GET or DELETE /v1/people/\(id)")
            }
        }
    }
}

/// Who is meant.
struct PersonArgument: ParsableArguments {
    @Argument(help: "The id of the person's account, or of another subject.")
    var id: String

    func validate() throws {
        if let fault = FieldRules.identifierFault(id) { throw ValidationError("ID: \(fault)") }
    }
}
