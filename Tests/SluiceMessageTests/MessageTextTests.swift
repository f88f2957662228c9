import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// The words of messages, in both languages.
@Suite("texts of messages")
struct MessageTextTests {
    @Test("both languages name the same slots, each of them one there is")
    func slots() {
        let known = Set(MessageSlot.allCases.map(\.code))
        for row in Catalogue.messages {
            let english = MessageRow.slots(of: row.english)
            #expect(english.sorted() == MessageRow.slots(of: row.chinese).sorted(), "\(row)")
            #expect(Set(english).isSubset(of: known), "\(row)")
            #expect(Set(english).count == english.count, "\(row): a slot is named twice")
        }
        let keys = Catalogue.messages.map { "\($0.wording) \($0.audience)" }
        #expect(Set(keys).count == keys.count)
    }

    @Test("nobody reads of a billed hold that it was unlocked, and a merchant of no limit")
    func words() {
        for row in Catalogue.messages {
            if row.wording == .billed {
                #expect(!row.english.contains("unlocked") && !row.chinese.contains("解锁"))
            }
            if row.audience == .merchant {
                let hidden = ["available", "limit", "used", "rise", "surplus"]
                #expect(Set(MessageRow.slots(of: row.english)).isDisjoint(with: hidden), "\(row)")
            }
        }
    }

    @Test("every message of random histories says its slots, the same in both languages")
    func parsedBack() {
        let zone = LocalTime(zone: "Asia/Shanghai") { _ in 8 * 3_600 }
        var seen: Set<String> = []
        for seed in UInt64(1)...250 {
            var history = RandomHistory(seed: seed)
            var book = MessageBook()
            for _ in 0..<150 {
                let step = history.step()
                book.take(step.events, at: step.at, told: Told.random)
            }
            for message in book.messages {
                for audience in message.audiences.all {
                    let wording = MessageWording(message)
                    let row = Catalogue.messages.first {
                        $0.wording == wording && $0.audience == audience
                    }!
                    for (language, template) in [
                        (Language.english, row.english), (.chinese, row.chinese),
                    ] {
                        let text = Catalogue.text(
                            of: message, to: audience, in: language, at: zone)
                        guard let found = MessageTextTests.values(in: text, by: template) else {
                            Issue.record("\(text): not by \(template)")
                            continue
                        }
                        for (code, value) in found {
                            let slot = MessageSlot.allCases.first { $0.code == code }!
                            let wanted = message.slots[slot].map {
                                Catalogue.words(slot, $0, message.slots.currency, at: zone)
                            }
                            if value != wanted { Issue.record("\(text): \(code)") }
                        }
                    }
                    seen.insert("\(row.wording) \(audience)")
                }
            }
        }
        let missed = Set(Catalogue.messages.map { "\($0.wording) \($0.audience)" })
            .subtracting(seen)
        #expect(missed.isSubset(of: ["slaBreached staff"]))
    }

    /// What a text has where its template has words in braces; nil if it is not made by it.
    private static func values(in text: String, by template: String) -> [(String, String)]? {
        var rest = text[...]
        var found: [(String, String)] = []
        var parts = template.split(separator: "{", omittingEmptySubsequences: false)
        let first = parts.removeFirst()
        guard rest.hasPrefix(first) else { return nil }
        rest = rest.dropFirst(first.count)
        for (index, part) in parts.enumerated() {
            let pair = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return nil }
            // An amount has a full stop in it: the last words are those at the end.
            if index == parts.count - 1 {
                guard rest.hasSuffix(pair[1]) else { return nil }
                found.append((String(pair[0]), String(rest.dropLast(pair[1].count))))
                return found
            }
            guard let end = rest.firstRange(of: pair[1]) else { return nil }
            found.append((String(pair[0]), String(rest[..<end.lowerBound])))
            rest = rest[end.upperBound...]
        }
        return rest.isEmpty ? found : nil
    }
}
