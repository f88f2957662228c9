import ArgumentParser
import SluiceAPI
import SluiceCore

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Show, list and open accounts, change limits and record repayments.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is asked itself: reading shows it as it was left, changing needs a key. \
            Exit codes: 0 done, 1 refused, 69 nobody answers, 75 the directory is in use.

            Examples:
              sluice account show A-1
              sluice account open A-2 --currency CNY --limit 5000
              sluice account limit A-2 --amount 8000 --reason LIMIT_REVIEW
              sluice account repay A-2 --amount 120.50
            """,
        subcommands: [
            AccountShow.self, AccountList.self, AccountOpen.self, AccountLimit.self,
            AccountRepay.self,
        ])
}

/// Which account is meant.
struct AccountArgument: ParsableArguments {
    @Argument(help: "The account.")
    var account: String

    func validate() throws { try IdentifierOption.check([("the account", account)]) }

    var path: String { "/v1/accounts/\(EngineDoor.part(account))" }

    /// Asks something of the account, and says of one that is not there which may be meant.
    func asked<Answer>(
        _ door: EngineDoor, _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch let refusal as DoorRefusal where refusal.code == "ACCOUNT_NOT_FOUND" {
            throw refusal.saying(await Nearest(door: door).account(account))
        }
    }
}

struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an account: limit, what is locked, owed and available.",
        discussion: "Example: sluice account show A-1")

    @OptionGroup var account: AccountArgument
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let document = try await account.asked(engine) { try await engine.get(account.path) }
            try await output.tell(document, engine) { AccountText(words: $0).one(document) }
        }
    }
}

struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List accounts, the oldest first.",
        discussion: "Example: sluice account list --limit 20")

    @OptionGroup var page: PageOptions
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let accounts = try await page.items(of: "/v1/accounts", "accounts", engine)
            try await output.tell(each: accounts, engine) { AccountText(words: $0).list(accounts) }
        }
    }
}
