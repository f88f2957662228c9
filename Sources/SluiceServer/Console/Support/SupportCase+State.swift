import SluiceAPI
import SluiceCore
import SluiceEngine

/// The right half of the page: what is locked, billed and returned, and until when.
extension SupportCase {
    static func bar(
        _ hold: HoldDocument, _ words: PageWords
    ) -> (parts: [SumModel.Part], spoken: String) {
        let amounts = hold.amounts
        let back = Money(minor: amounts.released.minor + amounts.expired.minor)
        let parts = SumModel.parts([
            ("locked", amounts.open), ("used", amounts.captured), ("available", back),
        ])
        let spoken = [
            (ConsoleText.stateOpen, amounts.open), (.stateBilled, amounts.captured),
            (.stateBack, back),
        ].map { words.text($0.0) + " " + words.amount($0.1, hold.currency) }
        return (parts, spoken.joined(separator: ", "))
    }

    static func facts(_ lock: AccountStanding.Lock, _ words: PageWords) -> [Fact] {
        let hold = lock.source.hold
        func amount(_ money: Money) -> String { words.amount(money, hold.currency) }
        var facts = [
            Fact(name: words.text(.stateStatus), value: words.text(ConsoleText(hold.status))),
            Fact(name: words.text(.stateOpen), value: amount(hold.amounts.open)),
            Fact(name: words.text(.stateBilled), value: amount(hold.amounts.captured)),
            Fact(
                name: words.text(.stateBack),
                value: amount(
                    Money(minor: hold.amounts.released.minor + hold.amounts.expired.minor))),
        ]
        if hold.status.isOpen {
            facts += [
                Fact(name: words.text(.stateEnds), value: words.moment(hold.expiresAt)),
                Fact(
                    name: words.text(.statePromised), value: words.moment(hold.guaranteedUntil)),
            ]
        }
        facts.append(Fact(name: words.text(.statePolicy), value: "\(hold.policyVersion)"))
        facts += hold.overlays.map(\.overlay).map { overlay in
            Fact(
                name: words.text(.stateOverlays),
                value: words.text(ConsoleText(overlay.kind)) + " · "
                    + words.text(.stateUntil, ["time": words.moment(overlay.until)]))
        }
        for state in lock.order?.returns.map(\.state) ?? [] {
            let until =
                state.isOpen
                ? " · " + words.text(.stateUntil, ["time": words.moment(state.dueAt)]) : ""
            facts.append(
                Fact(
                    name: words.text(.returns),
                    value: amount(state.amount) + " · " + words.text(ConsoleText(state.stage))
                        + until))
        }
        facts += (lock.order?.breaks ?? []).map {
            Fact(name: words.text(.breaks), value: $0.kind.code)
        }
        return facts
    }
}
