import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Names in the journal")
struct JournalNamesTests {
    @Test("a record has the names of keys first used in it, and followers see what the journal has")
    func introduced() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        let first = fixture.engine.feed.newestRow
        _ = try await fixture.engine.submit([
            place(fixture, "H1", order: "O1", by: "S1"),
            place(fixture, "H2", order: "O1", by: "S2"),
            place(fixture, "H3", order: "O3", by: "S1"),
            // The same once more, and one that is refused and not recorded.
            place(fixture, "H3", order: "O3", by: "S3"),
            place(fixture, "H1", order: "O3", by: "S4"),
        ])
        // Where the subject is known from a row before.
        _ = try await fixture.engine.submit(place(fixture, "H4", order: "O4", by: "S2"))
        let told = try #require(fixture.engine.feed.inMemory(after: first)).flatMap(\.records)
        fixture.engine.stop()
        let written = try fixture.disk.rows.filter { $0.sequence > first }
            .flatMap { try Recovery.decode($0) }
        #expect(told == written)
        let names = written.map { Set($0.names.map(\.text)) }
        #expect(
            names == [
                ["H1", "O1", "M", "S1"], ["H2", "S2"], ["H3", "O3"], ["H4", "O4"],
            ])
    }

    /// A placement that names all its keys, by a subject.
    private func place(
        _ fixture: EngineFixture, _ hold: String, order: String, by subject: String
    ) -> Submission {
        var submission = fixture.place(hold, account: "A", amountMinor: 100, order: order)
        guard case .place(var body) = submission.command.body else { return submission }
        body.purpose = Code(hold.lowercased())!
        submission.command.body = .place(body)
        submission.command.actor = Actor(role: .merchant, subject: .named(subject))
        submission.names = [
            Name(NamedKey(.subject, SubjectKey.named(subject)), subject),
            Name(NamedKey(.merchant, body.merchant), "M"),
            Name(NamedKey(.order, body.order), order), Name(NamedKey(.hold, body.hold), hold),
            Name(NamedKey(.account, body.account), "A"),
        ]
        return submission
    }
}
