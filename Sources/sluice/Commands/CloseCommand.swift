import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer

struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Freeze the totals of a business date.",
        discussion: """
            Days before it that are open are closed with it, as one. Nothing is booked on a closed \
            day any more. Closing it again changes nothing and tells what was frozen. Needs the \
            engine stopped; a running one closes a day by POST /v1/days/{date}/close.

            Example: sluice close --day 2026-11-26
            """)

    @OptionGroup var data: DataOption

    @Option(
        help: "The business date, YYYY-MM-DD, in the journal's zone; it is over.",
        transform: BusinessDate.argument)
    var day: BusinessDate

    @Option(help: "Close it in the name of this key, of role lender, operator or treasury.")
    var key: String?

    @Flag(help: "Print the frozen totals as one JSON object. Minor units.")
    var json = false

    func run() async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let caller = try principal()
            let opened = try DataDirectory.open(
                data.path,
                birth: Birth(
                    journal: CreateJournal(mode: .live, lender: Import.lender, zone: "UTC"),
                    policy: .standard))
            let today = Self.today(of: opened.engine)
            let answer: Answer
            do {
                answer = try await submit(to: opened.engine, on: today, caller)
                opened.engine.stop()
            } catch {
                opened.engine.stop()
                throw error
            }
            let isRepeated = answer.outcome.code == .dayClosed
            guard isRepeated || answer.outcome.code == .applied else {
                Terminal.error(
                    "\(day.text) is not over: the journal's business date is \(today.text)")
                throw ExitCode(1)
            }
            guard let closed = try frozen(by: answer, else: opened.views) else {
                Terminal.error(
                    "\(ProblemCode.viewsBehind.rawValue): \(day.text) is closed, but what was frozen "
                        + "cannot be told while the views are behind the journal: ask again")
                throw ExitCode(1)
            }
            tell(closed, isRepeated: isRepeated)
        }
    }

    /// What was frozen: by the closing itself, or as the views have one that was before.
    /// - Returns: nil where they do not have it yet.
    private func frozen(by answer: Answer, else views: SQLiteViews) throws -> ClosedDay? {
        guard let closed = answer.day else { return try views.closedDay(day).value }
        return ClosedDay(
            date: closed.date, closedAt: answer.time, sequence: answer.outcome.sequence,
            totals: closed.totals)
    }

    /// A history has the date its time has come to.
    private static func today(of engine: Engine) -> BusinessDate {
        let status = engine.status.snapshot
        let isHistorical = status.mode == .historical
        return engine.calendar.date(of: isHistorical ? status.time : WallClock.system.now())
    }

    private func submit(
        to engine: Engine, on today: BusinessDate, _ principal: Principal?
    ) async throws -> Answer {
        var actor = Actor(role: .operator)
        var names: Names = []
        if let principal {
            let subject = KeyDerivation.subject(principal.subject)
            actor = Actor(
                role: principal.role, subject: subject, credential: principal.credential)
            names = [Name(NamedKey(.subject, subject), principal.subject)]
        }
        let command = Command(actor: actor, businessDate: today, body: .closeDay(day))
        return try await engine.submit(Submission(command: command, names: names))
    }

    private func principal() throws -> Principal? {
        guard let key else { return nil }
        guard let found = try KeyStore(directory: data.path).principal(ofKey: key),
            found.mayCloseDays
        else {
            throw ValidationError("--key is no key that may close days here")
        }
        return found
    }

    private func tell(_ closed: ClosedDay, isRepeated: Bool) {
        if json {
            var writer = JSONWriter(capacity: 1_024)
            closed.write(to: &writer, isRepeated: isRepeated)
            return Terminal.out(writer.bytes)
        }
        let word = isRepeated ? "was closed already" : "is closed"
        Terminal.out("\(closed.date.text) \(word), at \(RFC3339.format(closed.closedAt.ns))")
        if closed.totals.isEmpty { return Terminal.out("Nothing was held or moved.") }
        var rows = [["currency"] + DayTotals.columnNames]
        for totals in closed.totals {
            let exponent = ISO4217.exponent(of: totals.currency.code) ?? 0
            rows.append(
                [totals.currency.code]
                    + totals.columns.map { DecimalText.format(minor: $0.minor, exponent: exponent) }
            )
        }
        Terminal.out(TextTable.format(rows, textColumns: 1))
    }
}
