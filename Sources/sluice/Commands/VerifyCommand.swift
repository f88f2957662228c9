import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory: chain, postings, invariants, archive, views, people.",
        discussion: """
            Reads the whole journal, changes nothing, and needs the engine stopped. The digest is \
            over the whole state: equal digests are equal ledgers. Exit code 1 if a fault is found.
            """)

    @OptionGroup var data: DataOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let lock = try DirectoryLock(
                directory: data.path, startedAt: WallClock.system.now())
            let report = try withExtendedLifetime(lock) { try verify() }
            if json { Terminal.out(Self.json(report)) } else { Self.tell(report) }
            if !report.faults.isEmpty { throw ExitCode(1) }
        }
    }

    private func verify() throws -> Verifier.Report {
        let journal = try SQLiteJournal.openReadOnly(directory: data.path)
        let head = try journal.head()
        // Opening makes a store that is absent, and verifying makes nothing.
        let archive = has("archive.db") ? try SQLiteArchive(directory: data.path) : nil
        let views = has("views.db") ? try SQLiteViews(directory: data.path) : nil
        let viewed = try views?.checkpoint() ?? 0
        var bar = ProgressBar("verifying", total: Int(head.sequence))
        var verifier = Verifier(journal: journal, archive: archive)
        var (report, _) = try verifier.run(
            progress: { bar.show(Int($0)) },
            atRow: { row, ledger in
                guard let views, row == viewed else { return [] }
                return try ViewsCheck(views: views, ledger: ledger).faults()
            })
        bar.finish()
        report.faults += peopleFaults()
        if viewed > report.rows {
            report.faults.append("views are at row \(viewed), the journal ends at \(report.rows)")
        }
        return report
    }

    /// What is wrong with the store of people; nothing where there is none.
    private func peopleFaults() -> [String] {
        guard has("people.db") else { return [] }
        do {
            return try SQLitePeople(directory: data.path, clock: .system).faults()
        } catch {
            return ["\(error)"]
        }
    }

    private func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: data.path + "/" + file)
    }

    private static func tell(_ report: Verifier.Report) {
        let mode = report.mode.map { "\($0)" } ?? "none"
        Terminal.out("rows      \(report.rows)")
        Terminal.out("commands  \(report.commands)")
        Terminal.out("events    \(report.events)")
        Terminal.out("accounts  \(report.accounts)")
        Terminal.out("holds     \(report.holds)")
        Terminal.out("archived  \(report.archived) records at row \(report.archiveRow)")
        Terminal.out("mode      \(mode)")
        Terminal.out("head      \(report.head)")
        Terminal.out("digest    \(report.digest)")
        for fault in report.faults { Terminal.out("FAULT     \(fault)") }
        Terminal.out(report.faults.isEmpty ? "sound" : "UNSOUND")
    }

    private static func json(_ report: Verifier.Report) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("rows", Int64(report.rows))
            writer.member("commands", Int64(report.commands))
            writer.member("events", Int64(report.events))
            writer.member("accounts", Int64(report.accounts))
            writer.member("holds", Int64(report.holds))
            writer.member("archived", Int64(report.archived))
            writer.member("head", report.head.description)
            writer.member("digest", report.digest.description)
            writer.name("faults")
            writer.array { writer in
                for fault in report.faults { writer.string(fault) }
            }
            writer.member("sound", report.faults.isEmpty)
        }
        return writer.bytes
    }
}

/// Compares views with the ledger at the views' own checkpoint.
struct ViewsCheck {
    let views: any Views
    let ledger: Ledger

    private static let page = 1_000
    private static let faultsMax = 20

    func faults() throws -> [String] {
        var faults: [String] = []
        var accounts = 0
        var cursor: UInt64 = 0
        while true {
            let page = try views.accounts(after: cursor, limit: Self.page).value
            for view in page.items {
                accounts += 1
                if ledger.account(view.account.key)?.balances != view.balances {
                    faults.append("views differ in account \(view.account.name ?? "?")")
                }
            }
            guard let next = page.next, faults.count < Self.faultsMax else { break }
            cursor = next
        }
        var holds = 0
        cursor = 0
        while true {
            let page = try views.holds(HoldFilter(), after: cursor, limit: Self.page).value
            for view in page.items {
                holds += 1
                let hold = ledger.hold(view.hold.key)
                if hold?.amounts != view.amounts || hold?.status != view.status
                    || hold?.sequence != view.sequence
                {
                    faults.append("views differ in hold \(view.hold.name ?? "?")")
                }
            }
            guard let next = page.next, faults.count < Self.faultsMax else { break }
            cursor = next
        }
        if accounts != ledger.accountCount || holds != ledger.residentHoldCount {
            faults.append(
                "views have \(accounts) accounts and \(holds) holds, the journal "
                    + "\(ledger.accountCount) and \(ledger.residentHoldCount)")
        }
        return faults
    }
}
