import SluiceAPI
import SluiceCore
import SluiceEngine

/// Makes the card of a return of goods.
struct ReturnCard {
    let item: AccountStanding.Return
    let words: PageWords

    var card: CardModel {
        let hold = item.hold
        let state = item.state.state
        let isYours = state.stage == .goods
        var flags: [CardModel.Flag] = []
        if isYours {
            flags.append(
                CardModel.Flag(
                    tone: "watch", icon: "●", word: words.text(.flagNeedsYou),
                    flagText: words.text(.needsGoods, ["time": words.moment(state.dueAt)])))
        }
        return CardModel(
            anchor: "r" + state.key.hexadecimal, shop: hold.merchant,
            orderLabel: words.text(.orderNumber, ["number": hold.number]),
            amount: words.amount(state.rest, hold.currency), flags: flags,
            said: words.text(Self.said(state.stage)), stops: stops(state), etaTone: "", likely: nil,
            latestText: words.text(.latestReturn, ["time": words.moment(state.dueAt)]),
            whyHref: hold.consumerPath + "?ask=returned#answer", whyWord: words.text(.whatNext),
            askHref: nil, rank: isYours ? .needsYou : .other, endsAt: state.dueAt)
    }

    /// Whose step is next.
    static func said(_ stage: ReturnStage) -> ConsoleText {
        switch stage {
        case .goods: .saidReturnGoods
        case .inspection: .saidReturnInspection
        case .staff, .closed: .saidReturnStaff
        }
    }

    private func stops(_ state: ReturnCase) -> [CardModel.Stop] {
        let asked = CardModel.Stop(
            .done, .stopAsked, note: words.short(state.openedAt), words)
        let decides: (ConsoleText, ConsoleText) =
            state.stage == .staff
            ? (.stopDecided, .waitsLender) : (.stopInspected, .waitsShop)
        let isSent = state.stage != .goods
        return [
            asked,
            CardModel.Stop(
                isSent ? .done : .now, .stopSentBack, note: isSent ? nil : words.text(.waitsYou),
                words),
            CardModel.Stop(
                isSent ? .now : .ahead, decides.0, note: isSent ? words.text(decides.1) : nil,
                words),
            CardModel.Stop(.ahead, .stopRefunded, note: nil, words),
        ]
    }
}
