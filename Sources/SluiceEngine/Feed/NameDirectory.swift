import SluiceCore
import Synchronization

/// Finds the name a key was derived from: those in memory first, then the archive's.
///
/// Names wait in memory until the archive has them, and stay as a cache while there is room.
public final class NameDirectory: Sendable {
    /// Names kept beyond those the archive lacks.
    static let cachedMax = 200_000

    private struct State {
        var names: [NamedKey: String] = [:]
        var order: [(key: NamedKey, row: UInt64)] = []
        var dropped = 0
    }

    private let state = Mutex(State())
    private let archive: any Archive

    init(archive: any Archive) { self.archive = archive }

    public func name(of key: NamedKey) -> String? {
        if let name = state.withLock({ $0.names[key] }) { return name }
        return (try? archive.name(of: key)) ?? nil
    }

    func add(_ names: [Name], row: UInt64) {
        guard !names.isEmpty else { return }
        state.withLock { state in
            for name in names {
                state.names[name.key] = name.text
                state.order.append((name.key, row))
            }
        }
    }

    /// Makes room: forgets the oldest names that the archive has.
    func trim(archived row: UInt64) {
        state.withLock { state in
            while state.order.count - state.dropped > NameDirectory.cachedMax,
                state.order[state.dropped].row <= row
            {
                state.names[state.order[state.dropped].key] = nil
                state.dropped += 1
            }
            if state.dropped > NameDirectory.cachedMax {
                state.order.removeFirst(state.dropped)
                state.dropped = 0
            }
        }
    }
}
