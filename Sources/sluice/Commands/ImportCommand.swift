import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay a shop's history into a historical journal.",
        discussion: """
            A mapping says which columns are what; `generic`, `olist`, `olist-silent` and `olist-limits` are \
            shipped, any other name is the path of a YAML file. Running it again, or with a later --until, goes on \
            where it stopped; what was imported before changes nothing. Rows that cannot be read \
            go to a reject file beside the data directory, with their lines and causes.

            Example: sluice import --mapping olist --data ./history ./olist
            """)

    @Option(
        help: "A shipped mapping (generic, olist, olist-silent, olist-limits) or the path of one.")
    var mapping: String?

    @Option(help: "Load the export in this folder, made by `sluice export`, instead of a history.")
    var migrate: String?

    @OptionGroup var data: DataOption

    @Option(help: "A policy file, instead of the mapping's own, or the standard one.")
    var policy: String?

    @Option(help: "From the last word on an order to when it is silent, e.g. 14d: asks what if.")
    var silentAfter: String?

    @Option(help: "How long after it happened a cancellation is told, e.g. 30d: asks what if.")
    var cancellationsToldAfter: String?

    @Option(help: "Apply what happened up to this time (RFC 3339); by default the last fact.")
    var until: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Argument(help: "The CSV file, or the folder of files the mapping joins.")
    var source: String?

    /// Steps handed to the engine at once: shares an fsync among them.
    private static let batchSteps = 2_000
    static let lender = "lender"

    func validate() throws {
        guard migrate == nil else {
            guard mapping == nil, source == nil, until == nil, silentAfter == nil,
                cancellationsToldAfter == nil
            else {
                throw ValidationError(
                    "--migrate takes no mapping, no source, and no --until, --silent-after or "
                        + "--cancellations-told-after")
            }
            return
        }
        if let silentAfter, SpanCode.ns(silentAfter) ?? 0 <= 0 {
            throw ValidationError("--silent-after is a span such as 14d or 12h")
        }
        if let told = cancellationsToldAfter,
            !(1...Policy.spanMaxNs).contains(SpanCode.ns(told) ?? 0)
        {
            throw ValidationError("--cancellations-told-after is a span such as 14d or 12h")
        }
        guard mapping != nil, source != nil else {
            throw ValidationError("name --mapping and the source, or --migrate")
        }
    }

    func run() async throws {
        try await DataDirectory.reporting {
            do {
                if let migrate {
                    let migration = MigrationImport(
                        folder: migrate, data: data.path,
                        policy: try policy.map(PolicyFile.load) ?? .standard, json: json)
                    return try await migration.run()
                }
                guard let mapping, let source else { return }
                try await importAll(source, by: mapping)
            } catch let error as ImportError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            } catch let error as MappingError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            } catch let error as PolicyError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            }
        }
    }

    private func importAll(_ path: String, by name: String) async throws {
        var mapping = try MappingFile.load(name)
        if let policy { mapping.policy = try PolicyFile.load(policy) }
        if let spanNs = silentAfter.flatMap(SpanCode.ns) {
            mapping.policy.listen(silentAfterNs: spanNs)
        }
        mapping.cancellationsToldAfterNs = cancellationsToldAfter.flatMap(SpanCode.ns) ?? 0
        let source = URL(fileURLWithPath: path)
        let directory = URL(fileURLWithPath: data.path)
        let rejects = RejectFile(RejectFile.url(source: source, data: directory))
        let loader = try HistoryLoader(mapping: mapping, source: source, rejects: rejects)
        let history = try loader.load()
        guard let end = try lastTime(of: history) else {
            throw ValidationError("there is nothing to import in \(path)")
        }
        let opened = try DataDirectory.open(
            data.path,
            birth: Birth(
                journal: CreateJournal(
                    mode: .historical, lender: Self.lender, zone: mapping.zone.name),
                policy: mapping.policy))
        defer { opened.engine.stop() }
        guard opened.engine.birth.mode == .historical else {
            throw JournalError(
                .unavailable, "the journal in \(data.path) is live: histories need one of their own"
            )
        }
        try check(mapping, against: opened.engine)
        let store = try ImportStore(directory: directory)
        let before = opened.engine.status.snapshot.sequence
        let tally = try await feed(history, until: end, to: opened.engine)
        let count = history.count(until: end)
        try store.save(statusesOf: history.orders.filter { $0.placedAt <= end })
        try store.save(
            ImportRun(
                sourceDigest: try SourceDigest.hex(of: loader.files), mapping: mapping.name,
                until: end, orders: history.orders.count, steps: count, rejects: rejects.count))
        let after = opened.engine.status.snapshot.sequence
        tell(tally, rejects, events: after - before, until: end)
    }

    /// A journal keeps its zone, and changes its policy by adoption alone.
    private func check(_ mapping: Mapping, against engine: Engine) throws {
        guard engine.birth.zone == mapping.zone.name else {
            throw JournalError(
                .unavailable,
                "the journal in \(data.path) has the zone \(engine.birth.zone), mapping "
                    + "\(mapping.name) has \(mapping.zone.name): import into a directory of its own"
            )
        }
        guard let advice = PolicyAdvice(engine.policyAtStart, asked: mapping.policy) else { return }
        throw JournalError(
            .unavailable,
            advice.text(of: policy ?? "mapping \(mapping.name)", file: policy, data: data.path)
                + ", or import into a directory of its own")
    }

    private func lastTime(of history: History) throws -> Instant? {
        guard let until else { return history.lastTime }
        guard let time = RFC3339.parse(until) else {
            throw ValidationError("--until \(until) is no RFC 3339 time")
        }
        return Instant(ns: time)
    }

    /// Hands the steps up to `end` to the engine, then lets time pass until then.
    private func feed(
        _ history: History, until end: Instant, to engine: Engine
    ) async throws -> Tally {
        var tally = Tally()
        let count = history.count(until: end)
        var bar = ProgressBar("importing", total: count)
        var next = 0
        var approved: Set<Int> = []
        while next < count {
            let steps = history.steps[next..<count].prefix(Self.batchSteps)
            let part = Self.part(of: steps)
            // What was declined was not billed, and is not repaid.
            let told = part.filter { $0.kind != .repay || approved.contains($0.order) }
            let submissions = told.map {
                history.submission(
                    of: $0, lender: engine.birth.lender, calendar: engine.calendar)
            }
            let answers = try await engine.patiently { try await $0.submit(submissions) }
            for (step, answer) in zip(told, answers) {
                tally.add(answer.outcome)
                if step.kind == .place, answer.outcome.code == .approved {
                    approved.insert(step.order)
                }
            }
            next += part.count
            bar.show(next)
        }
        try await engine.patiently { try await $0.advance(to: end) }
        bar.finish()
        return tally
    }

    /// The first of these steps that can be told before the answers to any of them are known.
    private static func part(of steps: ArraySlice<HistoryStep>) -> ArraySlice<HistoryStep> {
        var placed: Set<Int> = []
        let end = steps.firstIndex { step in
            if step.kind == .place { placed.insert(step.order) }
            return step.kind == .repay && placed.contains(step.order)
        }
        return steps[..<(end ?? steps.endIndex)]
    }

    private func tell(_ tally: Tally, _ rejects: RejectFile, events: UInt64, until: Instant) {
        let causes = rejects.counts.sorted { $0.key.rawValue < $1.key.rawValue }
        if json {
            var writer = JSONWriter(capacity: 512)
            writer.object { writer in
                writer.member("until", RFC3339.format(until.ns))
                writer.member("applied", Int64(tally.applied))
                writer.member("repeated", Int64(tally.repeated))
                writer.member("refused", Int64(tally.refused.values.reduce(0, +)))
                writer.member("events", Int64(events))
                writer.name("rejects")
                writer.object { writer in
                    for (cause, count) in causes { writer.member(cause.rawValue, Int64(count)) }
                }
            }
            Terminal.out(writer.bytes)
            return
        }
        Terminal.out("until     \(RFC3339.format(until.ns))")
        Terminal.out("applied   \(tally.applied)")
        Terminal.out("repeated  \(tally.repeated)")
        Terminal.out("events    \(events)")
        for (code, count) in tally.refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Terminal.out("refused   \(count) \(code.code)")
        }
        for (cause, count) in causes {
            Terminal.out("rejected  \(count) \(cause.rawValue), see \(rejects.url.path)")
        }
    }

    /// What the steps came to.
    private struct Tally {
        var applied = 0
        var repeated = 0
        var refused: [OutcomeCode: Int] = [:]

        mutating func add(_ outcome: Outcome) {
            if !outcome.code.isSuccess {
                refused[outcome.code, default: 0] += 1
            } else if outcome.isReplay {
                repeated += 1
            } else {
                applied += 1
            }
        }
    }
}
