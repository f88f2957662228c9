import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

/// Two exports in a folder of their own, and audits of them.
struct AuditFolder {
    let folder: ImportFolder

    static let at = "2026-03-01T00:00:00Z"

    init() throws { folder = try ImportFolder() }

    init(holds: String, orders: String) throws {
        try self.init()
        try folder.write("holds.csv", holds)
        try folder.write("orders.csv", orders)
    }

    /// - Parameter mapping: the name of a shipped one, or YAML.
    func audit(
        _ mapping: String = "generic", at: String = Self.at, limit: Int = 10,
        list: Bool = false, language: Language = .english,
        terms: AuditTerms = .standard
    ) throws -> AuditReport {
        let known =
            mapping.contains("\n")
            ? try AuditMappingFile.parse(mapping, of: "mine", policy: terms.policy)
            : try AuditMappingFile.load(mapping, policy: terms.policy)
        let audit = Audit(
            mapping: known, terms: terms, at: Instant(ns: try #require(RFC3339.parse(at))),
            limit: limit,
            rejects: folder.rejects,
            list: list ? try AuditList(folder.file("list.csv"), language: language) : nil)
        return try audit.run(holds: folder.file("holds.csv"), orders: folder.file("orders.csv"))
    }

    /// The reject file's rows, each with its file's name alone.
    func rejects() throws -> [String] {
        try folder.rejectRows().map { row in
            ([URL(filePath: row[0]).lastPathComponent] + row.dropFirst()).joined(separator: " ")
        }
    }
}

extension AuditReport {
    /// `finding currency locks minor-units` of each finding, sorted.
    var lines: [String] {
        currencies.flatMap { tally in
            tally.findings.map {
                "\($0.finding.rawValue) \(tally.currency.code) \($0.sum.holds) "
                    + "\($0.sum.amount.minor)"
            }
        }.sorted()
    }
}
