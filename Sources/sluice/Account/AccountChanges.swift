import ArgumentParser
import SluiceAPI
import SluiceCore

struct AccountOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open an account.",
        discussion: """
            The id is a pseudonym, for it is kept for ever. Opened again with the same content it is \
            the same account.

            Example: sluice account open A-2 --currency CNY --limit 5000
            """)

    @OptionGroup var account: AccountArgument

    @Option(help: "The currency, ISO 4217.")
    var currency: String

    @Option(help: "The limit in units of the currency.")
    var limit: String

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws { _ = try AmountOption.minor(limit, of: currency, option: "--limit") }

    func run() async throws {
        let minor = try AmountOption.minor(limit, of: currency, option: "--limit")
        try await door.run(.changes) { engine in
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", account.account)
                writer.member("currency", currency)
                writer.member("limit", minor)
            }
            let answer = try await engine.post("/v1/accounts", writer.bytes)
            try await output.tell(answer, engine) { AccountText(words: $0).one(answer) }
        }
    }
}

struct AccountLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Change the fixed limit of an account, or grant a temporary one.",
        discussion: """
            With --until the amount is granted beside the fixed limit until then. Policy may want two \
            persons for a raise: the refusal says so.

            Example: sluice account limit A-2 --amount 1000 --until 2026-12-01T00:00:00+08:00 \
            --reason LIMIT_GRANTED
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var id: IDOption

    @Option(help: "The new limit in units of the account's currency.")
    var amount: String

    @Option(help: "The end of a temporary limit, RFC 3339.")
    var until: String?

    @Option(help: "The scenario a temporary limit is for. (default: any)")
    var scenario: String?

    @Option(help: "Why: LIMIT_GRANTED, LIMIT_REVIEW or LIMIT_REQUESTED.")
    var reason: String

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        guard Reason.limitReasons.contains(where: { $0.code == reason }) else {
            let codes = Reason.limitReasons.map(\.code).joined(separator: ", ")
            throw ValidationError("--reason is one of \(codes)")
        }
        if let until, RFC3339.parse(until) == nil {
            throw ValidationError("--until \(until) is no RFC 3339 time")
        }
        if scenario != nil, until == nil {
            throw ValidationError("--scenario is of a temporary limit: say --until too")
        }
    }

    func run() async throws {
        try await AccountChange(account: account, id: id.value(), amount: amount).run(
            "/limits", "limit", door, output
        ) { writer in
            writer.member("reason", reason)
            if let until { writer.member("until", until) }
            if let scenario { writer.member("scenario", scenario) }
        }
    }
}

struct AccountRepay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repay",
        abstract: "Record a repayment of principal.",
        discussion: "Example: sluice account repay A-2 --amount 120.50 --id R-2026-11-27")

    @OptionGroup var account: AccountArgument
    @OptionGroup var id: IDOption

    @Option(help: "The principal repaid in units of the account's currency.")
    var amount: String

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await AccountChange(account: account, id: id.value(), amount: amount).run(
            "/repayments", "principal", door, output
        ) { _ in }
    }
}

/// What changes an account that is there by an amount in its currency.
private struct AccountChange {
    let account: AccountArgument
    let id: String
    let amount: String

    /// Sends the change, and shows the account as it stands after it.
    /// - Parameter member: what the amount is called in the body.
    func run(
        _ path: String, _ member: String, _ door: EngineDoorOptions, _ output: JSONFlag,
        _ members: (inout JSONWriter) -> Void
    ) async throws {
        try await door.run(.changes) { engine in
            let answer = try await account.asked(engine) {
                let currency = try await engine.get(account.path)["currency"].text ?? ""
                let minor = try AmountOption.minor(amount, of: currency)
                var writer = JSONWriter()
                writer.object { writer in
                    writer.member("id", id)
                    writer.member(member, minor)
                    members(&writer)
                }
                return try await engine.repeatable(id, account.path + path, writer.bytes)
            }
            try await output.tell(answer, engine) { AccountText(words: $0).one(answer["account"]) }
        }
    }
}
