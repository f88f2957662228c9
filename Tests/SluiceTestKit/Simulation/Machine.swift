import Foundation
import SluiceCore
import SluiceEngine

/// A machine on which an engine runs, is killed and started again: its disk, its clock, its archive and
/// the one process that there is.
final class Machine {
    let disk = MemoryJournal.Disk()
    let clock = SimulatedClock()
    let views = SimulatedViews()
    private(set) var archive = MemoryArchive()
    private(set) var sizes: Sizes
    private var copies: [MemoryArchive] = []
    /// Where the snapshots are; nil where none are made.
    let snapshots: URL?

    init(_ sizes: Sizes, hasSnapshots: Bool) {
        self.sizes = sizes
        snapshots =
            hasSnapshots
            ? Machine.scratch.appending(path: "sluice-sim-\(UUID().uuidString)") : nil
    }

    deinit {
        if let snapshots { try? FileManager.default.removeItem(at: snapshots) }
    }

    /// In memory where the machine has such a folder: nothing there outlives the process anyway.
    private static let scratch: URL = {
        let memory = URL(filePath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
    }()

    /// Starts a process.
    /// - Throws: what the engine says if it refuses to start.
    func start(acceptsClock: Bool = false) throws -> SteppedEngine {
        var options = sizes.options
        options.acceptsClock = acceptsClock
        return try SteppedEngine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: archive, consumers: [views],
                clock: clock.wall,
                snapshots: snapshots.map { SnapshotFolder(directory: $0.path) }, options: options,
                onFatal: { preconditionFailure($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "UTC"),
                policy: .standard))
    }

    func copyArchive() {
        copies.append(archive.copy())
        if copies.count > 3 { copies.removeFirst() }
    }

    /// What a kill leaves, and what happens until the process comes back.
    func crash(_ restart: Restart) {
        disk.clearFaults()
        archive.fail(times: 0)
        archive.failReads(times: 0)
        views.crash()
        clock.pass(ns: restart.downNs)
        clock.set(byNs: restart.setNs)
        clock.keep(isSynchronised: restart.isSynchronised)
        if restart.isBooted { clock.boot(isSynchronised: restart.isSynchronised) }
        if let sizes = restart.sizes { self.sizes = sizes }
    }

    // MARK: Damage

    /// What the engine owes when it comes upon damage.
    enum Required: Equatable {
        case survive
        /// A start is refused, or where it does not read that far a verification tells; each names one
        /// of these.
        case refuse([String])
    }

    /// Damages what is stored.
    /// - Returns: what is required; nil if there is nothing to be damaged that way.
    func apply(_ damage: Damage) throws -> Required? {
        switch damage {
        case .rottenRow, .missingRow, .forkedRow, .lostTail, .unreadable: damageJournal(damage)
        case .rottenSnapshot, .cutSnapshot, .noSnapshots: try damageSnapshots(damage)
        case .olderArchive(let at):
            copies.isEmpty ? nil : bring(copies[at % copies.count].copy())
        case .noArchive: bring(MemoryArchive())
        case .noViews:
            clear()
        }
    }

    private func bring(_ archive: MemoryArchive) -> Required {
        self.archive = archive
        return .survive
    }

    private func clear() -> Required {
        views.clear()
        return .survive
    }

    private func damageJournal(_ damage: Damage) -> Required? {
        var rows = disk.rows
        guard !rows.isEmpty else { return nil }
        var names: [String] = []
        switch damage {
        case .rottenRow(let at, let part):
            let index = at % rows.count
            names = ["row \(index + 1) ", "row \(index + 1):"]
            rows[index].rot(part)
        case .missingRow(let at):
            guard rows.count > 1 else { return nil }
            let index = at % (rows.count - 1)
            names = ["row \(index + 1) is missing"]
            rows.remove(at: index)
        case .forkedRow(let at):
            guard rows.count > 1 else { return nil }
            let index = at % (rows.count - 1)
            names = ["row \(index + 2) does not follow"]
            rows[index].epoch += 1
            rows[index].hash = rows[index].chained(after: index == 0 ? .zero : rows[index - 1].hash)
        case .lostTail:
            let followed = max((try? archive.checkpoint()) ?? 0, (try? views.checkpoint()) ?? 0)
            guard followed > 1 else { return nil }
            names = ["its tail is lost"]
            rows.removeLast(rows.count - Int(followed) + 1)
        default:
            disk.makeUnreadable()
            return .refuse(["injected"])
        }
        disk.rows = rows
        return .refuse(names)
    }

    private func damageSnapshots(_ damage: Damage) throws -> Required? {
        guard let folder = snapshots?.appending(path: "snapshots"),
            case let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path),
            let names, !names.isEmpty
        else { return nil }
        func change(_ at: Int, _ change: (inout [UInt8]) -> Void) throws {
            let file = folder.appending(path: names.sorted()[at % names.count])
            var bytes = Array(try Data(contentsOf: file))
            // One that was cut to nothing before has no more to lose.
            guard !bytes.isEmpty else { return }
            change(&bytes)
            try Data(bytes).write(to: file)
        }
        switch damage {
        case .rottenSnapshot(let at): try change(at) { $0[at % $0.count] ^= 0x40 }
        case .cutSnapshot(let at): try change(at) { $0.removeLast($0.count - at % $0.count) }
        default: try FileManager.default.removeItem(at: folder)
        }
        return .survive
    }
}

extension JournalRow {
    /// Changes one bit somewhere.
    fileprivate mutating func rot(_ part: Int) {
        switch part % 6 {
        case 0: time.ns ^= 1
        case 1: firstEvent ^= 1
        case 2: count ^= 1
        case 3: hash.bytes[part % 32] ^= 8
        default: if !bytes.isEmpty { bytes[part % bytes.count] ^= 1 << UInt8(part % 8) }
        }
    }
}
