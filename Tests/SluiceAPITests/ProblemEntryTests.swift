import Foundation
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// The catalogue of errors: every code a document may have, and what is done about each.
@Suite struct ProblemEntryTests {
    private static var codes: Set<String> {
        Set(
            ProblemCode.allCases.map(\.rawValue)
                + Audience.allCases.flatMap { audience in
                    OutcomeCode.allCases.compactMap {
                        $0.problem(to: Addressee(audience, .english))?.code
                    }
                })
    }

    @Test("every code that any audience is told has one entry, and no other has")
    func complete() {
        #expect(Set(ProblemCatalogue.entries.map(\.code)) == ProblemEntryTests.codes)
        #expect(ProblemCatalogue.entries.count == ProblemEntryTests.codes.count)
        #expect(ProblemCatalogue.entry("HOLD_ENDED")?.statuses == [409])
        #expect(ProblemCatalogue.entry("hold_ended") == nil && ProblemCatalogue.entry("") == nil)
    }

    @Test("statuses and whether to retry are those of the documents; each status has its reason")
    func statuses() {
        for audience in Audience.allCases {
            for outcome in OutcomeCode.allCases {
                guard let problem = outcome.problem(to: Addressee(audience, .english)),
                    let entry = ProblemCatalogue.entry(problem.code)
                else { continue }
                #expect(entry.statuses.contains(problem.status), "\(problem.code)")
                #expect(entry.retryable == problem.retryable, "\(problem.code)")
            }
        }
        let used = Set(ProblemCatalogue.entries.flatMap(\.statuses))
        #expect(used == Set(ProblemStatus.all))
        // Who may come back is told to: the reaction says so, and says so of no other.
        for entry in ProblemCatalogue.entries {
            #expect((entry.reaction == .comeBack) == entry.retryable, "\(entry.code)")
        }
    }

    @Test("texts are sentences of their language, without what one may not be told")
    func texts() {
        var texts = ProblemStatus.all.map(ProblemStatus.reason)
        for reaction in ProblemReaction.allCases {
            texts += ProblemReaction.Reader.allCases.map { reaction.text(for: $0) }
        }
        for text in texts {
            #expect(text.english.hasSuffix(".") || text.english.hasSuffix("`."), "\(text.english)")
            #expect(text.english.utf8.allSatisfy { $0 < 0x80 }, "\(text.english)")
            #expect(text.chinese.hasSuffix("。"), "\(text.chinese)")
            #expect((4...80).contains(text.chinese.count), "\(text.chinese)")
        }
        for entry in ProblemCatalogue.entries {
            #expect(!entry.title.english.isEmpty && !entry.title.chinese.isEmpty, "\(entry.code)")
            #expect(entry.title.chinese.contains { !$0.isASCII }, "\(entry.code)")
        }
        let used = Set(ProblemCatalogue.entries.map(\.reaction))
        #expect(used == Set(ProblemReaction.allCases))
    }

    /// Read from the ledger's own sources: what they return is what the page must say.
    @Test("the field an entry names is the one the ledger's refusals name")
    func fields() throws {
        let folder = Surroundings.packageRoot.appending(path: "Sources/SluiceCore")
        let files = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var refusals = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for match in source.matches(of: /Outcome\(\s*\.(\w+), field: \.(\w+)/) {
                let (code, field) = (String(match.output.1), String(match.output.2))
                let outcome = try #require(OutcomeCode.allCases.first { "\($0)" == code })
                guard field != "none", let entry = ProblemCatalogue.entry(outcome.code) else {
                    continue
                }
                refusals += 1
                let word = field.reduce(into: "") { word, letter in
                    word += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
                }
                switch entry.fields {
                case .atFault: break
                case .named(let names): #expect(names.contains(word), "\(entry.code) \(word)")
                case .none: Issue.record("\(entry.code) names \(word)")
                }
            }
        }
        #expect(refusals > 50)
    }

    @Test("errors.md is what the catalogue says")
    func page() throws {
        let page = try ReferencePage("reference/errors.md")
        if ProcessInfo.processInfo.environment["SLUICE_UPDATE_DOCS"] != nil {
            try ProblemCatalogue.page.write(to: page.url, atomically: true, encoding: .utf8)
            return
        }
        #expect(page.text == ProblemCatalogue.page, "SLUICE_UPDATE_DOCS=1 writes the page anew")
    }
}
