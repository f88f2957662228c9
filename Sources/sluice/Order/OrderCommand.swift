import ArgumentParser
import SluiceAPI
import SluiceCore

struct OrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: "Show an order: what was said of it, and what is held for it.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is read as it was left. \
            Exit codes: 0 done, 1 refused, 69 nobody answers, 75 the directory is in use.

            Examples:
              sluice order show M-1 O-1
              sluice order events M-1 O-1 --json
            """,
        subcommands: [OrderShow.self, OrderEvents.self])
}

/// Which order is meant.
struct OrderArgument: ParsableArguments {
    @Argument(help: "The merchant of the order.")
    var merchant: String

    @Argument(help: "The number of the order.")
    var number: String

    func validate() throws {
        try IdentifierOption.check([("the merchant", merchant), ("the number", number)])
    }

    /// Reads the order, and says of one that is not there which may be meant.
    func read(_ door: EngineDoor) async throws -> JSONValue {
        do {
            return try await door.get(
                "/v1/orders/\(EngineDoor.part(merchant))/\(EngineDoor.part(number))")
        } catch let refusal as DoorRefusal where refusal.status == 404 {
            throw refusal.saying(await Nearest(door: door).order(number, of: merchant))
        }
    }
}

struct OrderShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an order with its holds, returns and contradictions.",
        discussion: "Example: sluice order show M-1 O-1")

    @OptionGroup var order: OrderArgument
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let document = try await order.read(engine)
            var holds: [JSONValue] = []
            if !output.json {
                for hold in document["holds"].elements {
                    let id = EngineDoor.part(hold["id"].text ?? "")
                    let merchant = EngineDoor.part(order.merchant)
                    holds.append(try await engine.get("/v1/holds/\(id)?merchant=\(merchant)"))
                }
            }
            try await output.tell(document, engine) { words in
                OrderText(words: words).one(document) + "\n\n" + HoldText(words: words).list(holds)
            }
        }
    }
}

struct OrderEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "List what was told of an order, the oldest first.",
        discussion: "Example: sluice order events M-1 O-1")

    @OptionGroup var order: OrderArgument
    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func run() async throws {
        try await door.run { engine in
            let document = try await order.read(engine)
            let facts = document["facts"].elements
            try await output.tell(each: facts, engine) { OrderText(words: $0).facts(facts) }
        }
    }
}

/// Orders as a terminal shows them.
struct OrderText {
    let words: Words

    func one(_ order: JSONValue) -> String {
        let breaks = order["breaks"].elements.compactMap { $0["kind"].text }
        let returns = order["returns"].elements.map {
            words.text($0["id"]) + " " + words.text($0["stage"])
        }
        let isOver = order["terminal"].isTrue
        return words.facts([
            (words("merchant", "商家"), order["merchant"].text),
            (words("order", "订单"), order["number"].text),
            (words("state", "状态"), isOver ? words("over", "已结束") : words("open", "进行中")),
            (
                words("newest fact", "最近消息"),
                order["facts"].elements.last.map {
                    kind($0) + ", " + words.time($0["occurred_at"])
                }
            ),
            (
                words("asked", "查询于"),
                order["pull"] == .null ? nil : words.time(order["pull"]["asked_at"])
            ),
            (
                words("contradictions", "矛盾"),
                breaks.isEmpty ? nil : breaks.joined(separator: ", ")
            ),
            (words("returns", "退货"), returns.isEmpty ? nil : returns.joined(separator: ", ")),
        ])
    }

    /// What was told, oldest first.
    func facts(_ facts: [JSONValue]) -> String {
        guard !facts.isEmpty else { return words("nothing was told", "没有消息") }
        let head = [
            words("occurred", "发生于"), words("recorded", "收到于"), words("fact", "消息"),
            words("source", "来源"), words("state", "状态"), words("id", "编号"),
        ]
        let rows = facts.map { fact in
            [
                words.time(fact["occurred_at"]), words.time(fact["recorded_at"]),
                kind(fact), words.text(fact["source"]), words.text(fact["state"]),
                words.text(fact["id"]),
            ]
        }
        return words.table(head, rows, textColumns: 6)
    }

    private func kind(_ fact: JSONValue) -> String {
        let type = words.text(fact["type"])
        let prefix = OrderEventRequest.typePrefix
        return type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type
    }
}
