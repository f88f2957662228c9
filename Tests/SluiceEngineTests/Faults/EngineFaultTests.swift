import SluiceEngine
import SluiceTestKit
import Testing

private let isSoak = Surroundings.number("SLUICE_SOAK_MINUTES") != nil

/// What may become of a history in which one call of SQLite fails.
private struct EngineFaultCase {
    var store: String
    var plan: FaultPlan
    /// Whether the process may end; if not, everybody is answered by the same one.
    var mayEnd = false

    static let journal = [
        EngineFaultCase(
            store: "journal.db", plan: FaultPlan(operation: .write, code: 778), mayEnd: true),
        EngineFaultCase(
            store: "journal.db", plan: FaultPlan(operation: .sync, code: 1_034), mayEnd: true),
        EngineFaultCase(store: "journal.db", plan: FaultPlan(operation: .write, code: 13)),
        EngineFaultCase(
            store: "journal.db", plan: FaultPlan(operation: .write, code: 13, lasts: true)),
    ]

    /// The answer to a COMMIT is lost: the row is not there, and it is.
    static let unknown = [
        EngineFaultCase(
            store: "journal.db-wal", plan: FaultPlan(operation: .sync, code: 1)),
        EngineFaultCase(
            store: "journal.db-wal", plan: FaultPlan(operation: .sync, code: 1, lasts: true),
            mayEnd: true),
        EngineFaultCase(
            store: "journal.db", plan: FaultPlan(operation: .fileControl, code: 1, happens: true)),
    ]

    static func follower(_ store: String) -> [EngineFaultCase] {
        [
            FaultPlan(operation: .write, code: 778), FaultPlan(operation: .write, code: 13),
            FaultPlan(operation: .sync, code: 1_034), FaultPlan(operation: .read, code: 266),
            FaultPlan(operation: .shmMap, code: 4_874), FaultPlan(operation: .shmLock, code: 5),
            FaultPlan(operation: .fileControl, code: 10, happens: true),
        ].map { EngineFaultCase(store: store, plan: $0) }
    }

    /// Raises n until a history meets no fault: one by one in a soak, else in growing steps.
    static func run(_ cases: [EngineFaultCase]) async throws {
        var clean = try EngineHistory(FaultPlan(operation: .write, code: 778), on: "none")
        try await clean.run()
        let expected = try clean.verify()
        #expect(expected.faults == [])
        for row in cases {
            var plan = row.plan
            var (ends, refusals) = (0, 0)
            while true {
                plan.call += isSoak ? 1 : 1 + plan.call / 6
                var history = try EngineHistory(plan, on: row.store)
                try await history.run()
                let found = try history.verify()
                #expect(found.faults == [], "\(plan) on \(row.store)")
                #expect(found.digest == expected.digest, "\(plan) on \(row.store)")
                #expect(row.mayEnd || history.ends.isEmpty, "\(plan): \(history.ends)")
                ends += history.ends.count
                refusals += history.refusals.isEmpty ? 0 : 1
                if history.count.failed == 0 { break }
            }
            print(
                "\(row.plan) of \(row.store): \(plan.call - 1) calls, \(ends) ends, \(refusals) refused"
            )
            #expect(plan.call > 1, "\(row.plan) on \(row.store): there was no such call")
        }
    }
}

/// Each group in a process of its own: what a fatal fault stops never ends.
@Suite("An engine whose SQLite fails, call by call", .serialized)
struct EngineFaultTests {
    @Test("journal: it stops loudly or refuses, and all that was acknowledged is there")
    func journal() async {
        await #expect(processExitsWith: .success) {
            try await EngineFaultCase.run(EngineFaultCase.journal)
        }
    }

    @Test("an unknown commit: the row is looked for before anybody is answered")
    func unknown() async {
        await #expect(processExitsWith: .success) {
            try await EngineFaultCase.run(EngineFaultCase.unknown)
        }
    }

    @Test("archive: it is tried again, and nobody else is held up")
    func archive() async {
        await #expect(processExitsWith: .success) {
            try await EngineFaultCase.run(EngineFaultCase.follower("archive.db"))
        }
    }

    @Test("views: they are tried again, and nobody else is held up")
    func views() async {
        await #expect(processExitsWith: .success) {
            try await EngineFaultCase.run(EngineFaultCase.follower("views.db"))
        }
    }
}
