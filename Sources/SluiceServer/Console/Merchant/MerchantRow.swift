import SluiceAPI
import SluiceCore
import SluiceEngine

/// An order of a merchant's lists: since when, until when, and what is next. Members are those the
/// templates name.
struct MerchantRow: Sendable {
    var anchor: String
    var order: String
    /// nil where no lock of the order is known.
    var rowHref: String?
    var amount: String
    var since: String
    var due: String
    var tone: String
    var icon: String
    var clock: String
    var step: String
    /// Where it can be extended; nil where that is no use or not the viewer's.
    var extendHref: String?
}

extension MerchantRow {
    init(
        _ item: MerchantTaskView, of task: MerchantTask, at place: MerchantPlace,
        _ words: PageWords
    ) {
        let hold = item.hold
        let isLive = hold.status.isLive
        let name = Naming.text(hold.hold)
        anchor = "h" + hold.hold.key.hexadecimal
        order = Naming.text(hold.order)
        rowHref = place.path(hold: name)
        let back = hold.amounts.released.minor + hold.amounts.expired.minor
        amount = words.amount(
            isLive ? hold.amounts.open : Money(minor: back), hold.currency)
        since = words.short(hold.placedAt)
        let time = isLive ? hold.guaranteedUntil : hold.endedAt
        due = words.moment(time)
        switch task {
        case .ship: (tone, icon) = ("", "●")
        case .ending: (tone, icon) = ("watch", "!")
        case .over: (tone, icon) = ("bad", "×")
        }
        clock = words.away(time)
        step = MerchantRow.step(item, of: task, words)
        extendHref =
            place.isOwn && task != .ship && isLive && hold.extendableUntil > hold.expiresAt
            ? place.path(hold: name) + "#extend" : nil
    }

    init(
        _ item: MerchantFigures.Return, at place: MerchantPlace, _ words: PageWords
    ) {
        let state = item.view.state
        anchor = "r" + state.key.hexadecimal
        order = Naming.text(item.view.order)
        rowHref = item.hold.map { place.path(hold: Naming.text($0.hold)) }
        amount = words.amount(state.rest, item.view.currency)
        since = words.short(state.openedAt)
        due = words.moment(state.dueAt)
        (tone, icon) = state.dueAt.ns - words.now.ns < Span.dayNs ? ("watch", "!") : ("", "●")
        clock = words.away(state.dueAt)
        step = words.text(state.isReceived ? .stepInspect : .stepReceive)
    }

    private static func step(
        _ item: MerchantTaskView, of task: MerchantTask, _ words: PageWords
    ) -> String {
        let hold = item.hold
        guard hold.status.isLive else {
            let why = words.said(Catalogue.said(hold.reason, to: .merchant))
            return words.text(
                hold.status == .closed ? .stepNotTheRest : .stepDoNotShip, ["why": why])
        }
        guard task != .over else { return words.text(.stepPromiseOver) }
        if hold.overlays.contains(where: { $0.overlay.kind == .resultUnknown }) {
            return words.text(.stepResolve)
        }
        let text: ConsoleText =
            switch (hold.captureOn, item.progress) {
            case (.shipped, _): .stepShip
            case (.delivered, nil): .stepShipDelivers
            case (.delivered, _): .stepDeliver
            case (.completed, nil): .stepShipCompletes
            case (.completed, _): .stepComplete
            }
        return words.text(text)
    }
}

extension PageWords {
    /// How far a time is from now: `3 h left`, `2 d ago`, `just now`.
    func away(_ time: Instant) -> String {
        let ns = time.ns - now.ns
        if (-Span.minuteNs...0).contains(ns) { return text(.clockNow) }
        return text(ns > 0 ? .clockLeft : .clockAgo, ["span": span(ns: abs(ns))])
    }
}
