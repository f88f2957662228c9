import ArgumentParser

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the engine and its HTTP interface on a data directory.",
        discussion: """
            Makes the directory, a live journal and a first API key where there are none, and \
            prints the address, the key and a command to try. Ends on SIGTERM or SIGINT after \
            finishing what it has begun.

            Each setting is a flag, a variable of the environment, or a key of the file: --max-orders, \
            SLUICE_MAX_ORDERS, max_orders. `sluice config show` tells what holds and why.
            """)

    @OptionGroup var flags: ServeFlags

    @Flag(help: "End the historical mode of an imported journal, for ever, and serve it.")
    var goLive = false

    @Flag(help: "Accept the clock where it is in doubt after a long stop; journalled.")
    var acceptClock = false

    @Option(
        help: ArgumentHelp(
            "How many seconds pass in one, for `sluice world`.", visibility: .hidden))
    var clockRate: Int64 = 1

    @Flag(help: ArgumentHelp("Serve /bench/echo, for `sluice bench http`.", visibility: .hidden))
    var echo = false

    func validate() throws {
        guard (1...WorldLimits.rateMax).contains(clockRate) else {
            throw ValidationError(
                "--clock-rate \(clockRate) is not between 1 and \(WorldLimits.rateMax)")
        }
    }

    func run() async throws {
        try await ServerStart(
            settings: try flags.resolve(), goLive: goLive, acceptClock: acceptClock,
            clockRate: clockRate, echo: echo
        ).run()
    }
}
