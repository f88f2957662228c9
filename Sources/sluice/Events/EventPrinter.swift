import SluiceAPI

/// Prints the events of a stream; used by one task at a time.
final class EventPrinter: @unchecked Sendable {
    /// As many were printed as were wanted.
    struct Done: Error {}

    private let words: Words?
    private let limit: Int
    private var lines = EventLines()
    private var printed = 0
    /// Of accounts seen: events that move money name no currency.
    private var currencies: [String: JSONValue] = [:]

    /// How many currencies are remembered before all are forgotten.
    private static let currenciesMax = 10_000

    /// - Parameter words: nil prints JSON.
    init(_ words: Words?, limit: Int) {
        self.words = words
        self.limit = limit
    }

    var lastID: String? { lines.lastID }
    var hasBegun: Bool { lines.lastID != nil }
    var isDone: Bool { limit > 0 && printed >= limit }

    func reconnect() { lines.reconnect() }

    /// - Throws: `Done` once the last wanted one is printed.
    func take(_ bytes: [UInt8]) throws {
        for event in lines.take(bytes) {
            guard !isDone else { throw Done() }
            Terminal.out(words.map { text(event, $0) } ?? Self.json(event))
            printed += 1
        }
        if isDone { throw Done() }
    }

    private static func json(_ event: EventLines.Event) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", event.id)
            writer.member("event", event.name)
            writer.name("data")
            writer.raw(Array(event.data.utf8))
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Columns of fixed width: what comes later is not known yet.
    private func text(_ event: EventLines.Event, _ words: Words) -> String {
        let data = (try? JSONReader.read(Array(event.data.utf8))) ?? .null
        let name = event.name + String(repeating: " ", count: max(0, 24 - event.name.count))
        let order = data["order"]["number"].text.map {
            words.text(data["order"]["merchant"]) + "/" + $0
        }
        let about: [String?] = [
            data["hold"].text, data["account"].text, order ?? data["merchant"].text,
            amount(data, words), data["reason"].text,
        ]
        let told: [String] = [words.time(data["time"]), name] + about.compactMap { $0 }
        return told.joined(separator: "  ")
    }

    /// In minor units where the event that named the account's currency was not seen.
    private func amount(_ data: JSONValue, _ words: Words) -> String? {
        let account = data["account"].text ?? ""
        if data["currency"] != .null {
            if currencies.count >= Self.currenciesMax { currencies.removeAll() }
            currencies[account] = data["currency"]
        }
        guard let minor = data["amount"].number else { return nil }
        return currencies[account].map { words.amount(data["amount"], $0) } ?? "\(minor) minor"
    }
}
