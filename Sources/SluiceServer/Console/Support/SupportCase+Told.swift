import SluiceAPI
import SluiceCore
import SluiceEngine

/// What was told about a lock, and whether it was kept.
extension SupportCase {
    /// What the consumer was told of when it ends, the newest first, and what it was sent.
    static func told(
        _ explanation: Explanation, _ letters: [KeptMessage], _ smith: Wordsmith,
        _ words: PageWords
    ) -> [Told] {
        let promises = explanation.statements.filter {
            [.toldAt, .keptTold, .missedTold].contains($0.sentence)
        }
        // The newest is what counts: nobody holds to what was told before it.
        let counts = promises.last { $0.sentence == .toldAt }?.slots.time
        return promises.reversed().map { promise in
            Told(
                when: promise.slots.time.map(words.short) ?? "", seen: nil,
                verdict: verdict(
                    on: promise, isOpen: explanation.source.hold.status.isOpen,
                    isNewest: promise.slots.time == counts, words),
                toldText: smith.text(promise))
        }
            + letters.map { letter in
                Told(
                    when: words.short(letter.message.time),
                    seen: words.text(letter.readAt == nil ? .toldUnread : .toldRead),
                    verdict: nil,
                    toldText: words.text(letter.message))
            }
    }

    private static func verdict(
        on promise: Statement, isOpen: Bool, isNewest: Bool, _ words: PageWords
    ) -> Verdict? {
        let missed = Verdict(tone: "bad", icon: "×", word: words.text(.toldMissed))
        switch promise.sentence {
        case .keptTold: return Verdict(tone: "good", icon: "✓", word: words.text(.toldKept))
        case .missedTold: return missed
        default:
            guard isOpen, isNewest, let until = promise.slots.until else { return nil }
            return until < words.now
                ? missed : Verdict(tone: "", icon: "●", word: words.text(.toldStands))
        }
    }
}
