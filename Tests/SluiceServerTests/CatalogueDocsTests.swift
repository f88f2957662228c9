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
    private func cells(_ own: String, _ said: (Audience) -> Said) -> [String] {
        Audience.allCases.map { audience in
            let said = said(audience)
            let code = said.code == own ? "" : "\(said.code)` "
            return code + said.english + "<br>" + said.chinese
        }
    }
}
