import SluiceAPI
import SluiceCore
import Testing

/// Which members of a document are written for whom.
@Suite struct FieldTests {
    @Test("a writer writes exactly the members of the table", arguments: DocumentKind.allCases)
    func members(kind: DocumentKind) throws {
        for audience in Audience.allCases {
            var writer = JSONWriter(for: audience)
            writer.object(kind) { writer in
                for row in kind.rows { writer.member(row.member, 1) }
                writer.name("of no table")
                writer.object { $0.member("inner", true) }
                for row in kind.rows.prefix(1) where !row.audiences.contains(audience) {
                    writer.name(row.member)
                    writer.array { $0.string("never") }
                }
            }
            guard case .object(let members) = try JSONReader.read(writer.bytes) else {
                Issue.record("no object")
                return
            }
            let expected = kind.rows.filter { $0.audiences.contains(audience) }.map(\.member)
            #expect(
                members.map(\.name) == expected + (audience == .staff ? ["of no table"] : []))
        }
    }

    @Test("staff see every member, and no member is in a table twice")
    func tables() {
        for kind in DocumentKind.allCases {
            let members = kind.rows.map(\.member)
            #expect(Set(members).count == members.count, "\(kind)")
            #expect(kind.rows.allSatisfy { $0.audiences.contains(.staff) }, "\(kind)")
            #expect(kind.audiences(of: "of no table") == [.staff])
        }
        #expect(DocumentKind.account.rows.allSatisfy { !$0.audiences.contains(.merchant) })
    }

    @Test("a name without a value leaves no trace")
    func names() {
        var writer = JSONWriter(for: .merchant)
        writer.object { writer in
            writer.member("first", 1)
            writer.name("overlay")
            OverlayDocument(
                id: "o",
                overlay: Overlay(
                    kind: .legalFreeze, key: .none, since: Instant(ns: 0), until: Instant(ns: 1),
                    authority: Code("court"))
            ).write(to: &writer)
            writer.member("last", 2)
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"first":1,"last":2}"#)
    }
}
