import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer
import Testing

@testable import sluice

@Suite("Policies on the command line", .blocking)
struct PolicyCommandTests {
    private let folder: ImportFolder
    private var data: URL { folder.file("data") }

    init() throws { folder = try ImportFolder() }

    private func run(_ words: String...) throws -> SluiceProcess.Ending {
        try SluiceProcess.run(["policy"] + words)
    }

    /// The standard policy with other rules, as a file.
    private func file(_ name: String, _ change: (inout Policy) -> Void) throws -> String {
        var policy = Policy.standard
        change(&policy)
        return try folder.write(name, PolicyFile.text(of: policy)).path
    }

    /// Lets `serve` make the directory, and stops it.
    private func bear(_ more: String...) throws -> SluiceProcess.Ending {
        try ServerProcess(data, more).stop()
    }

    private func key(_ role: Role, _ name: String) throws -> String {
        try KeyStore(directory: data.path).create(role: role, name: name, person: name)
    }

    @Test("a file is checked; a fault is told with file, line and key")
    func check() throws {
        let sound = try file("sound.yaml") { $0.refundOnCancel = true }
        let checked = try run("check", sound)
        #expect(checked.status == 0)
        #expect(checked.output.contains("sound; scenarios: physical, preorder, service, virtual"))
        let text = try String(contentsOfFile: sound, encoding: .utf8)
        let bad = try folder.write("bad.yaml", text.replacing("unlock: 4h", with: "unlock: 4"))
        let refused = try run("check", bad.path)
        #expect(refused.status == 1)
        let line = try #require(
            text.split(separator: "\n").firstIndex { $0.contains("unlock: 4h") })
        #expect(
            refused.error.hasPrefix(
                "sluice: policy \(bad.path), line \(line + 1): `reviews.unlock` must be a span"))
        let json = try run("check", bad.path, "--json")
        #expect(json.status == 1 && json.error.isEmpty)
        #expect(json.output.contains(#""sound":false,"line":\#(line + 1),"message":"#))
    }

    @Test("a running engine shows what its journal says")
    func showOfEngine() throws {
        let server = try ServerProcess(data)
        let key = try #require(server.firstKey)
        let of = ["--url", server.address, "--key", key]
        for more in [[], ["--version", "1"]] {
            let asked = try SluiceProcess.run(["policy", "show"] + of + more)
            let read = try SluiceProcess.run(["policy", "show", "--data", data.path] + more)
            #expect(asked.status == 0, "\(asked.error)")
            #expect(
                asked.output.split(separator: "\n").dropFirst()
                    == read.output.split(separator: "\n").dropFirst())
        }
        let json = try SluiceProcess.run(["policy", "show", "--json"] + of)
        #expect(try json.output == run("show", "--json", "--data", data.path).output)
        let none = try SluiceProcess.run(["policy", "show", "--version", "9"] + of)
        #expect(none.status == 1 && none.error.contains("404: not_found"), "\(none.error)")
        #expect(try run("show", "--standard", "--url", server.address).status == 64)
        try server.stop()
    }

    @Test("the standard policy is printed, as YAML that is read again, and as JSON")
    func showStandard() throws {
        let shown = try run("show", "--standard")
        #expect(shown.status == 0)
        let copy = try folder.write("copy.yaml", shown.output)
        let same = try run("diff", "standard", copy.path)
        #expect(same.status == 0 && same.output == "no difference\n")
        let json = try run("show", "--standard", "--json")
        #expect(json.output.hasPrefix(#"{"version":1,"policy":{"default_scenario":"physical","#))
    }

    @Test("a directory is born with a file, and changes by adoption alone")
    func adopt() throws {
        let born = try file("born.yaml") { $0.twoPersons.policyAdoption = false }
        #expect(try bear("--policy", born).error.contains("policy in force") == false)
        let next = try file("next.yaml") { $0.payoutWithinNs = Span.dayNs }
        let told = try bear("--policy", next)
        #expect(told.error.contains("version 1, is not that of \(next)"))
        #expect(told.error.contains("payout_within, two_persons.policy_adoption"))
        #expect(told.error.contains("sluice policy adopt \(next) --data \(data.path)"))
        #expect(try run("diff", born, data.path).output == "no difference\n")

        let lender = try key(.lender, "system")
        let adopted = try run("adopt", next, "--data", data.path, "--key", lender)
        #expect(adopted.status == 0 && adopted.output == "adopted   version 2\n")
        let again = try run("adopt", next, "--data", data.path, "--key", lender, "--json")
        #expect(again.output == #"{"result":"unchanged","version":2}"# + "\n")
        #expect(
            try run("diff", "\(data.path)@1", "\(data.path)@2").output.hasPrefix(
                "payout_within: 3d → 1d\n    Consumers: "))
        let first = try run("show", "--data", data.path, "--version", "1")
        #expect(first.output.hasPrefix("# version 1, adopted 20"))
        let missing = try run("show", "--data", data.path, "--version", "3")
        #expect(missing.status == 1 && missing.error.contains("known are 1 to 2"))
        #expect(try bear("--policy", next).error.contains("policy in force") == false)
    }

    @Test("where the policy in force takes two persons, an adoption is proposed")
    func propose() throws {
        _ = try bear()
        let next = try file("next.yaml") { $0.twoPersons.policyAdoption = false }
        let person = try key(.operator, "P-1")
        let words = ["adopt", next, "--data", data.path, "--key", person]
        let proposed = try SluiceProcess.run(["policy"] + words)
        #expect(proposed.status == 0, "\(proposed.error)")
        #expect(proposed.output.hasPrefix("proposed  policy-20"))
        #expect(proposed.output.contains("sluice proposals approve policy-20"))
        let again = try SluiceProcess.run(["policy"] + words)
        let lines = { (text: String) in text.split(separator: "\n").prefix(2).map(String.init) }
        #expect(lines(again.output) == lines(proposed.output))
        let shown = try run("show", "--data", data.path)
        #expect(shown.output.hasPrefix("# version 1,"))

        let told = lines(proposed.output).map { String($0.dropFirst(10)) }
        let approval = [
            "proposals", "approve", told[0], "--sequence", told[1], "--data", data.path, "--key",
        ]
        let own = try SluiceProcess.run(approval + [person])
        #expect(own.status == 1 && own.error.contains("SAME_PERSON"))
        let approved = try SluiceProcess.run(approval + [try key(.lender, "P-2")])
        #expect(approved.status == 0, "\(approved.error)")
        #expect(try run("diff", next, data.path).output == "no difference\n")
        let later = try SluiceProcess.run(["policy"] + words + ["--json"])
        #expect(later.output == #"{"result":"unchanged","version":2}"# + "\n")

        let reader = try key(.auditor, "R-1")
        let refused = try run("adopt", next, "--data", data.path, "--key", reader)
        #expect(refused.status == 1 && refused.error.contains("role auditor may not"))
        let unknown = try run("adopt", next, "--data", data.path, "--key", "sk_x")
        #expect(unknown.status == 1 && unknown.error.contains("unauthenticated"))
        let nobody = try run("adopt", next, "--data", data.path)
        #expect(nobody.status == 64 && nobody.error.contains("--key"))
    }

    @Test(
        "a running engine is asked by its address or by its directory, and nothing is changed to look"
    )
    func running() throws {
        let born = try file("born.yaml") { $0.twoPersons.policyAdoption = false }
        _ = try bear("--policy", born)
        let next = try file("next.yaml") { $0.payoutWithinNs = Span.dayNs }
        let lender = try key(.lender, "system")
        let person = try key(.operator, "P-1")
        let server = try ServerProcess(data)
        let words = [next, "--url", server.address, "--key", lender]
        let looked = try SluiceProcess.run(["policy", "adopt"] + words + ["--dry-run"])
        #expect(looked.status == 0, "\(looked.error)")
        #expect(looked.output.hasPrefix("payout_within: 3d → 1d\n    Consumers: "))
        #expect(looked.output.contains("two_persons.policy_adoption: "))
        #expect(!looked.output.contains("two persons."))
        #expect(try run("show", "--data", data.path).output.hasPrefix("# version 1,"))
        let adopted = try SluiceProcess.run(["policy", "adopt"] + words)
        #expect(adopted.output == "adopted   version 2\n", "\(adopted.error)")
        let again = try run("adopt", next, "--data", data.path, "--key", lender, "--json")
        #expect(again.output == #"{"result":"unchanged","version":2}"# + "\n", "\(again.error)")
        let back = try run(
            "adopt", born, "--url", server.address, "--key", lender, "--dry-run", "--json")
        #expect(back.output.hasPrefix(#"{"dry_run":true,"version":2,"needs_approval":true,"#))
        let proposed = try run("adopt", born, "--url", server.address, "--key", person)
        #expect(proposed.output.contains("--url \(server.address)"), "\(proposed.error)")
        try server.stop()
    }

    @Test("a history is imported under a policy file, named by mapping or option")
    func importing() throws {
        let file = try file("mine.yaml") {
            $0.scenarios[0].timeToLiveNs = 7 * Span.dayNs
            $0.twoPersons.policyAdoption = false
        }
        let mapping = """
            mapping: mine
            zone: UTC
            currency: EUR
            merchant: shop
            limit: never_binds
            policy: mine.yaml
            orders: {id: id, account: account, placed_at: at, amount: amount}
            facts: [{fact: paid, time: at}]
            """
        let map = try folder.write("map.yaml", mapping).path
        let rows = try folder.write("rows.csv", "id,account,at,amount\nO-1,A-1,2026-01-01,5.00\n")
        let words = ["import", "--data", data.path, "--mapping", map, rows.path]
        let first = try SluiceProcess.run(words)
        #expect(first.status == 0, "\(first.error)")
        #expect(try run("diff", file, data.path).output == "no difference\n")
        let other = try SluiceProcess.run(words + ["--policy", "standard"])
        #expect(other.status == 1)
        #expect(other.error.contains("it differs in scenarios.physical.time_to_live"))
        #expect(other.error.contains("sluice policy adopt standard"))

        let lender = try key(.lender, "system")
        let adopted = try run("adopt", "standard", "--data", data.path, "--key", lender)
        #expect(adopted.status == 0, "\(adopted.error)")
        #expect(try SluiceProcess.run(words + ["--policy", "standard"]).status == 0)
        #expect(try SluiceProcess.run(words).status == 1)
        #expect(try Verification.of(data).sound)
    }

    @Test("an audit judges by the terms of a policy file, and says so")
    func audit() throws {
        let terms = try PolicyFile.load(
            try file("b2b.yaml") { policy in
                policy.scenarios[0].timeToLiveNs = 2 * Span.dayNs
            })
        let exports = try AuditFolder(
            holds: "hold_id,account,order_id,amount,currency,placed_at\n"
                + "H-1,A-1,O-1,5.00,EUR,2026-02-26\n",
            orders: "order_id,created_at\nO-1,2026-02-26\n")
        let standard = try exports.audit()
        #expect(standard.exitCode == 0)
        let own = try exports.audit(terms: AuditTerms(file: "b2b.yaml", policy: terms))
        #expect(own.exitCode == 3)
        #expect(own.lines.first?.hasPrefix("past_expiry EUR 1") == true, "\(own.lines)")
        let text = own.text(in: .english, paint: Paint(isOn: false), rejectsPath: "")
        #expect(text.contains("Judged by the policy of b2b.yaml"))
        #expect(text.contains("physical 2 d"))
        #expect(String(decoding: own.json(in: .english), as: UTF8.self).contains("b2b.yaml"))
    }
}
