import ArgumentParser
import SluiceAPI

/// What a command prints: words for people, or documents for programs.
struct JSONFlag: ParsableArguments {
    @Flag(help: "Print JSON as the engine answered it, a document a line.")
    var json = false

    /// Prints one document.
    func tell(
        _ document: JSONValue, _ door: EngineDoor, _ text: (Words) -> String
    ) async throws {
        try await tell(each: [document], door, text)
    }

    /// Prints documents.
    func tell(
        each documents: [JSONValue], _ door: EngineDoor, _ text: (Words) -> String
    ) async throws {
        guard json else {
            let words = Words(language: door.language, clock: try await door.localClock())
            return Terminal.out(text(words))
        }
        for document in documents { Terminal.out(document.bytes) }
    }
}

/// How much of a list is shown.
struct PageOptions: ParsableArguments {
    @Option(help: "How many at most; 0 for all.")
    var limit = 100

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is below 0") }
    }

    private static let pageMax = 1_000

    /// The items of a list, page by page. Says on standard error where there are more.
    /// - Parameter path: with a query, which may be empty, or without.
    func items(
        of path: String, _ name: String, _ door: EngineDoor
    ) async throws -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor = ""
        while true {
            let wanted = limit == 0 ? Self.pageMax : min(Self.pageMax, limit - items.count)
            let joint = path.contains("?") ? (path.hasSuffix("?") ? "" : "&") : "?"
            let page = try await door.get("\(path)\(joint)limit=\(wanted)\(cursor)")
            items += page[name].elements
            guard let next = page["next"].text else { return items }
            guard limit == 0 || items.count < limit else {
                Terminal.error("the first \(items.count) are shown: --limit 0 shows all")
                return items
            }
            cursor = "&cursor=\(next)"
        }
    }
}
