import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer

/// Opens a data directory and serves it until it is told to end.
struct ServerStart {
    let settings: ServeConfiguration
    var goLive = false
    var acceptClock = false
    /// How many seconds of the engine pass in one.
    var clockRate: Int64 = 1
    var echo = false
    /// What plays on it; nil for a server that is no demonstration.
    var demo: DemoPart?

    func run() async throws {
        try await PolicySource.reporting {
            // Read before anything is made: a start with a wrong file is refused.
            let files = try await ServedFiles(settings)
            let clock: WallClock = clockRate == 1 ? .system : .running(at: clockRate)
            let opened = try open(files, clock)
            defer { opened.engine.stop() }
            guard let messages = opened.messages, let people = opened.people else {
                preconditionFailure("what is served is opened with both")
            }
            try sweep(people, opened)
            try await makeLive(opened.engine, in: settings.text(.data))
            Greeting.tell(opened.engine.status.snapshot.recovery)
            let keys = try KeyStore(directory: settings.text(.data))
            let firstKey = try keys.list().isEmpty ? keys.create(role: .lender, name: "first") : nil
            // Told before anything can fail: it is shown this once.
            if let firstKey { Terminal.out("api key: \(firstKey)") }
            try tellOfConsents(files, keys)
            let served = ServedParts(
                settings: settings, files: files, opened: opened, messages: messages,
                people: people, keys: keys, clock: clock, clockRate: clockRate, servesEcho: echo,
                demo: demo)
            try await served.run(firstKey: firstKey)
        }
    }

    private func tellOfConsents(
        _ files: ServedFiles, _ keys: KeyStore
    ) throws {
        guard files.tokens == nil, !settings.isOn(.merchantsWithoutConsent),
            try keys.list().contains(where: { $0.role == .merchant && $0.revokedAt == nil })
        else { return }
        Terminal.error(
            "keys of merchants lock nothing: consents need --jwt-keys, or "
                + "--merchants-without-consent where merchants are trusted to have asked")
    }

    private func open(
        _ files: ServedFiles, _ clock: WallClock
    ) throws -> DataDirectory {
        var options = settings.engineOptions
        options.acceptsClock = acceptClock
        let data = settings.text(.data)
        let opened = try DataDirectory.open(
            data,
            birth: Birth(
                journal: CreateJournal(
                    mode: .live, lender: settings.text(.lender), zone: settings.text(.zone)),
                policy: files.policy ?? .standard),
            options: options, follower: settings.follower, cares: true,
            messagesKeepDays: settings.whole(.messagesDays), clock: clock,
            onWarning: settings.warnings())
        if let asked = files.policy, let file = settings.given(.policy),
            let advice = PolicyAdvice(opened.engine.policyAtStart, asked: asked)
        {
            Terminal.error(advice.text(of: file, file: file, data: data))
        }
        return opened
    }

    /// Destroys texts that no command carries.
    private func sweep(_ people: SQLitePeople, _ opened: DataDirectory) throws {
        let leftOver = try people.sweep { opened.notes.contains($0.retagged()) }
        if leftOver > 0 {
            Terminal.error("texts destroyed that no command carries: \(leftOver)")
        }
    }

    private func makeLive(_ engine: Engine, in data: String) async throws {
        guard engine.birth.mode == .historical else { return }
        guard goLive else {
            throw JournalError(
                .unavailable,
                "the journal in \(data) is historical: --go-live ends that for ever")
        }
        let command = Command(
            actor: Actor(role: .operator),
            businessDate: engine.calendar.date(of: WallClock.system.now()), body: .goLive)
        _ = try await engine.submit(Submission(command: command))
    }
}
