import SluiceAPI

/// What became of a file, or of several.
struct IngestReport: Equatable {
    /// Words of events: `applied`, `duplicate`, `parked`, `ignored`, `refused`.
    private(set) var counts: [String: Int] = [:]
    /// Events that were refused for now, ten times: their file stays. Of a stream that is drained
    /// once, messages that are to be delivered again.
    var held = 0

    static let words = ["applied", "duplicate", "parked", "ignored", "refused"]

    var events: Int { counts.values.reduce(0, +) + held }

    subscript(word: String) -> Int { counts[word] ?? 0 }

    mutating func count(_ word: String) { counts[word, default: 0] += 1 }

    mutating func add(_ other: IngestReport) {
        counts.merge(other.counts, uniquingKeysWith: +)
        held += other.held
    }

    /// `events 10: applied 7, duplicate 1, parked 1, ignored 0, refused 1`
    var text: String {
        let words = Self.words.map { "\($0) \(self[$0])" } + (held > 0 ? ["held \(held)"] : [])
        return "events \(events): " + words.joined(separator: ", ")
    }

    func members(to writer: inout JSONWriter) {
        writer.member("events", Int64(events))
        for word in Self.words { writer.member(word, Int64(self[word])) }
        writer.member("held", Int64(held))
    }
}
