import SluiceAPI
import SluiceCore
import SluiceEngine

/// One lock as its merchant sees it: why it is as it is, and what the merchant may do. Members are those
/// the templates name.
struct MerchantHoldPage: Sendable {
    /// What a form did.
    enum Done: String, Sendable {
        case extended
        case released

        var text: ConsoleText {
            switch self {
            case .extended: .extendedDone
            case .released: .releasedDone
            }
        }

        /// Whether it is so: an address alone proves nothing.
        func isTrue(of source: ExplanationSource) -> Bool {
            switch self {
            case .extended: source.steps.contains { $0.kind == .extended }
            case .released: source.hold.amounts.released.isPositive
            }
        }
    }

    struct Choice: Sendable {
        var code: String
        var word: String
    }

    /// The form that extends.
    struct Extension: Sendable {
        var extendAction: String
        var extendOperation: String
        var untils: [Choice]
        var extendReasons: [Choice]
        var extendThen: String
    }

    /// The form that gives back.
    struct Release: Sendable {
        var releaseAction: String
        var releaseOperation: String
        var releaseChoices: [Choice]
        var releaseThen: String
        var releaseWord: String
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var live: LiveLine
    var stale: String?
    var backHref: String
    var heading: String
    var done: String?
    var fault: String?
    var barSpoken: String
    var bar: [SumModel.Part]
    var facts: [SupportCase.Fact]
    var topics: [TopicOfPage]
    var extend: Extension?
    var release: Release?
    /// Why there is nothing to do here; nil where there is.
    var idle: String?

    /// What a merchant extends for on its page, and what it gives credit back for.
    static let extensionReasons: [Reason] = [.shippingDelay, .stockDelay, .preorder]
    static let releaseReasons: [Reason] = [.outOfStock, .orderCancelled, .merchantVoid]

    init(
        _ lock: AccountStanding.Lock, at place: MerchantPlace, mayAct: Bool, done: Done?,
        _ bar: StaffBar, position: EventPosition, _ words: PageWords
    ) {
        let hold = lock.source.hold
        heading = words.text(.orderNumber, ["number": hold.number])
        frame = Frame(heading, words, scripts: [.live])
        t = words.texts
        staff = bar
        live = LiveLine(
            stream: place.path("/events"),
            fragment: place.path(hold: hold.id, "", [("fragment", "body")]),
            after: position.text, asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]),
            pause: 1_000)
        stale = lock.stale.map { words.text($0) }
        backHref = place.path()
        if let done, done.isTrue(of: lock.source) { self.done = words.text(done.text) }
        (self.bar, barSpoken) = SupportCase.bar(hold, words)
        facts = MerchantHoldPage.facts(hold, words)
        topics = TopicOfPage.all(
            Explanation(lock.source, for: .merchant), words.smith(.merchant, hold.currency),
            words)
        if mayAct, hold.status.isLive {
            extend = MerchantHoldPage.extend(hold, at: place, words)
            release = MerchantHoldPage.release(hold, at: place, words)
        } else {
            idle = words.text(place.isOwn ? .merchantIdle : .merchantLooked)
        }
    }

    private static func facts(_ hold: HoldDocument, _ words: PageWords) -> [SupportCase.Fact] {
        func amount(_ minor: Int64) -> String {
            words.amount(Money(minor: minor), hold.currency)
        }
        let amounts = hold.amounts
        var rows: [(ConsoleText, String)] = [
            (.stateStatus, words.text(ConsoleText(hold.status))),
            (.stateOpen, amount(amounts.open.minor)),
            (.stateBilled, amount(amounts.captured.minor)),
            (.stateBack, amount(amounts.released.minor + amounts.expired.minor)),
            (.columnRefunded, amount(amounts.refunded.minor)),
            (.columnBegan, words.moment(hold.placedAt)),
        ]
        if hold.status.isOpen {
            let until = hold.guaranteedUntil
            rows += [
                (.columnPromised, words.moment(until) + " · " + words.away(until)),
                (.stateEnds, words.moment(hold.expiresAt)),
            ]
        } else {
            rows.append((.endedTitle, words.moment(hold.endedAt)))
        }
        return rows.map { SupportCase.Fact(name: words.text($0.0), value: $0.1) }
    }

    /// nil where it can be extended no further.
    private static func extend(
        _ hold: HoldDocument, at place: MerchantPlace, _ words: PageWords
    ) -> Extension? {
        let latest = hold.extendableUntil
        var ends = ConsoleLimits.extensionDays.map {
            hold.expiresAt.adding(spanNs: $0 * Span.dayNs)
        }.filter { $0 < latest }
        if latest > hold.expiresAt { ends.append(latest) }
        guard !ends.isEmpty else { return nil }
        return Extension(
            extendAction: place.path(hold: hold.id, "/extend"),
            extendOperation: Visit.current.operation("extend", at: hold.sequence),
            untils: ends.map { end in
                Choice(
                    code: words.machine(end),
                    word: words.text(
                        .extendChoice,
                        [
                            "time": words.moment(end),
                            "span": words.span(ns: end.ns - hold.expiresAt.ns),
                        ]))
            },
            extendReasons: choices(extensionReasons, words),
            extendThen: words.text(.extendThen, ["time": words.moment(latest)]))
    }

    private static func release(
        _ hold: HoldDocument, at place: MerchantPlace, _ words: PageWords
    ) -> Release {
        let amount = words.amount(hold.amounts.open, hold.currency)
        return Release(
            releaseAction: place.path(hold: hold.id, "/release"),
            releaseOperation: Visit.current.operation("release", at: hold.sequence),
            releaseChoices: choices(releaseReasons, words),
            releaseThen: words.text(.giveBackThen, ["amount": amount]),
            releaseWord: words.text(.giveBack, ["amount": amount]))
    }

    private static func choices(_ reasons: [Reason], _ words: PageWords) -> [Choice] {
        reasons.map {
            Choice(code: $0.code, word: words.said(Catalogue.said($0, to: .merchant)))
        }
    }
}
