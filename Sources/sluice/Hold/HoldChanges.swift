import ArgumentParser
import SluiceAPI
import SluiceCore

struct HoldPlace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place",
        abstract: "Lock credit for an order.",
        discussion: """
            A purchase that is declined is told with its code and exit code 1. With --dry-run nothing \
            is placed: it tells what would be.

            Example: sluice hold place --account A-1 --merchant M-1 --order O-1 --amount 300 \
            --currency CNY
            """)

    @OptionGroup var id: IDOption

    @Option(help: "The account that pays.")
    var account: String

    @Option(help: "The merchant of the order.")
    var merchant: String

    @Option(help: "The number of the order.")
    var order: String

    @Option(help: "The amount in units of the currency, such as 300 or 188.73.")
    var amount: String

    @Option(help: "The currency of the account, ISO 4217.")
    var currency: String

    @Option(help: "The scenario of the policy. (default: the policy's own)")
    var scenario: String?

    @Flag(help: "Tell what the placement would come to, and place nothing.")
    var dryRun = false

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        try IdentifierOption.check([
            ("--account", account), ("--merchant", merchant), ("--order", order),
        ])
        _ = try AmountOption.minor(amount, of: currency)
    }

    private func body(_ id: String) throws -> [UInt8] {
        let minor = try AmountOption.minor(amount, of: currency)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.member("account", account)
            writer.member("amount", minor)
            writer.member("currency", currency)
            writer.order(merchant: merchant, number: order)
            if let scenario { writer.member("scenario", scenario) }
            if dryRun { writer.member("dry_run", true) }
        }
        return writer.bytes
    }

    func run() async throws {
        let id = id.value()
        let body = try body(id)
        try await door.run(.changes) { engine in
            do {
                let answer = try await engine.repeatable(id, "/v1/holds", body)
                let hold = dryRun ? answer["hold"] : answer
                try await output.tell(answer, engine) { HoldText(words: $0).one(hold) }
            } catch let refusal as DoorRefusal where refusal.code == "ACCOUNT_NOT_FOUND" {
                throw refusal.saying(await Nearest(door: engine).account(account))
            }
        }
    }
}

struct HoldCapture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Turn locked credit into debt: goods were shipped.",
        discussion: """
            Without --amount all that is open.

            Example: sluice hold capture H-1 --merchant M-1 --amount 120 --final
            """)

    @OptionGroup var hold: HoldArgument
    @OptionGroup var id: IDOption

    @Option(help: "The amount in units of the currency. (default: all that is open)")
    var amount: String?

    @Flag(help: "The last capture: the rest is given back.")
    var final = false

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await HoldChange(hold: hold, id: id.value(), amount: amount).run(
            "/captures", door, output
        ) { writer in
            if final { writer.member("final", true) }
        }
    }
}

struct HoldRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Give locked credit back.",
        discussion: """
            Without --amount all that is open. Before a guarantee has ended most reasons need the \
            merchant's own word.

            Example: sluice hold release H-1 --merchant M-1 --reason ORDER_CANCELLED
            """)

    @OptionGroup var hold: HoldArgument
    @OptionGroup var id: IDOption

    @Option(help: "The amount in units of the currency. (default: all that is open)")
    var amount: String?

    @Option(help: "Why: a code of docs/reference/reasons.md, such as ORDER_CANCELLED.")
    var reason: String

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        guard ReleaseRequest.reasons.contains(where: { $0.code == reason }) else {
            let codes = ReleaseRequest.reasons.map(\.code).joined(separator: ", ")
            throw ValidationError("--reason is one of \(codes)")
        }
    }

    func run() async throws {
        try await HoldChange(hold: hold, id: id.value(), amount: amount).run(
            "/releases", door, output
        ) { writer in
            writer.member("reason", reason)
        }
    }
}

/// What moves credit of a hold that is there.
private struct HoldChange {
    let hold: HoldArgument
    let id: String
    let amount: String?

    /// Sends the change, and shows the hold as it stands after it.
    func run(
        _ path: String, _ door: EngineDoorOptions, _ output: JSONFlag,
        _ members: (inout JSONWriter) -> Void
    ) async throws {
        try await door.run(.changes) { engine in
            let answer = try await hold.asked(engine) {
                var writer = JSONWriter()
                let minor = try await minor(engine)
                writer.object { writer in
                    writer.member("id", id)
                    if let minor { writer.member("amount", minor) }
                    members(&writer)
                }
                return try await engine.repeatable(id, hold.path(path), writer.bytes)
            }
            try await output.tell(answer, engine) { HoldText(words: $0).one(answer["hold"]) }
        }
    }

    /// The amount in minor units of the hold's currency, which the hold says.
    private func minor(_ engine: EngineDoor) async throws -> Int64? {
        guard let amount else { return nil }
        let currency = try await engine.get(hold.path())["currency"].text ?? ""
        return try AmountOption.minor(amount, of: currency)
    }
}
