import SluiceTestKit
import Testing

@testable import SluiceServer

@Suite("The catalogue of metrics") struct MetricsDocsTests {
    @Test("every series of a server is in it with its type and labels, and none that is not told")
    func catalogue() async throws {
        let rows = try ReferencePage("reference/metrics.md").table("name", "type", "labels")
        let documented = Dictionary(
            uniqueKeysWithValues: rows.map { ($0[0], (type: $0[1], labels: Self.words($0[2]))) })
        #expect(rows.map { $0[0] } == documented.keys.sorted(), "sorted, each once")
        #expect(rows.allSatisfy { $0.count == 5 && !$0[3].isEmpty && !$0[4].isEmpty })
        // The server of tests has no certificate.
        let ofTLS: Set = [
            "sluice_certificate_failures_total", "sluice_certificate_not_after_seconds",
        ]
        #expect(ofTLS.isSubset(of: documented.keys))
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await eventually("the board is counted") {
                try await server.get("/metrics").body.contains("sluice_board_age_seconds ")
            }
            let page = try await server.get("/metrics").body
            let told = Self.types(page)
            let wanted = documented.filter { !ofTLS.contains($0.key) }
            #expect(told == wanted.mapValues { $0.type })
            for (name, labels) in Self.labels(page) {
                let known = documented[name] ?? documented[Self.family(name)]
                #expect(labels == known?.labels, "\(name)")
            }
        }
    }

    private static func words(_ cell: String) -> Set<String> {
        Set(
            cell.split(separator: ", ").map { String($0).replacing("`", with: "") }.filter {
                $0 != "–"
            })
    }

    /// The types by name.
    private static func types(_ page: String) -> [String: String] {
        var types: [String: String] = [:]
        for match in page.matches(of: /# TYPE (\w+) (\w+)/) {
            types[String(match.output.1)] = String(match.output.2)
        }
        return types
    }

    /// The labels of each series there is; those of the format itself left out.
    private static func labels(_ page: String) -> [String: Set<String>] {
        var labels: [String: Set<String>] = [:]
        for line in page.split(separator: "\n") where !line.hasPrefix("#") {
            let name = String(line.prefix { $0 != "{" && $0 != " " })
            labels[name, default: []].formUnion(
                line.matches(of: /(\w+)="/).map { String($0.output.1) }.filter { $0 != "le" })
        }
        return labels
    }

    /// The name of a histogram that a series is part of.
    private static func family(_ name: String) -> String {
        for end in ["_bucket", "_sum", "_count"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }
}
