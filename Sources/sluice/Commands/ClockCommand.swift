import ArgumentParser
import SluiceAPI
import SluiceSQLite

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Accept the clock of a running engine after a doubt.",
        discussion: """
            After a jump ahead of more than two seconds, or a long stop on a machine whose clock \
            nobody keeps, nothing that is due is done until an operator has looked at the clock. \
            /readyz says so. An engine that is stopped: `sluice serve --accept-clock`.
            """,
        subcommands: [Accept.self])

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the time of day is right; journalled.",
            discussion: "Look at it first: what lies past its end by it ends at once.")

        @OptionGroup var data: DataOption

        @Option(help: "The address of the engine; by default the one it wrote into the directory.")
        var address: String?

        @Option(
            name: .customLong("key"),
            help: "An API key of role operator or lender, or - to read it from standard input.")
        var key: String

        func run() async throws {
            guard
                let address = address
                    ?? DirectoryLock.announcedAddress(directory: data.path)
            else {
                Terminal.error(
                    "no engine has announced itself in \(data.path): name its --address, or start "
                        + "it with --accept-clock")
                throw ExitCode(1)
            }
            try await EngineDoor.with(address, key: key) { door in
                Terminal.out(try await door.post("/v1/clock/acceptance").bytes)
            }
        }
    }
}
