import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Loads an export into a directory of its own, through the ledger's commands.
struct MigrationImport {
    let folder: String
    let data: String
    /// The policy of a directory that is made.
    let policy: Policy
    let json: Bool

    /// Commands handed to the engine at once: shares an fsync among them.
    private static let batchSteps = 2_000
    /// Refused records that are named.
    private static let namedMax = 20

    private struct Tally {
        var applied = 0
        var repeated = 0
        var refused: [String] = []
    }

    func run() async throws {
        let migration = try MigrationFiles(folder: URL(fileURLWithPath: folder)).read()
        let manifest = migration.manifest
        let opened = try DataDirectory.open(
            data,
            birth: Birth(
                journal: CreateJournal(
                    mode: .live, lender: manifest.lender, zone: manifest.zone),
                policy: policy))
        defer { opened.engine.stop() }
        guard opened.engine.status.snapshot.mode == .live else {
            throw JournalError(
                .unavailable, "the journal in \(data) is historical: name another with --data")
        }
        let engine = opened.engine
        let steps: [MigrationStep]
        do {
            steps = try migration.steps(
                lender: engine.birth.lender, policy: engine.policyAtStart,
                today: engine.calendar.date(of: WallClock.system.now()),
                now: WallClock.system.now())
        } catch {
            throw JournalError(.damaged, "\(folder): \(error)")
        }
        var tally = Tally()
        var bar = ProgressBar("importing", total: steps.count)
        var next = 0
        while next < steps.count {
            let batch = steps[next..<min(steps.count, next + Self.batchSteps)]
            let answers = try await engine.patiently {
                try await $0.submit(batch.map(\.submission))
            }
            for (step, answer) in zip(batch, answers) { Self.add(step, answer.outcome, &tally) }
            next += batch.count
            bar.show(next)
        }
        bar.finish()
        tell(tally)
        if !tally.refused.isEmpty { throw ExitCode(1) }
    }

    private static func add(_ step: MigrationStep, _ outcome: Outcome, _ tally: inout Tally) {
        if outcome.code.isSuccess {
            if outcome.isReplay { tally.repeated += 1 } else { tally.applied += 1 }
        } else if isRefusal(outcome, of: step) {
            tally.refused.append("\(step.record): \(outcome.code.code) \(outcome.field.code)")
        }
    }

    /// Whether a record is missing for it: what the new terms do not have is not, what takes two
    /// persons is.
    static func isRefusal(_ outcome: Outcome, of step: MigrationStep) -> Bool {
        !step.mayBeRefused || outcome.code == .approvalNeeded
    }

    private func tell(_ tally: Tally) {
        if json {
            var writer = JSONWriter(capacity: 512)
            writer.object { writer in
                writer.member("applied", Int64(tally.applied))
                writer.member("repeated", Int64(tally.repeated))
                writer.name("refused")
                writer.array { writer in
                    for refusal in tally.refused.prefix(Self.namedMax) { writer.string(refusal) }
                }
            }
            return Terminal.out(writer.bytes)
        }
        Terminal.out("applied   \(tally.applied)")
        Terminal.out("repeated  \(tally.repeated)")
        if !tally.refused.isEmpty { Terminal.out("refused   \(tally.refused.count)") }
        for refusal in tally.refused.prefix(Self.namedMax) { Terminal.out("  \(refusal)") }
    }
}
