import SluiceCore

/// How far the reading of one store has come, and what it found.
public struct ScrubState: Sendable {
    /// Bytes read since the start, over all passes.
    public var bytes = 0
    /// Bytes read of the pass under way.
    public var passBytes = 0
    /// Passes that came to the end.
    public var passes = 0
    /// When the newest of them ended.
    public var passedAt: Instant?
    /// What is damaged, in the order it was found.
    public internal(set) var damages: [ScrubDamage] = []

    /// What the pass under way has found.
    private var found: [ScrubDamage] = []

    mutating func begin() {
        passBytes = 0
        found = []
    }

    /// - Returns: damage that was not known.
    mutating func add(_ page: ScrubPage) -> [ScrubDamage] {
        bytes += page.bytes
        passBytes += page.bytes
        found += page.damages.prefix(max(0, ScrubLimits.damagesMax - found.count))
        let news = page.damages.filter { !damages.contains($0) }
        damages += news.prefix(max(0, ScrubLimits.damagesMax - damages.count))
        return news
    }

    /// What a whole pass has not found again is mended.
    mutating func end(at time: Instant) {
        passes += 1
        passedAt = time
        damages = found
    }
}
