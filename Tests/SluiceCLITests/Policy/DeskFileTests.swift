import Foundation
import SluiceCore
import SluiceRisk
import SluiceTestKit
import Testing

@testable import sluice

/// Desks as YAML: what the guide shows is read, and what is wrong is told with its line.
@Suite("Desks as YAML")
struct DeskFileTests {
    private static func guide() throws -> String {
        let page = try ReferencePage("guides/staff-a-desk.md").text
        let block = try #require(
            page.components(separatedBy: "```").first { $0.contains("# desk.yaml") })
        return String(block.drop { $0 != "\n" }.dropFirst())
    }

    @Test("the desk of the guide")
    func shown() throws {
        let rules = try DeskFile.parse(try Self.guide(), of: "desk.yaml")
        #expect(rules.caseNs == 3 * Span.minuteNs)
        #expect(rules.calendar.utcOffsetMinutes == 480)
        #expect(rules.calendar.shifts.map(\.persons) == [3, 1])
        #expect(rules.calendar.shifts[0].days == [0, 1, 2, 3, 4])
        #expect(rules.calendar.shifts[1].fromMinute == 600)
        #expect(rules.tiers.map(\.weight) == [30, 1, 4])
        #expect(rules.rule(of: .high).sustainedPerHour == 3)
        #expect(rules.waitMaxNs(.low) != nil)
    }

    @Test("what is wrong is told with its line")
    func faults() throws {
        let sound = try Self.guide()
        let rows = [
            ("case: 3m", "case: soon", "`case`"), ("\"+08:00\"", "\"8\"", "`utc_offset`"),
            ("[sat, sun]", "[sat, son]", "`days`"), ("to: \"18:00\"", "to: \"08:00\"", "`to`"),
            ("from: \"09:00\"", "from: \"9\"", "`from`"), ("persons: 3", "persons: 0", "`persons`"),
            ("weight: 30", "weight: 0", "`weight`"), ("burst: 60", "burst: -1", "`burst`"),
            ("medium:", "middle:", "middle"), ("shifts:", "shift:", "shift"),
        ]
        for (right, wrong, word) in rows {
            let range = try #require(sound.range(of: right), "\(right)")
            let error = try #require(throws: MappingError.self) {
                try DeskFile.parse(
                    sound.replacingCharacters(in: range, with: wrong), of: "desk.yaml")
            }
            #expect(error.message.contains(word), "\(wrong): \(error)")
            let line = sound[..<range.lowerBound].filter { $0 == "\n" }.count + 1
            #expect(error.line == line, "\(wrong): \(error)")
        }
    }
}
