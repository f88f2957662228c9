import Hummingbird
import Testing

@testable import SluiceServer

/// Paths to routes.
@Suite struct RouteTableTests {
    private static let table = RouteTable(
        ["/a", "/a/{id}", "/a/{id}/b", "/a/{id}/{other}", "/c/{x}/d/{y}"].map {
            Route(.get, $0, nil) { _ in Response(status: .ok) }
        })

    @Test(
        "what a path finds",
        arguments: [
            ("/a", [:]), ("/a/1", ["id": "1"]), ("/a/1/b", ["id": "1"]),
            ("/a/1/c", ["id": "1", "other": "c"]), ("/c/%2F/d/..", ["x": "%2F", "y": ".."]),
            ("", nil), ("/", nil), ("a", nil), ("/a/", nil), ("/a//b", nil), ("/A", nil),
            ("/a/1/b/", nil), ("//a", nil), ("/c/1/e/2", nil), ("http://host/a", nil),
        ] as [(String, [String: String]?)])
    func paths(path: String, parts: [String: String]?) {
        let found = RouteTableTests.table.place(of: path[...])
        let names = found.map {
            Dictionary(uniqueKeysWithValues: $0.parts.map { ($0.name, String($0.text)) })
        }
        #expect(names == parts)
    }

    @Test(
        "percent-encoding",
        arguments: [
            ("", "", ""), ("a+b", "a+b", "a b"), ("%41%C3%A9", "Aé", "Aé"), ("%", nil, nil),
            ("%4", nil, nil), ("%g0", nil, nil), ("%FF", nil, nil), ("%c3%28", nil, nil),
        ] as [(String, String?, String?)])
    func decoding(text: String, segment: String?, query: String?) {
        #expect(PercentEncoding.decodeSegment(text) == segment)
        #expect(PercentEncoding.decodeQuery(text) == query)
    }
}
