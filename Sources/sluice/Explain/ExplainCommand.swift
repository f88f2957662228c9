import ArgumentParser
import SluiceAPI

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Tell why a hold is as it is, whose step is next, and what its time was spent on.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is read as it was left. \
            Exit codes: 0 told, 1 refused, 69 nobody answers, 75 the directory is in use.

            Example: sluice explain H-1 --merchant M-1 --audience consumer --lang zh
            """)

    @OptionGroup var hold: HoldArgument

    @Option(
        help:
            "Whom it is told: consumer, merchant or staff. (default: whom the key is for, or staff)"
    )
    var audience: String?

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        if let audience, Audience(rawValue: audience) == nil {
            throw ValidationError("--audience is consumer, merchant or staff")
        }
    }

    func run() async throws {
        try await door.run { engine in
            let query =
                ["lang=\(door.lang)"] + (audience.map { ["audience=\($0)"] } ?? [])
            let document = try await hold.asked(engine) {
                try await engine.get(hold.path("/explanation", query))
            }
            try await output.tell(document, engine) { _ in ExplanationText(document).text }
        }
    }
}
