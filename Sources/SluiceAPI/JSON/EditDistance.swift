/// The likeness of names, for "did you mean".
public enum EditDistance {
    /// The candidate nearest to `name`, nil if none lies within `APILimits.suggestionEditsMax`
    /// edits or if as many edits would make any word of the name. Of equals the first is taken.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        guard name.utf8.count <= APILimits.echoedNameBytesMax else { return nil }
        var best: (candidate: String, edits: Int)?
        for candidate in candidates {
            let edits = between(Array(name.utf8), Array(candidate.utf8))
            guard edits <= APILimits.suggestionEditsMax, edits < name.utf8.count else { continue }
            if let known = best, known.edits <= edits { continue }
            best = (candidate, edits)
        }
        return best?.candidate
    }

    /// Up to `count` candidates as near as those, the nearest first; of equals those that come first.
    public static func nearest(
        _ count: Int, to name: String, among candidates: [String]
    ) -> [String] {
        guard name.utf8.count <= APILimits.echoedNameBytesMax else { return [] }
        let own = Array(name.utf8)
        return candidates.enumerated()
            .compactMap { place, candidate -> (edits: Int, place: Int)? in
                let theirs = Array(candidate.utf8)
                let least = abs(own.count - theirs.count)
                guard least <= APILimits.suggestionEditsMax else { return nil }
                let edits = between(own, theirs)
                let isNear = edits <= APILimits.suggestionEditsMax && edits < own.count
                return isNear ? (edits, place) : nil
            }
            .sorted { $0 < $1 }
            .prefix(count).map { candidates[$0.place] }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other.
    ///
    /// Complexity: O(left × right).
    static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                var edits = min(current[column], last[column + 1]) + 1
                edits = min(edits, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    edits = min(edits, beforeLast[column - 1] + 1)
                }
                current.append(edits)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
