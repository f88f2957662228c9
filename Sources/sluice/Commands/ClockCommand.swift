import ArgumentParser
import SluiceAPI

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
            discussion: """
                Look at it first: what lies past its end by it ends at once. The key is of role \
                operator or lender. Exit codes: 0 accepted, or not in doubt; 1 refused; 69 nobody \
                answers.

                Example: sluice clock accept --data ./data
                """)

        @OptionGroup var door: EngineDoorOptions

        func run() async throws {
            try await door.run(.asks) { engine in
                Terminal.out(try await engine.post("/v1/clock/acceptance").bytes)
            }
        }
    }
}
