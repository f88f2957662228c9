import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

/// anomalies.md lists the detectors there are, with their texts and spans.
@Suite("reference pages: anomalies")
struct AnomalyDocsTests {
    @Test("every detector has a row with its title, in the order of the code")
    func detectors() throws {
        let rows = try ReferencePage("reference/anomalies.md").table("detector", "finds")
        #expect(Set(rows.map { $0[0] }) == Set(Detector.allCases.map(\.code)))
        #expect(rows.count == Detector.allCases.count)
        for row in rows {
            let detector = try #require(Detector(code: row[0]))
            #expect(row[1] == Catalogue.row(of: detector).title(in: .english), "\(row[0])")
            #expect(!row[2].isEmpty && !row[3].isEmpty)
        }
        #expect(Catalogue.detectors.count == Detector.allCases.count)
    }

    @Test("the spans of the conditions are those of the code")
    func spans() throws {
        let rows = try ReferencePage("reference/anomalies.md").table("detector", "finds")
        let spans = AnomalySpans.standard
        for (code, spanNs, text) in [
            ("D1", spans.orderOverNs, "15 min"), ("D2", spans.orderUntoldNs, "15 min"),
            ("D2", spans.createdWithinNs, "7 d"), ("D3", spans.endPassedNs, "1 min"),
            ("D5", spans.reviewOverdueNs, "1 min"), ("D6", spans.verdictOverdueNs, "1 min"),
            ("D12", spans.lateCaptureNs, "28 d"),
            ("D9", spans.sequenceGapNs, "10 min"),
            ("D13", spans.creditNotReturnedNs, "5 min"), ("D14", spans.resultUnknownNs, "1 h"),
            ("PARKED", spans.factParkedNs, "24 h"),
        ] {
            let condition = try #require(rows.first { $0[0] == code })[2]
            #expect(condition.contains(text), "\(code)")
            let parts = text.split(separator: " ")
            let unitNs =
                switch parts[1] {
                case "min": Span.minuteNs
                case "h": Span.hourNs
                default: Span.dayNs
                }
            #expect(Int64(parts[0]).map { $0 * unitNs } == spanNs, "\(code)")
        }
    }

    @Test("repairable detectors have a row of how they are given back")
    func repairs() throws {
        let rows = try ReferencePage("reference/anomalies.md").table("detector", "given back as")
        #expect(
            rows.map { $0[0] } == Detector.allCases.filter(\.isRepairable).map(\.code))
    }
}
