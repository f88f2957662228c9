import ArgumentParser
import SluiceAPI

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration of a server, or show what holds.",
        discussion: """
            Both look at flags, environment and file as `sluice serve` does.

            Example: sluice config check sluice.yaml
            """,
        subcommands: [Check.self, Show.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say all that is wrong, in files that settings name too.",
            discussion: "Makes nothing and opens no journal. Ends with 64 or 1 where a start would."
        )

        @Argument(help: "The file, as `--config` names it.", completion: .file())
        var file: String?

        @OptionGroup var flags: ServeFlags

        @Flag(help: "Print a JSON object.")
        var json = false

        func validate() throws {
            guard file == nil || flags.config == nil else {
                throw ValidationError("the file is named once: as an argument or with --config")
            }
        }

        func run() async throws {
            var flags = flags
            if let file { flags.config = file }
            let settings = try flags.resolve()
            try await PolicySource.reporting { _ = try await ServedFiles(settings) }
            guard json else {
                Terminal.out("ok")
                return
            }
            var writer = JSONWriter()
            writer.object { $0.member("ok", true) }
            Terminal.out(writer.bytes)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting with the place it comes from.",
            discussion: "Of a secret it says that it is set, no more.")

        @OptionGroup var flags: ServeFlags

        @Flag(help: "Print a JSON object a line.")
        var json = false

        func run() async throws {
            let settings = try flags.resolve()
            if json {
                for setting in Setting.allCases { Terminal.out(Self.line(setting, settings)) }
                return
            }
            let rows = Setting.allCases.map { setting in
                [
                    setting.key, settings.shown(setting) ?? "-",
                    settings.place(of: setting) ?? "",
                ]
            }
            Terminal.out(TextTable.format([["setting", "value", "from"]] + rows, textColumns: 3))
        }

        private static func line(_ setting: Setting, _ settings: ServeConfiguration) -> [UInt8] {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("setting", setting.key)
                if let value = settings.shown(setting) { writer.member("value", value) }
                if let place = settings.place(of: setting) { writer.member("from", place) }
                writer.member("secret", setting.row.isSecret)
            }
            return writer.bytes
        }
    }
}
