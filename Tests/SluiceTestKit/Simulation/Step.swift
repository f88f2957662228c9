import SluiceCore
import SluiceEngine

/// One thing that happens in a simulated world. A list of them, with the sizes it begins with, is all
/// there is to a history: it can be run again, and shortened.
public enum Step: Hashable, Sendable {
    // Clients.
    case submit([Command], afterNs: Int64)
    case readAccount(AccountKey)
    case readHold(HoldKey)
    case readOrder(OrderKey)
    case acceptClock
    // Turns of the engine's parts.
    case sequence
    case write
    case follow(Int)
    case snapshot
    /// All parts, until nothing is left to do.
    case rest
    // Time.
    /// Passes, and nobody asks for anything: what is due happens by itself.
    case wait(ns: Int64)
    case setClock(byNs: Int64)
    // Faults.
    case disk([MemoryJournal.Fault])
    case archiveFails(times: Int)
    case archiveUnreadable(times: Int)
    case viewsFail(times: Int)
    /// Keeps a copy of the archive, for a restart to bring back.
    case copyArchive
    case crash(Restart)
}

/// How a process comes back after it was killed.
public struct Restart: Hashable, Sendable {
    var downNs: Int64 = Span.millisecondNs
    /// The time of day is set meanwhile.
    var setNs: Int64 = 0
    /// The monotonic clock begins anew.
    var isBooted = false
    var isSynchronised = true
    var acceptsClock = false
    var damage: Damage?
    /// nil: as before.
    var sizes: Sizes?
}

/// What is no longer as it was left when the process comes back. `at` chooses among what there is.
public enum Damage: Hashable, Sendable {
    // To be refused, or named by a verification where it is not replayed.
    case rottenRow(at: Int, part: Int)
    case missingRow(at: Int)
    case forkedRow(at: Int)
    case lostTail
    case unreadable
    // To be survived.
    case rottenSnapshot(at: Int)
    case cutSnapshot(at: Int)
    case noSnapshots
    case olderArchive(at: Int)
    case noArchive
    case noViews
}
