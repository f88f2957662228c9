import ArgumentParser
import SluiceAPI
import SluiceCore

struct ExplainErrorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain-error",
        abstract: "Tell what an error code means, and who does what about it.",
        discussion: """
            Without a code it prints all of them, as docs/reference/errors.md has them. Asks nobody. \
            Exit codes: 0 told, 1 there is no such code.

            Example: sluice explain-error HOLD_ENDED --lang zh
            """)

    @Argument(help: "A code, such as HOLD_ENDED or invalid_field.")
    var code: String?

    @Option(help: "The language of the texts: en or zh.")
    var lang = "en"

    @Flag(help: "Print the document of /problems/CODE.")
    var json = false

    func validate() throws {
        guard Language(rawValue: lang) != nil else { throw ValidationError("--lang is en or zh") }
        if json, code == nil { throw ValidationError("--json is of one code") }
    }

    func run() throws {
        guard let code else {
            // The page ends its own last line.
            return Terminal.out(String(ProblemCatalogue.page.dropLast()))
        }
        guard let entry = ProblemCatalogue.entry(code) else {
            let near = EditDistance.nearest(
                Nearest.countMax, to: code, among: ProblemCatalogue.entries.map(\.code))
            let offer = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
            Terminal.error("no such code \(code)\(offer)")
            throw ExitCode(1)
        }
        if json {
            var writer = JSONWriter()
            entry.write(to: &writer)
            return Terminal.out(writer.bytes)
        }
        Terminal.out(text(entry))
    }

    private func text(_ entry: ProblemEntry) -> String {
        let language = Language(rawValue: lang) ?? .english
        let words = Words(language: language, clock: .utc)
        var rows: [(label: String, value: String?)] = [
            (words("code", "代码"), entry.code),
            (words("means", "含义"), entry.title.text(in: language)),
        ]
        rows += entry.statuses.map {
            (words("status", "状态码") + " \($0)", ProblemStatus.reason($0).text(in: language))
        }
        rows += [
            (
                words("retryable", "可重试"), entry.retryable ? words("yes", "是") : words("no", "否")
            ),
            (words("field", "字段"), entry.fields.text(in: language)),
        ]
        rows += ProblemReaction.Reader.allCases.map { reader in
            (reader.title.text(in: language), entry.reaction.text(for: reader).text(in: language))
        }
        return words.facts(rows)
    }
}
