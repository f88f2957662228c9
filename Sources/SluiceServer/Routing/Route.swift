import Hummingbird

/// One method on one path.
struct Route: Sendable {
    var method: HTTPRequest.Method
    /// As in openapi.yaml, `/v1/holds/{id}/captures`.
    var path: String
    /// nil for what needs no key.
    var right: Right?
    /// Whether a webhook's signature stands for the key; without a right, anybody may ask otherwise.
    var isSigned: Bool
    /// What follower of the journal is read for the answer; such a route takes `min_sequence`.
    var reads: ReadStore?
    /// The query parameters it takes.
    var query: [String]
    var handle: @Sendable (Call) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ right: Right?, isSigned: Bool = false,
        reads: ReadStore? = nil, query: [String] = [],
        handle: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.right = right
        self.isSigned = isSigned
        self.reads = reads
        self.query = query + (reads == nil ? [] : ["min_sequence"])
        self.handle = handle
    }
}

/// All routes, found by path.
///
/// Our own rather than a router's because a path that exists must answer a method it lacks with 405
/// and Allow, and because ids are percent-decoded, bounded and never empty.
struct RouteTable: Sendable {
    /// The routes of one path.
    struct Place: Sendable {
        fileprivate var segments: [Substring]
        var routes: [Route]

        /// What `Allow` lists.
        var methods: [HTTPRequest.Method] {
            let own = routes.map(\.method)
            return own + (own.contains(.get) ? [.head, .options] : [.options])
        }

        func route(_ method: HTTPRequest.Method) -> Route? {
            let method = method == .head ? .get : method
            return routes.first { $0.method == method }
        }
    }

    private(set) var places: [Place] = []

    init(_ routes: [Route]) {
        for route in routes {
            let segments = route.path.split(separator: "/")
            if let index = places.firstIndex(where: { $0.segments == segments }) {
                places[index].routes.append(route)
            } else {
                places.append(Place(segments: segments, routes: [route]))
            }
        }
    }

    /// The routes of a path with its variable parts, still percent-encoded; nil if there is none.
    func place(of path: Substring) -> (place: Place, parts: [(name: String, text: Substring)])? {
        guard path.first == "/" else { return nil }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for place in places where place.segments.count == segments.count {
            var parts: [(name: String, text: Substring)] = []
            let isMatch = zip(place.segments, segments).allSatisfy { pattern, segment in
                guard pattern.first == "{" else { return pattern == segment }
                parts.append((String(pattern.dropFirst().dropLast()), segment))
                return !segment.isEmpty
            }
            if isMatch { return (place, parts) }
        }
        return nil
    }
}
