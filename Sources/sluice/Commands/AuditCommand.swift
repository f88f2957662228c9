import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Tell from your own exports which locks are stuck, why, and whose step is next.",
        discussion: """
            Reads a CSV file of locks and one of orders, moves nothing and needs no data \
            directory. A mapping says which columns are what; `generic` has a row an order, \
            `generic-facts` a row a fact, any other name is the path of a YAML file. Locks are \
            judged by the terms of --policy, else of the standard policy, which the report states.

            Exit codes: 0 every row was read and nothing is stuck or was moved wrongly; 3 \
            something is; 1 failed, or nothing was found but not every row could be read.

            Example: sluice audit --holds locks.csv --orders orders.csv
            """)

    @Option(help: "The CSV file of locks, ended ones too.")
    var holds: String?

    @Option(help: "The CSV file of orders or of their facts.")
    var orders: String?

    @Option(help: "A shipped mapping (generic, generic-facts) or the path of one.")
    var mapping = "generic"

    @Option(help: "The policy file whose terms locks are judged by; default the standard one.")
    var policy: String?

    @Option(help: "Judge as of this time: RFC 3339, or local to the mapping's zone; default now.")
    var at: String?

    @Option(help: "The language of the report: en or zh.")
    var lang = "en"

    @Option(help: "How many examples to show.")
    var limit = 10

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Option(help: "Write a line for each lock that is stuck or was moved wrongly to this file.")
    var csv: String?

    @Option(help: "Where rows that cannot be read are told, with line, column and cause.")
    var rejects = "audit.rejects.csv"

    @Option(help: "Print a shipped mapping to copy (generic, generic-facts), and do nothing else.")
    var printMapping: String?

    func validate() throws {
        if let printMapping {
            guard ShippedAuditMappings.text(of: printMapping) != nil else {
                throw ValidationError(
                    "--print-mapping \(printMapping): there is "
                        + ShippedAuditMappings.names.joined(separator: " and "))
            }
            return
        }
        guard holds != nil, orders != nil else {
            throw ValidationError("--holds FILE and --orders FILE are needed")
        }
        guard Language(rawValue: lang) != nil else {
            throw ValidationError("--lang is en or zh")
        }
        guard (0...AuditLimits.examplesMax).contains(limit) else {
            throw ValidationError(
                "--limit \(limit) is not between 0 and \(AuditLimits.examplesMax)")
        }
        let outputs = [csv, rejects].compactMap(\.self).map(Self.place)
        let inputs = [holds, orders, policy].compactMap(\.self).map(Self.place)
        guard Set(outputs).count == outputs.count, Set(outputs).isDisjoint(with: inputs) else {
            throw ValidationError(
                "--csv, --rejects, --holds and --orders must be files of their own")
        }
    }

    func run() async throws {
        if let text = printMapping.flatMap(ShippedAuditMappings.text(of:)) {
            return Terminal.out(String(text.dropLast()))
        }
        do {
            try audit()
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

    private func audit() throws {
        guard let holds, let orders, let language = Language(rawValue: lang) else { return }
        var terms = AuditTerms.standard
        if let policy { terms = AuditTerms(file: policy, policy: try PolicyFile.load(policy)) }
        let mapping = try AuditMappingFile.load(mapping, policy: terms.policy)
        let rejectFile = RejectFile(URL(fileURLWithPath: rejects))
        let audit = Audit(
            mapping: mapping, terms: terms, at: try time(mapping.zone), limit: limit,
            rejects: rejectFile,
            list: try csv.map { (path) throws(ImportError) in
                try AuditList(URL(fileURLWithPath: path), language: language)
            })
        let report = try audit.run(
            holds: URL(fileURLWithPath: holds), orders: URL(fileURLWithPath: orders))
        if json {
            Terminal.out(report.json(in: language))
        } else {
            Terminal.out(
                report.text(
                    in: language, paint: Paint(isOn: Terminal.showsColour), rejectsPath: rejects))
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func time(_ zone: ImportZone) throws -> Instant {
        guard let at else { return WallClock.system.now() }
        guard let time = zone.instant(at) else {
            throw ValidationError(
                "--at \(at) is no time: 2026-11-22T16:40:47+08:00, or local 2026-11-22 16:40:47")
        }
        return time
    }

    private static func place(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
