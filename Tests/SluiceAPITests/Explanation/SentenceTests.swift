import SluiceAPI
import SluiceCore
import Testing

/// The sentences of explanations as a table.
@Suite("sentences of explanations")
struct SentenceTests {
    @Test("every sentence, party, action, fact and cause has one row")
    func complete() {
        #expect(Set(Catalogue.sentences.map(\.subject)) == Set(Sentence.allCases))
        #expect(Catalogue.sentences.count == Sentence.allCases.count)
        for audience in Audience.allCases {
            for language in Language.allCases {
                func texts<Subject>(
                    _ all: [Subject], _ said: (Subject, Audience) -> Said
                ) -> [String] {
                    all.map { said($0, audience).text(in: language) }
                }
                for words in [
                    texts(Party.allCases, Catalogue.said),
                    texts(NextAction.allCases, Catalogue.said),
                    texts(FactKind.allCases, Catalogue.said),
                ] {
                    #expect(Set(words).count == words.count, "two say the same: \(words)")
                }
                #expect(!texts(LockCause.allCases, Catalogue.said).contains(""))
            }
        }
    }

    @Test("both languages of a sentence have the same places, and so for every audience")
    func places() {
        func places(_ text: String) -> [String] {
            text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map {
                String($0.prefix { $0 != "}" })
            }.sorted()
        }
        for sentence in Sentence.allCases {
            let wanted = places(Catalogue.said(sentence, to: .staff).english)
            #expect(wanted.allSatisfy { SlotName(rawValue: $0) != nil }, "\(sentence)")
            for audience in Audience.allCases {
                let said = Catalogue.said(sentence, to: audience)
                #expect(places(said.english) == wanted, "\(sentence) \(audience)")
                #expect(places(said.chinese) == wanted, "\(sentence) \(audience)")
                // The earlier of two times goes first, so that they are not taken for each other.
                for text in [said.english, said.chinese] where wanted.contains("until") {
                    guard let time = text.firstRange(of: "{time}"),
                        let until = text.firstRange(of: "{until}")
                    else { continue }
                    #expect(time.lowerBound < until.lowerBound, "\(sentence) \(audience)")
                }
            }
        }
    }

    @Test(
        "a time is told in the zone, to the minute",
        arguments: [
            (0, 0, "1970-01-01 00:00 +00:00"), (59_999, 28_800, "1970-01-01 08:00 +08:00"),
            (86_400_000, -12_600, "1970-01-01 20:30 -03:30"),
        ])
    func times(ms: Int64, offsetSeconds: Int, text: String) {
        let clock = LocalClock { _ in offsetSeconds }
        #expect(clock.text(Instant(ns: ms * Span.millisecondNs)) == text)
    }
}
