import SluiceAPI

/// A part of a page that is made of the catalogue of events.
struct EventPage {
    var path: String
    /// The line before it, and the one after.
    var begin: String
    var end: String
    var lines: [String]

    /// The page with this part as it should be; nil without the marks.
    func filled(_ page: String) -> String? {
        var all = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = all.firstIndex(of: begin), let last = all.firstIndex(of: end),
            first < last
        else { return nil }
        all.replaceSubrange((first + 1)..<last, with: lines)
        return all.joined(separator: "\n")
    }

    /// The schemas of events, by their names in openapi.yaml.
    static var contract: EventPage {
        let lines = EventEntry.all.flatMap { entry -> [String] in
            guard case .event(let always, _) = entry.form else { return [] }
            let required = entry.required(of: always).joined(separator: ", ")
            return [
                "    \(component(entry.name)):", "      title: \(entry.name)",
                "      description: >-", "        \(entry.meaning.english)",
                "      allOf:", "        - {$ref: '#/components/schemas/Event'}",
            ] + (required.isEmpty ? [] : ["      required: [\(required)]"])
        }
        return EventPage(
            path: "docs/reference/openapi.yaml",
            begin:
                "    # Of each type, from the catalogue in Sources/SluiceAPI/Events: EventCatalogueTests writes them.",
            end: "    # The types end here.", lines: lines)
    }

    /// `HoldReviewOpenedEvent` of `hold.review_opened`.
    private static func component(_ name: String) -> String {
        name.split { $0 == "." || $0 == "_" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Event"
    }

    /// The table of events.
    static var reference: EventPage {
        let rows = EventEntry.all.compactMap { entry -> String? in
            guard case .event(let always, let sometimes) = entry.form else { return nil }
            let audiences = entry.audiences.map(\.rawValue).joined(separator: ", ")
            return "| `\(entry.name)` | \(entry.meaning.english) | \(entry.meaning.chinese) | "
                + "\(audiences) | \(codes(always)) | \(codes(sometimes)) |"
        }
        return EventPage(
            path: "docs/reference/events.md", begin: "## Types", end: "## Members",
            lines: [
                "", "| event | when | 中文 | for | members | at times |", "|---|---|---|---|---|---|",
            ] + rows + [""])
    }

    private static func codes(_ members: [String]) -> String {
        members.isEmpty ? "–" : members.map { "`\($0)`" }.joined(separator: ", ")
    }
}
