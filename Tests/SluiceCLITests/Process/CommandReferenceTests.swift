import Foundation
import SluiceTestKit
import Testing

/// docs/reference/cli.md against the commands there are, as the program itself tells them.
@Suite("The page of the command line", .blocking)
struct CommandReferenceTests {
    private struct Dump: Decodable { var command: Command }

    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }
            var names: [Name]?
            var shouldDisplay: Bool
        }
        var commandName: String
        var shouldDisplay: Bool?
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?

        var options: [String] {
            (arguments ?? []).filter(\.shouldDisplay).compactMap { argument in
                argument.names?.first { $0.kind == "long" }.map { "--" + $0.name }
            }
        }
    }

    /// Options that are told once for all commands that ask an engine, at the head of the page.
    private static let common: Set<String> = [
        "--help", "--version", "--data", "--url", "--key", "--lang", "--json",
    ]

    /// Every command with its words, `hold show`; those left out that help with commands, or are shown
    /// nowhere.
    private static func commands() throws -> [(words: String, command: Command)] {
        let dump = try SluiceProcess.run("--experimental-dump-help")
        try #require(dump.status == 0, "\(dump.error)")
        func below(_ command: Command, _ words: [String]) -> [(String, Command)] {
            let shown = (command.subcommands ?? []).filter {
                $0.commandName != "help" && $0.shouldDisplay != false
            }
            return shown.flatMap { child in
                let own = words + [child.commandName]
                return [(own.joined(separator: " "), child)] + below(child, own)
            }
        }
        let root = try JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command
        return below(root, [])
    }

    @Test("every command has a section of its own or of the command above it, with its options")
    func sections() throws {
        let page = try ReferencePage("reference/cli.md").text
        let sections = page.split(separator: "\n## ").dropFirst().map(String.init)
        let commands = try Self.commands()
        #expect(commands.count > 60)
        for (words, command) in commands {
            let first = words.split(separator: " ")[0]
            let own = sections.filter { section in
                let heading = section.prefix { $0 != "\n" }
                return heading.contains("`sluice \(first) ")
                    || heading.contains("`sluice \(first)`")
            }
            #expect(!own.isEmpty, "sluice \(words) has no section")
            let text = own.joined(separator: "\n")
            if let last = words.split(separator: " ").dropFirst().last {
                #expect(text.contains(last), "sluice \(words) is not named")
            }
            // Those of the server stand in configuration.md.
            guard first != "serve", first != "config" else { continue }
            for option in command.options where !Self.common.contains(option) {
                #expect(text.contains(option), "sluice \(words) \(option) is not told")
            }
        }
    }

    @Test(
        "every command says in a sentence what it does; it, or one above or below it, shows an example"
    )
    func help() throws {
        let commands = try Self.commands()
        let examples = Set(
            commands.filter { $0.command.discussion?.contains("xample") == true }.map(\.words))
        for (words, command) in commands {
            let abstract = command.abstract ?? ""
            #expect(abstract.hasSuffix("."), "sluice \(words): \(abstract)")
            let above = words.split(separator: " ").dropLast().joined(separator: " ")
            // These two say what to do next when they are run.
            guard !words.hasPrefix("serve"), !words.hasPrefix("keys") else { continue }
            let isShown =
                examples.contains(words) || examples.contains(above)
                || examples.contains { $0.hasPrefix(words + " ") }
            #expect(isShown, "sluice \(words)")
        }
    }
}
