import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// The pages of texts and fields say what the catalogue and the tables say.
@Suite("reference pages: texts and fields")
struct CatalogueDocsTests {
    @Test("reasons.md has all texts of every reason")
    func reasons() throws {
        let rows = try ReferencePage("reference/reasons.md").table("integer", "code")
        let known = Reason.allCases.map { reason in
            ["\(reason.rawValue)", reason.code]
                + cells(reason.code) { Catalogue.said(reason, to: $0) }
        }
        #expect(rows.map { Array($0.prefix(5)) } == known)
        #expect(rows.allSatisfy { $0.count == 6 && !$0[5].isEmpty })
    }

    @Test("reasons.md has the principal reasons")
    func principalReasons() throws {
        let rows = try ReferencePage("reference/reasons.md").table("principal reason")
        let known = PrincipalReason.allCases.map { reason in
            [reason.rawValue] + cells(reason.rawValue) { Catalogue.said(reason, to: $0) }
        }
        #expect(rows == known)
    }

    @Test("outcomes.md has all texts of every outcome")
    func outcomes() throws {
        let rows = try ReferencePage("reference/outcomes.md").table("outcome", "consumer")
        let known = OutcomeCode.allCases.map { code in
            [code.code] + cells(code.code) { Catalogue.said(code, to: $0) }
        }
        #expect(rows == known)
    }

    @Test("fields.md has the table of every document", arguments: DocumentKind.allCases)
    func fields(kind: DocumentKind) throws {
        let rows = try ReferencePage("reference/fields.md").table(kind.rawValue, "consumer")
        let known = kind.rows.map { row in
            [row.member]
                + Audience.allCases.map { row.audiences.contains($0) ? "yes" : "–" }
        }
        #expect(rows == known)
    }

    /// What the page has of one code, audience by audience; code marks at the ends are taken off.
    func cells(_ own: String, _ said: (Audience) -> Said) -> [String] {
        Audience.allCases.map { audience in
            let said = said(audience)
            let code = said.code == own ? "" : "\(said.code)` "
            return code + said.english + "<br>" + said.chinese
        }
    }
}

extension CatalogueDocsTests {
    @Test("sentences.md has all sentences of explanations")
    func sentences() throws {
        let rows = try ReferencePage("reference/sentences.md").table("sentence", "topic")
        let known = Sentence.allCases.map { sentence in
            [sentence.rawValue, sentence.topic.rawValue]
                + cells(sentence.rawValue) { Catalogue.said(sentence, to: $0) }
        }
        #expect(rows == known)
    }

    @Test("sentences.md has the words that stand in their places")
    func words() throws {
        let page = try ReferencePage("reference/sentences.md")
        #expect(
            page.table("actor", "consumer")
                == Party.allCases.map { party in
                    [party.rawValue] + cells(party.rawValue) { Catalogue.said(party, to: $0) }
                })
        #expect(
            page.table("action", "consumer")
                == NextAction.allCases.map { action in
                    [action.rawValue] + cells(action.rawValue) { Catalogue.said(action, to: $0) }
                })
        #expect(
            page.table("fact", "consumer")
                == FactKind.allCases.map { fact in
                    [fact.code] + cells(fact.code) { Catalogue.said(fact, to: $0) }
                })
        #expect(
            page.table("lock time", "consumer")
                == LockCause.allCases.map { cause in
                    [cause.code] + cells(cause.code) { Catalogue.said(cause, to: $0) }
                })
    }
}
