import Foundation
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// The pages say of the doors what the code says.
@Suite("reference pages: doors")
struct ReferenceDocsTests {
    @Test("outcomes.md lists exactly the outcomes: integer, code, status, retryable, recorded")
    func outcomes() throws {
        let rows = try ReferencePage("reference/outcomes.md").table("integer", "code")
        #expect(rows.map { $0[1] } == OutcomeCode.allCases.map(\.code))
        for (row, code) in zip(rows, OutcomeCode.allCases) {
            #expect(row[0] == "\(code.rawValue)", "\(code.code)")
            #expect(row[5] == (code.isRecorded ? "yes" : "no"), "\(code.code)")
            guard let problem = code.problem else {
                #expect(code.isSuccess && row[4] == "–", "\(code.code)")
                continue
            }
            #expect(row[3] == "\(problem.status)", "\(code.code)")
            #expect(row[4] == (problem.retryable ? "yes" : "no"), "\(code.code)")
        }
    }

    @Test("outcomes.md lists exactly the problems of the door")
    func problems() throws {
        let rows = try ReferencePage("reference/outcomes.md").table("code", "meaning")
        let known = ProblemCatalogue.all.map {
            [$0.code, "\($0.status)", $0.retryable ? "yes" : "no"]
        }
        #expect(rows.map { [$0[0], $0[2], $0[3]] } == known)
    }

    @Test("reasons.md tells which reasons each request may give")
    func reasonsOfRequests() throws {
        let rows = try ReferencePage("reference/reasons.md").table("integer", "code")
        for (word, reasons) in [
            ("release", Reason.releaseReasons), ("refund", Reason.refundReasons),
            ("limit", Reason.limitReasons), ("`cancelled`", Reason.cancellationReasons),
        ] {
            let listed = rows.filter { row in
                let uses = row[5].split(separator: ";").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                return uses.contains { $0.hasPrefix(word) }
            }
            #expect(Set(listed.map { $0[1] }) == Set(reasons.map(\.code)), "\(word)")
        }
    }

    @Test(
        "limits.md has the number of every limit",
        arguments: [
            ("APILimits", "Sources/SluiceAPI/APILimits.swift"),
            ("ServerLimits", "Sources/SluiceServer/ServerOptions.swift"),
            ("ConsoleLimits", "Sources/SluiceServer/Console/ConsoleLimits.swift"),
            ("RateRules", "Sources/SluiceServer/Rates/RateLimit.swift"),
            (
                "ConnectionLimits",
                "Sources/SluiceServer/Connections/ConnectionLimits.swift"
            ),
            ("PullLimits", "Sources/SluiceServer/Pulls/PullLimits.swift"),
            ("OutboundLimits", "Sources/SluiceServer/Outbound/OutboundLimits.swift"),
            ("WebhookLimits", "Sources/SluiceServer/Webhooks/WebhookLimits.swift"),
            ("EngineOptions", "Sources/SluiceEngine/EngineOptions.swift"),
            ("ScrubLimits", "Sources/SluiceEngine/Scrub/ScrubLimits.swift"),
            ("PeopleLimits", "Sources/SluiceEngine/People/PeopleLimits.swift"),
            ("Feed", "Sources/SluiceEngine/Feed/Feed.swift"),
            ("StoreLimits", "Sources/SluiceSQLite/StoreLimits.swift"),
            ("RowFilingOptions", "Sources/SluiceEngine/Journal/RowFiling.swift"),
            ("RowFileLimits", "Sources/SluiceSQLite/RowFiles/RowFileLimits.swift"),
            ("ImportLimits", "Sources/sluice/Import/ImportLimits.swift"),
            ("IngestLimits", "Sources/sluice/Ingest/IngestLimits.swift"),
            ("SpanLimits", "Sources/SluiceServer/Tracing/SpanLimits.swift"),
            ("WorldLimits", "Sources/sluice/World/WorldLimits.swift"),
            ("AuditLimits", "Sources/sluice/Audit/AuditLimits.swift"),
        ])
    func limits(name: String, path: String) throws {
        let page = try ReferencePage("reference/limits.md")
        let numbers = Set(
            page.text.matches(of: /\d[\d,]*/).map { $0.output.replacing(",", with: "") })
        let url = Surroundings.packageRoot.appending(path: path)
        let source = try String(contentsOf: url, encoding: .utf8)
        let constants = source.matches(
            of: /(?:static let|public var) (\w+)(?:: \w+)? = ([\d_<\-()* ]*\d[\d_<\-()* ]*)(.*)/)
        #expect(constants.count > 2, "\(name): the file is read wrongly")
        for constant in constants where constant.output.1 != "port" {
            let value = try #require(number(constant.output.2), "\(constant.output.0)")
            #expect(numbers.contains("\(value)"), "\(name).\(constant.output.1) is \(value)")
        }
    }

    /// The value of a constant as our files of limits write them: `10_000`, `64 << 10`,
    /// `(1 << 53) - 1`, and the number before a unit, `50 *`.
    private func number(_ text: Substring) -> Int64? {
        let plain = text.filter { !" _()*".contains($0) }
        let parts = plain.split(separator: "-")
        guard let first = parts.first, parts.count <= 2 else { return nil }
        let shift = first.split(separator: "<").compactMap { Int64($0) }
        let less = parts.count == 2 ? Int64(parts[1]) : 0
        guard let less, (1...2).contains(shift.count) else { return nil }
        return (shift.count == 2 ? shift[0] << shift[1] : shift[0]) - less
    }
}
