import ArgumentParser
import SluiceAPI
import SluiceCore

struct HoldShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a hold: amounts, status, what is next and until when.",
        discussion: "Example: sluice hold show H-1 --merchant M-1")

    @OptionGroup var hold: HoldArgument
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let document = try await hold.asked(engine) { try await engine.get(hold.path()) }
            try await output.tell(document, engine) { HoldText(words: $0).one(document) }
        }
    }
}

struct HoldList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List holds, the oldest first.",
        discussion: "Example: sluice hold list --merchant M-1 --status active --limit 20")

    @Option(help: "Only those of this account.")
    var account: String?

    @Option(help: "Only those of this merchant.")
    var merchant: String?

    @Option(help: "Only those of this order of the merchant.")
    var order: String?

    @Option(help: "Only those of this status, such as active or expired.")
    var status: String?

    @Option(help: "Only those under an overlay of this kind.")
    var overlay: String?

    @Option(help: "Only open ones whose end lies before this time, RFC 3339.")
    var dueBefore: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        try IdentifierOption.check([
            ("--account", account), ("--merchant", merchant), ("--order", order),
        ])
        if order != nil, merchant == nil {
            throw ValidationError("--order is of a merchant: name it with --merchant")
        }
        if let status, HoldStatus(code: status) == nil {
            let words = HoldStatus.allCases.map(\.code).joined(separator: ", ")
            throw ValidationError("--status is one of \(words)")
        }
        if let dueBefore, RFC3339.parse(dueBefore) == nil {
            throw ValidationError("--due-before \(dueBefore) is no RFC 3339 time")
        }
    }

    private var query: String {
        [
            ("account", account), ("merchant", merchant), ("order", order), ("status", status),
            ("overlay", overlay), ("due_before", dueBefore),
        ].compactMap { name, value in value.map { "\(name)=\(EngineDoor.part($0))" } }
            .joined(separator: "&")
    }

    func run() async throws {
        try await door.run { engine in
            let holds = try await page.items(of: "/v1/holds?" + query, "holds", engine)
            try await output.tell(each: holds, engine) { HoldText(words: $0).list(holds) }
        }
    }
}

struct HoldTimeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Tell what happened to a hold, the oldest first.",
        discussion: "Example: sluice hold timeline H-1 --merchant M-1")

    @OptionGroup var hold: HoldArgument
    @OptionGroup var page: PageOptions
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let document = try await hold.asked(engine) { try await engine.get(hold.path()) }
            let events = try await page.items(of: hold.path("/timeline"), "events", engine)
            try await output.tell(each: events, engine) {
                HoldText(words: $0).timeline(events, currency: document["currency"])
            }
        }
    }
}
