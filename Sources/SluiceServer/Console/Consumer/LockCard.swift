import SluiceAPI
import SluiceCore
import SluiceEngine

/// Makes the card of an open lock.
struct LockCard {
    let lock: AccountStanding.Lock
    let words: PageWords

    private var hold: HoldDocument { lock.source.hold }
    private var next: HoldDocument.Next { hold.next(for: .consumer) }
    private var facts: [OrderDocument.Fact] { lock.source.facts }

    var card: CardModel {
        let flags = flags
        return CardModel(
            anchor: "h" + lock.key.hexadecimal, shop: hold.merchant,
            orderLabel: words.text(.orderNumber, ["number": hold.number]),
            amount: words.amount(hold.amounts.open, hold.currency), flags: flags, said: said,
            stops: stops, etaTone: lateness == nil ? "" : "watch",
            likely: likely.map(words.date), latestText: latest, whyHref: hold.consumerPath,
            whyWord: words.text(.whyLocked),
            askHref: mayAsk ? hold.consumerPath + "?ask=release#answer" : nil,
            rank: lock.source.confirmBy != nil ? .needsYou : lateness != nil ? .late : .other,
            endsAt: next.dueAt)
    }

    // MARK: What, and what then

    private var said: String {
        let hasShipped = facts.contains { $0.kind == .shipped && !$0.isParked }
        let text: ConsoleText =
            switch NextAction(rawValue: next.action) {
            case .ship: .saidShip
            case .deliver: hasShipped ? .saidDeliverShipped : .saidDeliver
            case .complete: .saidComplete
            case .review: .saidReview
            case .decide: .saidDecide
            case .judge: .saidJudge
            case .resolve: .saidResolve
            case .liftFreeze, nil: .saidOther
            }
        let billed = hold.amounts.captured
        guard billed.isPositive else { return words.text(text) }
        return words.paragraph([
            words.text(.saidPart, ["billed": words.amount(billed, hold.currency)]),
            words.text(text),
        ])
    }

    /// When it likely ends, while that is ahead and before its end.
    private var likely: Instant? {
        guard let expected = lock.source.expectation, expected.likelyAt > words.now,
            expected.likelyAt < hold.expiresAt
        else { return nil }
        return expected.likelyAt
    }

    private var latest: String {
        let (text, time): (ConsoleText, Instant) =
            switch NextAction(rawValue: next.action) {
            case .ship: (.latestShip, hold.expiresAt)
            case .deliver: (.latestDeliver, hold.expiresAt)
            case .complete: (.latestComplete, hold.expiresAt)
            case .review: (.latestReview, next.dueAt)
            case .decide, .judge: (.latestDecide, hold.expiresAt)
            case .resolve, .liftFreeze, nil: (.latestOther, hold.expiresAt)
            }
        return words.text(text, ["time": words.moment(time)])
    }

    private var mayAsk: Bool {
        hold.status.isLive && (lateness != nil || hold.guaranteedUntil <= words.now)
            && !hold.isAskedFor
    }

    // MARK: Flags

    /// By how much it is later than was told first; nil while it is not.
    private var lateness: (told: Instant, ns: Int64)? {
        guard let told = lock.source.told.first?.told.p80, words.now > told else { return nil }
        return (told, words.now.ns - told.ns)
    }

    private var flags: [CardModel.Flag] {
        var flags: [CardModel.Flag] = []
        if let until = lock.source.confirmBy {
            flags.append(
                CardModel.Flag(
                    tone: "watch", icon: "●", word: words.text(.flagNeedsYou),
                    flagText: words.text(.needsConfirm, ["time": words.moment(until)])))
        }
        if let lateness {
            let days = lateness.ns / Span.dayNs
            var sentences = [
                words.text(
                    days > 1 ? .lateBy : .lateByOne,
                    ["days": "\(days)", "told": words.date(lateness.told)])
            ]
            if let asks = lock.nextPullAt {
                sentences.append(words.text(.lateAsks, ["time": words.moment(asks)]))
            }
            flags.append(
                CardModel.Flag(
                    tone: "watch", icon: "!", word: words.text(.flagLate),
                    flagText: words.paragraph(sentences)))
        }
        if hold.isAskedFor {
            flags.append(
                CardModel.Flag(
                    tone: "", icon: "↩", word: words.text(.flagAsked), flagText: ""))
        }
        return flags
    }

    // MARK: Rail

    private var stops: [CardModel.Stop] {
        Rail(hold: hold, facts: facts, words: words).stops
    }
}

extension HoldDocument {
    /// Whether somebody asked for its return, and it waits.
    var isAskedFor: Bool {
        overlays.contains { $0.overlay.kind == .unlockReview || $0.overlay.kind == .releaseQueued }
    }
}
