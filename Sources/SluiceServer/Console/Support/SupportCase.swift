import SluiceAPI
import SluiceCore
import SluiceEngine

/// A lock as it answers a call: what to say, what was told, what may not be said, what is next. Members
/// are those the template names.
struct SupportCase: Sendable {
    struct Told: Sendable {
        var when: String
        /// Whether it was read; nil for what nobody can say so of.
        var seen: String?
        /// Whether it was kept; nil for what promises nothing.
        var verdict: Verdict?
        var toldText: String
    }

    /// What became of what was told.
    struct Verdict: Sendable {
        var tone: String
        var icon: String
        var word: String
    }

    struct Step: Sendable {
        var text: String
        var source: String
    }

    struct Fact: Sendable {
        var name: String
        var value: String
    }

    struct Choice: Sendable {
        var code: String
        var word: String
    }

    var caseTitle: String
    var merchantName: String
    var holdName: String
    var sayChinese: [String]
    var sayEnglish: [String]
    var hasTold: Bool
    var told: [Told]
    var mayNot: [String]
    var nextText: String
    var nextTone: String
    var nextIcon: String
    var nextClock: String
    var mayNudge: Bool
    var nudgeThen: String
    var history: [Step]
    var barSpoken: String
    var bar: [SumModel.Part]
    var facts: [Fact]
    var related: SupportRelated
    var mayRelease: Bool
    var operation: String
    var reasons: [Choice]
    var releaseThen: String

    /// - Parameter mayAsk: whether the merchant can be asked, and somebody may have it asked.
    init(
        _ lock: AccountStanding.Lock, letters: [KeptMessage], related: SupportRelated,
        answersWithinNs: Int64, mayAsk: Bool, _ words: PageWords
    ) {
        let hold = lock.source.hold
        let smith = words.smith(.staff, hold.currency)
        let explanation = Explanation(lock.source, for: .staff)
        caseTitle = words.text(
            .lockTitle, ["number": hold.number, "merchant": hold.merchant])
        merchantName = hold.merchant
        holdName = hold.id
        sayChinese = SupportCase.say(lock, words.inLanguage(.chinese))
        sayEnglish = SupportCase.say(lock, words.inLanguage(.english))
        told = SupportCase.told(explanation, letters, smith, words)
        hasTold = !told.isEmpty
        mayNot = SupportCase.mayNot(lock, words)
        let next = explanation.statements.first {
            $0.sentence == .awaited || $0.sentence == .nothingAwaited
        }
        nextText = next.map(smith.text) ?? ""
        let clockOfNext = NextClock(hold, words)
        (nextTone, nextIcon, nextClock) = (clockOfNext.tone, clockOfNext.icon, clockOfNext.text)
        mayNudge = mayAsk && hold.status.isLive
        nudgeThen = SupportCase.nudgeThen(lock, words)
        history = explanation.statements.filter { $0.sentence.topic == .facts }.map {
            Step(text: smith.text($0), source: SupportCase.source($0, words))
        }
        (bar, barSpoken) = SupportCase.bar(hold, words)
        facts = SupportCase.facts(lock, words)
        self.related = related
        mayRelease = hold.status.isLive && !hold.isAskedFor
        operation = Visit.current.operation("support", at: hold.sequence)
        reasons = [Reason.customerRequest, .opsManual].map {
            Choice(code: $0.code, word: words.said(Catalogue.said($0, to: .staff)))
        }
        releaseThen = words.text(
            .actionReleaseThen,
            [
                "amount": words.amount(hold.amounts.open, hold.currency),
                "time": words.moment(
                    min(words.now.adding(spanNs: answersWithinNs), hold.expiresAt)),
            ])
    }

    /// Three sentences to read aloud, which tell the caller no more than its own page does.
    private static func say(_ lock: AccountStanding.Lock, _ words: PageWords) -> [String] {
        let hold = lock.source.hold
        let explanation = Explanation(lock.source, for: .consumer)
        let smith = words.smith(.consumer, hold.currency)
        let what = words.paragraph(
            explanation.statements.filter { $0.sentence.topic == .what }.map(smith.text))
        guard hold.status.isOpen else {
            let rest = explanation.statements.filter {
                [.why, .availableRose, .lineCut, .lineUsed].contains($0.sentence)
            }
            return [what] + rest.prefix(2).map(smith.text)
        }
        let card = LockCard(lock: lock, words: words).card
        let likely = card.likely.map { words.text(.likelyBy) + " " + $0 }
        return [what, card.said]
            + [likely, card.latestText].compactMap(\.self).map(words.sentence)
    }

    private static func mayNot(_ lock: AccountStanding.Lock, _ words: PageWords) -> [String] {
        let hold = lock.source.hold
        let kinds = Set(hold.overlays.map(\.overlay.kind))
        var told: [String] = []
        if hold.amounts.captured.isPositive { told.append(words.text(.mayNotUnlocked)) }
        if kinds.contains(.legalFreeze) { told.append(words.text(.mayNotFreeze)) }
        if hold.status.isOpen {
            told.append(words.text(.mayNotEarlier, ["time": words.moment(hold.expiresAt)]))
        }
        if (lock.order?.holds.count ?? 0) > 1 { told.append(words.text(.mayNotOthers)) }
        return told + [words.text(.mayNotRisk)]
    }

    /// What comes of asking the merchant now, and when it would be asked without that.
    private static func nudgeThen(_ lock: AccountStanding.Lock, _ words: PageWords) -> String {
        let planned = lock.nextPullAt.map {
            words.text(.nudgePlanned, ["time": words.moment($0)])
        }
        return words.paragraph([words.text(.nudgeThen), planned].compactMap(\.self))
    }

    private static func source(_ statement: Statement, _ words: PageWords) -> String {
        let policy = statement.policyVersion.map { "\(words.text(.statePolicy)) \($0)" }
        return [words.source(statement.source, to: .staff), policy].compactMap(\.self)
            .joined(separator: " · ")
    }
}

/// What remains until the next step is due.
private struct NextClock {
    var tone = ""
    var icon = "–"
    var text: String

    init(_ hold: HoldDocument, _ words: PageWords) {
        guard hold.status.isOpen else {
            text = words.text(.endedAt, ["time": words.moment(hold.endedAt)])
            return
        }
        let due = hold.next(for: .staff).dueAt
        let left = due.ns - words.now.ns
        guard left > 0 else {
            (tone, icon) = ("bad", "×")
            text = words.text(.nextPast, ["time": words.moment(due)])
            return
        }
        (tone, icon) = left < Span.dayNs ? ("watch", "!") : ("good", "✓")
        text = words.text(.nextBy, ["time": words.moment(due), "span": words.span(ns: left)])
    }
}
