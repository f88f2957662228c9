import SluiceTestKit
import Testing

@testable import SluiceCore

/// The pages say of the core what the code says.
@Suite("reference pages: core")
struct ReferenceDocsTests {
    @Test("the stored events have every type there is")
    func events() {
        let records =
            GoldenBytesTests.records + [GoldenClockTests.record]
            + GoldenSilenceTests.run().records + GoldenRepairTests.records
            + GoldenGateTests.records + GoldenQuoteTests.records
        let known = Set(records.flatMap(\.events).flatMap(variants).map(\.type))
        #expect(known == Set(EventType.allCases))
    }

    /// An event in every form that has a name of its own.
    private func variants(_ event: Event) -> [Event] {
        switch event {
        case .accountOperated(var body):
            return AccountOperationKind.allCases.map { kind in
                body.kind = kind
                return .accountOperated(body)
            }
        case .holdPlaced(var body):
            return [Reason.approved, .insufficientLimit].map { decision in
                body.decision = decision
                return .holdPlaced(body)
            }
        case .holdMoved(var body):
            // The kinds after a correction move no money: their events are changes of the hold.
            return HoldOperationKind.allCases.filter(\.movesMoney).map { kind in
                body.kind = kind
                return .holdMoved(body)
            }
        case .declineCovered(var body):
            return [Money.zero, body.missing].map { covered in
                body.covered = covered
                return .declineCovered(body)
            }
        default: return [event]
        }
    }

    @Test("events.md lists exactly the books, with their integers and circles")
    func books() throws {
        let rows = try ReferencePage("reference/events.md").table("integer", "book")
        #expect(
            rows.map { Array($0.prefix(3)) }
                == Book.allCases.map {
                    ["\($0.rawValue)", $0.code, $0.isCommitment ? "commitment" : "money"]
                })
    }

    @Test("holds.md lists exactly the states of a hold and the breaks of an order")
    func statesAndBreaks() throws {
        let page = try ReferencePage("concepts/holds.md")
        #expect(page.table("status", "when").map { $0[0] } == HoldStatus.allCases.map(\.code))
        #expect(page.table("break", "says").map { $0[0] } == BreakKind.allCases.map(\.code))
    }

    @Test("time.md has the scenarios of the standard policy")
    func scenarios() throws {
        let rows = try ReferencePage("concepts/time.md").table("scenario (场景)")
        #expect(rows.count == Policy.standard.scenarios.count)
        for row in rows {
            let name = try #require(row[0].split(separator: "`").first)
            let terms = try #require(Code(name).flatMap { Policy.standard.scenario($0) })
            let isDays = row[1].hasSuffix(" d")
            let count = try #require(Int64(row[1].dropLast(2)))
            #expect(terms.timeToLiveNs == count * (isDays ? Span.dayNs : Span.hourNs))
            #expect(terms.captureOn.code == row[2])
        }
    }

    @Test("commands.md names every refusal")
    func refusals() throws {
        let text = try ReferencePage("reference/commands.md").text
        for code in OutcomeCode.allCases where !code.isSuccess {
            #expect(text.contains("`\(code.code)`"), "\(code.code)")
        }
    }
}
