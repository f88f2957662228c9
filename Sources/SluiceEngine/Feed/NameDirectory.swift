import DequeModule
import SluiceCore
import Synchronization

/// Finds the name a key was derived from: those in memory first, then the archive's.
///
/// Names wait in memory until the archive has them, and stay as a cache while there is room.
public final class NameDirectory: Sendable {
    /// Names kept beyond those the archive lacks.
    static let cachedMax = 200_000

    fileprivate struct State {
        var names: [NamedKey: String] = [:]
        /// The names in the table, in the order of their rows.
        var order: Deque<(key: NamedKey, row: UInt64)> = []
        /// Those of newer rows, put into the table when somebody asks for a name.
        var pending: Deque<(names: [Names], count: Int, row: UInt64)> = []
        var pendingCount = 0
    }

    private let state = Mutex(State())
    private let archive: any Archive

    init(archive: any Archive) { self.archive = archive }

    public func name(of key: NamedKey) -> String? {
        if let name = state.withLock({ $0.name(of: key) }) { return name }
        return (try? archive.name(of: key)) ?? nil
    }

    func add(_ records: [CommandRecord], row: UInt64) {
        // Their names alone: commands and events are not kept for them.
        let names = records.map(\.names)
        let count = names.reduce(0) { $0 + $1.count }
        guard count > 0 else { return }
        state.withLock { state in
            state.pending.append((names, count, row))
            state.pendingCount += count
        }
    }

    /// Makes room: forgets the oldest names that the archive has.
    func trim(archived row: UInt64) {
        state.withLock { state in
            while state.count > NameDirectory.cachedMax {
                if let oldest = state.order.first {
                    guard oldest.row <= row else { return }
                    state.names[oldest.key] = nil
                    state.order.removeFirst()
                } else if let oldest = state.pending.first, oldest.row <= row {
                    state.pendingCount -= oldest.count
                    state.pending.removeFirst()
                } else {
                    return
                }
            }
        }
    }
}

extension NameDirectory.State {
    fileprivate var count: Int { order.count + pendingCount }

    fileprivate mutating func name(of key: NamedKey) -> String? {
        while let newer = pending.popFirst() {
            pendingCount -= newer.count
            for name in newer.names.joined() {
                names[name.key] = name.text
                order.append((name.key, newer.row))
            }
        }
        return names[key]
    }
}
