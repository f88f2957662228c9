import Foundation
import Logging
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Who was refused what, and who saw what, in files of the data directory.
///
/// A request only puts its record into a bounded buffer; `AccessWriter` writes it soon after. What
/// finds no room is counted and lost: the trail holds up nobody. Safe to use from any thread.
public final class AccessTrail: Sendable {
    struct Figures: Sendable {
        var records: [AccessRecord.Event: Int] = [:]
        /// By why they are lost.
        var lost: [Loss: Int] = [:]
        /// Why the newest writing failed, nil if it did not.
        var failure: String?
    }

    enum Loss: String, CaseIterable, Sendable {
        /// More came than was written, or nothing can be written.
        case buffer
        /// More unauthenticated requests a minute than are kept.
        case flood
    }

    fileprivate struct State {
        var figures = Figures()
        var waiting: [AccessRecord] = []
        var minute: Int64 = 0
        var strangers = 0
    }

    private let clock: WallClock
    private let state = Mutex(State())
    private let files: Mutex<AccessFiles>

    /// - Parameter keepDays: how long records are kept.
    public init(
        directory: String, keepDays: Int = keepDaysDefault, clock: WallClock = .system
    ) {
        self.clock = clock
        files = Mutex(AccessFiles(directory: directory, keepDays: keepDays))
    }

    /// How long records are kept unless the operator says otherwise.
    public static let keepDaysDefault = ServerLimits.accessKeepDays

    var figures: Figures { state.withLock { $0.figures } }

    func now() -> Instant { clock.now() }

    func note(_ record: AccessRecord) {
        state.withLock { state in
            if record.event == .unauthenticated, !state.keepsStranger(at: record.time) {
                state.figures.lost[.flood, default: 0] += 1
            } else if state.waiting.count >= ServerLimits.accessBufferMax {
                state.figures.lost[.buffer, default: 0] += 1
            } else {
                state.waiting.append(record)
                state.figures.records[record.event, default: 0] += 1
            }
        }
    }

    /// Writes what waits; what cannot be written waits on.
    /// - Returns: why it failed, if it did for the first time since it went well.
    @discardableResult
    func flush() -> String? {
        files.withLock { files in
            let records = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            guard !records.isEmpty else { return nil }
            let failure = files.append(records.flatMap(\.line), at: clock.now())
            return state.withLock { state in
                defer { state.figures.failure = failure }
                guard let failure else { return nil }
                let room = ServerLimits.accessBufferMax - state.waiting.count
                state.figures.lost[.buffer, default: 0] += max(0, records.count - room)
                state.waiting = records.prefix(max(0, room)) + state.waiting
                return state.figures.failure == nil ? failure : nil
            }
        }
    }

    /// Writes what waits and lets go of the file.
    func close() {
        flush()
        files.withLock { $0.close() }
    }
}

extension AccessTrail.State {
    /// Whoever needs no key to be refused must not fill the disk.
    fileprivate mutating func keepsStranger(at time: Instant) -> Bool {
        let minute = time.ns / Span.minuteNs
        if minute != self.minute { (self.minute, strangers) = (minute, 0) }
        strangers += 1
        return strangers <= ServerLimits.accessStrangersPerMinute
    }
}

/// Writes the access trail while the server runs, and the rest of it at the end.
struct AccessWriter: Service {
    let door: Door

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .milliseconds(ServerLimits.accessPauseMs))
                let trail = door.access
                if let failure = try await door.offThread({ trail.flush() }) {
                    door.logger.error(
                        "the access trail cannot be written", metadata: ["error": "\(failure)"])
                }
            }
        }
        door.access.close()
    }
}
