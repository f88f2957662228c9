import Foundation
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import sluice

@Suite("Policies as YAML") struct PolicyFileTests {
    @Test("the shipped policy is the standard one of the core")
    func standard() throws {
        #expect(try PolicyFile.load("standard") == Policy.standard)
        #expect(try PolicyFile.parse(Self.plain, of: "printed") == Policy.standard)
        #expect(Policy.standard.isValid)
    }

    @Test("what is printed is read to the same policy, as YAML and as JSON")
    func roundTrip() throws {
        let seed: UInt64 = 0x51
        var source = RandomSource(seed: seed)
        for round in 0..<500 {
            let policy = source.policy()
            try #require(policy.isValid, "seed \(seed), round \(round)")
            let text = PolicyFile.text(of: policy)
            #expect(try PolicyFile.parse(text, of: "printed") == policy, "\(seed), \(round)")
            var writer = JSONWriter()
            policy.write(to: &writer)
            var reader = try ObjectReader(body: writer.bytes)
            #expect(try Policy(&reader) == policy, "seed \(seed), round \(round)")
        }
    }

    @Test("a policy may be any file of sound YAML; anything else is told as such")
    func files() throws {
        let folder = try ImportFolder()
        let file = try folder.write("mine.yaml", Self.plain)
        #expect(try PolicyFile.load(file.path) == Policy.standard)
        for (bytes, message) in [
            (Array("".utf8), "is empty"), ([0xFF, 0xFE], "must be UTF-8"),
            (Array("- 1".utf8), "the document must have keys: default_scenario"),
            (Array(repeating: 0x23, count: (1 << 20) + 1), "at most 1 MiB"),
            (Array("a: [".utf8), "policy "),
        ] {
            let file = try folder.write("bad.yaml", bytes: bytes)
            let error = try #require(throws: PolicyError.self) { try PolicyFile.load(file.path) }
            #expect("\(error)".contains(message), "\(error)")
            #expect("\(error)".contains(file.path), "\(error)")
        }
        #expect(throws: PolicyError(file: "no.yaml", line: 0, message: "cannot be read")) {
            try PolicyFile.load("no.yaml")
        }
    }

    /// What is written, what instead, and what is said.
    static let faults: [(sound: String, faulty: String, message: String)] = [
        ("refund_on_cancel:", "refund_on_cancle:", "did you mean `refund_on_cancel`?"),
        ("payout_within: 3d", "payout_within: 3", "`payout_within` must be a span such as"),
        ("payout_within: 3d", "payout_within: 0d", "from 1s to 3650d"),
        ("payout_within: 3d", "payout_within: 3651d", "from 1s to 3650d"),
        ("payout_within: 3d", "payout_within: 03d", "must be a span"),
        ("payout_within: 3d", "payout_within: +3d", "must be a span"),
        ("payout_within: 3d", "payout_within: 3 d", "must be a span"),
        ("payout_within: 3d", "payout_within: 3D", "must be a span"),
        ("payout_within: 3d", "payout_within: 1.5h", "must be a span"),
        ("payout_within: 3d", "payout_within: ٣d", "must be a span"),
        ("payout_within: 3d", "payout_within: 99999999999999999999d", "must be a span"),
        ("payout_within: 3d", "payout_within: {d: 3}", "`payout_within` must be a text"),
        ("payout_within: 3d", "payout_within:", "`payout_within` must be a text"),
        ("payout_within: 3d\n", "", "`payout_within` is missing"),
        ("refund_on_cancel: false", "refund_on_cancel: no", "must be true or false"),
        ("refund_surplus: payout", "refund_surplus: give", "must be payout or keep"),
        ("10000", "10_000", "must be a whole number from 0 to 4294967295"),
        ("10000", "4294967296", "must be a whole number from 0 to 4294967295"),
        ("500000", "5000.00", "`reviews.unlock_cap` must be an amount in minor units"),
        ("500000", "-1", "`reviews.unlock_cap` must be an amount in minor units"),
        ("500000", "9007199254740992", "from 0 to 9007199254740991"),
        ("default_scenario: physical", "default_scenario: PHYSICAL", "a-z 0-9 _ . -"),
        ("default_scenario: physical", "default_scenario: phisical", "did you mean `physical`?"),
        ("default_scenario: physical", "default_scenario: b2b", "known are physical, preorder"),
        ("  - name: preorder", "  - name: physical", "`scenarios[2].name` `physical` stands"),
        ("capture_on: delivered", "capture_on: arrived", "shipped, delivered or completed"),
        ("maximum_age: 7d", "maximum_age: 1h", "is shorter than `time_to_live`, 1d"),
        ("guarantee_lead: 0s", "guarantee_lead: 31d", "is longer than `time_to_live`, 30d"),
        ("tolerance_basis_points: 0", "tolerance_basis_points: 15%", "from 0 to 10000"),
        ("tolerance_basis_points: 0", "tolerance_basis_points: 10001", "from 0 to 10000"),
        ("late_capture: reject", "late_capture: revived", "reject, revive or force"),
        ("proof_facts: 10", "proof_facts: 0", "must be a whole number from 1 to 32"),
        ("proof_facts: 10", "proof_facts: 33", "`feeds.proof_facts` must be a whole number"),
        ("outage_pause: 10m", "outage_pause: 0s", "from 1s to 3650d"),
        ("  enabled: true", "  enabled: maybe", "`repairs.enabled` must be true or false"),
        ("feeds:", "feedz:", "unknown key `feedz`; did you mean `feeds`?"),
        ("unlock_hard_stop: 3d", "unlock_hard_stop: 3h", "is shorter than `unlock`, 4h"),
        ("all: 15m", "all: 59s", "is shorter than `p99`, 1m"),
        ("reviews:", "review:", "unknown key `review`; did you mean `reviews`?"),
        ("  staff: 5d\n", "", "`returns.staff` is missing"),
        ("  corrections: true", "  correction: true", "did you mean `corrections`?"),
        ("corrections: true", "corrections: true\n  corrections: true", "stands twice"),
    ]

    @Test("a fault is told with its line and key", arguments: faults.indices)
    func refuses(index: Int) throws {
        let (sound, faulty, message) = Self.faults[index]
        let range = try #require(Self.plain.range(of: sound))
        let text = Self.plain.replacingCharacters(in: range, with: faulty)
        let error = try #require(throws: PolicyError.self) {
            try PolicyFile.parse(text, of: "mine.yaml")
        }
        #expect(error.message.contains(message), "\(error)")
        let told = Self.plain[..<range.lowerBound].filter { $0 == "\n" }.count + 1
        #expect("\(error)".hasPrefix("policy mine.yaml, line \(error.line): "))
        // A missing key is told at its object, one that stands twice at the first.
        if !error.message.contains("missing"), !error.message.contains("twice") {
            #expect(error.line == told, "\(error)")
        }
    }

    @Test("every key misspelt is unknown, left out missing or its default, and never nonsense")
    func keys() throws {
        let lines = Self.plain.split(separator: "\n").map(String.init)
        var optional: Set<String> = []
        for (index, line) in lines.enumerated() {
            let key = try #require(line.firstMatch(of: /([a-z0-9_]+):/)).output.1
            var changed = lines
            changed[index] = line.replacing("\(key):", with: "\(key)_:")
            let error = Self.fault(changed)
            #expect(error?.line == index + 1 && error?.message.contains("`\(key)_`") == true)

            guard let value = line.firstMatch(of: /: (.+)$/)?.output.1 else { continue }
            changed[index] = line.replacing(": \(value)", with: ": ?nonsense")
            let wrong = Self.fault(changed)
            #expect(wrong?.line == index + 1 && wrong?.message.contains(key) == true)

            guard !line.contains("- ") else { continue }
            changed = lines
            changed.remove(at: index)
            if let missing = Self.fault(changed) {
                // The only key of its section leaves it empty.
                let isTold = ["\(key)` is missing", "` must have keys: \(key),"]
                    .contains { missing.message.contains($0) }
                #expect(isTold, "\(missing)")
            } else {
                optional.insert(String(key))
            }
        }
        #expect(
            optional == [
                "maximum_age", "guarantee_lead", "tolerance_basis_points", "late_capture",
                "outages", "outage_pause", "proof_facts", "proof_lead", "risk_points",
                "undo_within", "step_up_within", "new_account_for", "new_account_medium_from",
                "new_account_high_from",
                "enabled", "verdict_within", "default_tier", "automatic", "medium_from",
                "high_from", "loss_basis_points", "automatic_cost", "person_cost",
                "delay_basis_points_per_day", "friction_cost", "random_basis_points",
                "p95", "p99", "all",
            ])
    }

    @Test("the page describes every key with its form")
    func page() throws {
        let page = try ReferencePage("reference/policy.md").text
        let keys =
            PolicyKeys.scenario.map { ($0.name, $0.isOptional) }
            + PolicyKeys.sections.flatMap { $0.keys.map { ($0.name, $0.isOptional) } }
        for (name, isOptional) in keys {
            let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") }
            let cells = try #require(row, "\(name)").split(
                separator: "|", omittingEmptySubsequences: false)
            #expect(cells.count >= 4)
            // A version's word where a key has none.
            let told = cells[3].trimmingCharacters(in: .whitespaces)
            let tellsDefault = ["any sum", "never"].contains(told) || told.hasPrefix("`")
            #expect(tellsDefault == isOptional, "\(name)")
        }
        for name in PolicyKeys.sections.compactMap(\.name) + [PolicyKeys.scenarios] {
            #expect(page.contains("\n## `\(name)`\n"))
        }
    }

    @Test("the rules call every key under a name as the file does")
    func rules() throws {
        let rules = try ReferencePage("internals/rules.md").text
        let sections = Set(PolicyKeys.sections.compactMap(\.name))
        let named = Set(
            rules.matches(of: /`(\w+)\.\w+`/).filter { sections.contains(String($0.output.1)) }
                .map { String($0.output.0.dropFirst().dropLast()) })
        let keys = PolicyKeys.sections.flatMap { section in
            section.keys.compactMap { key in section.name.map { "\($0).\(key.name)" } }
        }
        #expect(named == Set(keys))
    }

    private static func fault(_ lines: [String]) -> PolicyError? {
        do throws(PolicyError) {
            _ = try PolicyFile.parse(lines.joined(separator: "\n"), of: "mine")
            return nil
        } catch {
            return error
        }
    }

    /// The standard policy with every key that has a value.
    static let plain = PolicyFile.text(of: .standard)
}
