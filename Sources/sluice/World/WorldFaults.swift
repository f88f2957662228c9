import Foundation
import SluiceAPI
import SluiceCore

/// What can go wrong between a merchant and the engine.
enum WorldFault: String, CaseIterable, Sendable {
    case lost, late, doubled, reordered, contradictory, silent, flapping, flood, dead
}

/// How a merchant's feed fails. Shares are in percent.
struct WorldFaults: Equatable, Sendable {
    /// Messages that are never sent.
    var lost = 0
    /// Messages sent up to four tenths of the silent span after the fact.
    var late = 0
    /// Messages sent twice.
    var doubled = 0
    /// Messages sent after the one that follows.
    var reordered = 0
    /// Shipped orders of which the merchant says afterwards that they were cancelled.
    var contradictory = 0
    /// Orders of which nothing is ever said.
    var silent = 0
    /// Pulls the merchant's endpoint fails to answer.
    var flapping = 0
    /// When all that was said lately is said again at once.
    var floodAtNs: Int64?
    /// When nothing is sent; what was due then is sent afterwards, first things first.
    var dead: Range<Int64>?
}

/// The merchants' faults: the first merchant has the first, and after the last comes the first again.
extension [WorldFaults] {
    static let none = [WorldFaults()]

    static let mild = [
        WorldFaults(),
        WorldFaults(late: 5, doubled: 5),
        WorldFaults(lost: 2, reordered: 5, flapping: 10),
    ]

    static let heavy = [
        WorldFaults(lost: 10, late: 15, doubled: 20, reordered: 10, flapping: 50),
        WorldFaults(lost: 30, reordered: 20, silent: 3, flapping: 50),
        WorldFaults(
            late: 20, doubled: 30, contradictory: 5, floodAtNs: 6 * Span.dayNs,
            dead: 3 * Span.dayNs + 18 * Span.hourNs..<4 * Span.dayNs),
        WorldFaults(
            silent: 10, dead: 9 * Span.dayNs + 20 * Span.hourNs..<9 * Span.dayNs + 22 * Span.hourNs),
    ]

    /// The faults of a shipped name, else of a file.
    ///
    /// Errors: what is not understood, with its line.
    static func load(_ nameOrPath: String) throws(MappingError) -> [WorldFaults] {
        switch nameOrPath {
        case "none": return none
        case "mild": return mild
        case "heavy": return heavy
        default:
            guard FileManager.default.fileExists(atPath: nameOrPath) else {
                throw MappingError(
                    mapping: nameOrPath, line: 0,
                    message: "is neither none, mild nor heavy, nor a file")
            }
            let text = try MappingFile.text(of: nameOrPath, shipped: []) { _ in nil }
            return try parse(text, of: nameOrPath)
        }
    }

    static func parse(_ text: String, of name: String) throws(MappingError) -> [WorldFaults] {
        let root = try YAMLObject(
            MappingFile.compose(text, of: name), path: "", of: name, keys: ["merchants"])
        let keys = WorldFaults.shares.map(\.name) + ["flood", "dead"]
        return try root.objects("merchants", keys: keys).map { object throws(MappingError) in
            try WorldFaults(object)
        }
    }
}

extension WorldFaults {
    fileprivate typealias Share = WritableKeyPath<WorldFaults, Int> & Sendable

    fileprivate static let shares: [(name: String, path: any Share)] = [
        ("lost", \.lost), ("late", \.late), ("doubled", \.doubled), ("reordered", \.reordered),
        ("contradictory", \.contradictory), ("silent", \.silent), ("flapping", \.flapping),
    ]

    fileprivate init(_ object: YAMLObject) throws(MappingError) {
        for (name, path) in Self.shares where object.has(name) {
            guard let share = Int(try object.text(name)), (0...100).contains(share) else {
                throw object.error("`\(name)` is a share from 0 to 100", at: name)
            }
            self[keyPath: path] = share
        }
        if object.has("flood") { floodAtNs = try Self.span("flood", of: object) }
        guard object.has("dead") else { return }
        let dead = try object.object("dead", keys: ["from", "for"])
        let fromNs = try Self.span("from", of: dead)
        self.dead = fromNs..<fromNs + (try Self.span("for", of: dead))
    }

    private static func span(_ key: String, of object: YAMLObject) throws(MappingError) -> Int64 {
        guard let spanNs = SpanCode.ns(try object.text(key)) else {
            throw object.error("`\(key)` is a span such as 30h or 2d", at: key)
        }
        return spanNs
    }
}
