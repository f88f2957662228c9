import SluiceCore

/// The catalogue: the sentences of explanations, of what comes next and what the reader can do.
extension Catalogue {
    static let nextSentences: [CatalogueRow<Sentence>] = [
        CatalogueRow(
            .awaited, "Next step, {actor}: {action}, by {time}.", "下一步，{actor}：{action}，不迟于{time}。"),
        CatalogueRow(.nothingAwaited, "Nothing is awaited any more.", "无需再等待。"),
        CatalogueRow(
            .likely, "It likely ends by {time}, and by {until} at the latest.",
            "预计{time}前结束，最晚{until}。"),
        CatalogueRow(
            .queued, "The return waits its turn, until {time} at the latest.", "退回正在排队，最晚{time}完成。"),
        CatalogueRow(
            .thenDeclined,
            "Without an answer by {time} the purchase is declined and {amount} is free again.",
            "若{time}前没有结果，本次支付不予批准，{amount}恢复可用。"),
        CatalogueRow(
            .thenChecked,
            consumer: .own(
                "Unless it is decided by {time}, {amount} is returned, by {until} at the latest.",
                "若{time}前未作决定，{amount}将退回额度，最晚{until}。"),
            merchant: .own(
                "Unless it is decided by {time}, {amount} is returned, by {until} at the latest.",
                "若{time}前未作决定，{amount}将退回额度，最晚{until}。"),
            staff: .own(
                "No decision by {time}: {amount} is returned, by {until} at the latest.",
                "{time}前无决定：{amount}退回额度，最晚{until}。")),
        CatalogueRow(
            .thenReturned,
            "If nothing more is heard, {amount} is returned by {time} at the latest.",
            "若再无消息，{amount}最晚于{time}退回额度。"),
        CatalogueRow(
            .endsBilled, "Billed, not returned, once this is told: {fact}",
            "收到以下消息后转为账单，不退回额度：{fact}"),
        CatalogueRow(
            .endsReturned, "Returned at {time}, or at once when this is told: {fact}",
            "于{time}退回额度，收到以下消息则即时退回：{fact}"),
    ]

    static let canSentences: [CatalogueRow<Sentence>] = [
        CatalogueRow(
            .askShop, "If you no longer want the order, ask the shop to cancel it.",
            "如不再需要该订单，请联系商家取消。"),
        CatalogueRow(.askRelease, "You can ask for the credit to be returned.", "您可以申请退回额度。"),
        CatalogueRow(
            .confirmInApp, "You can end the check now: confirm in the lender's app by {time}.",
            "您可立即结束核验：请于{time}前在贷款机构应用内确认。"),
        CatalogueRow(.askPerson, "You can ask a person at the lender to look at it.", "您可以申请人工复核。"),
        CatalogueRow(.payOtherwise, "You can pay in another way.", "您可以选择其他支付方式。"),
        CatalogueRow(
            .returnGoods, "To return goods, ask the shop; the refund lowers your bill.",
            "如需退货，请联系商家；退款将冲减账单。"),
        CatalogueRow(
            .shipBy, "Ship before {time}: until then the amount is promised to you.",
            "请在{time}前发货：此前该金额对贵方有保证。"),
        CatalogueRow(.extend, "You can ask for more time, until {until}.", "贵方可申请延长，最晚至{until}。"),
        CatalogueRow(.giveUp, "If you will not ship, give the lock up.", "如不发货，请放弃锁定。"),
        CatalogueRow(.doNotShip, "Do not ship: nothing is locked for you.", "请勿发货：没有为贵方锁定的金额。"),
        CatalogueRow(.decideReview, "A reviewer can decide it now.", "核验人员现在可以决定。"),
        CatalogueRow(
            .liftFreeze, "The freeze is to be looked at again by {time}.", "冻结须在{time}前复核。"),
        CatalogueRow(.askMerchant, "The merchant can be asked for the order.", "可以向商家查询该订单。"),
        CatalogueRow(
            .releaseAfter, "Without the merchant's word it is returned from {time} on only.",
            "没有商家的意见，{time}之后方可退回。"),
    ]

    public static let sentences = whatSentences + factSentences + nextSentences + canSentences

    static let parties: [CatalogueRow<Party>] = [
        CatalogueRow(
            .consumer, consumer: .own("you", "您"), others: .own("the consumer", "消费者")),
        CatalogueRow(
            .merchant, consumer: .own("the shop", "商家"), merchant: .own("you", "贵方"),
            staff: .own("the merchant", "商家")),
        CatalogueRow(.lender, "the lender", "贷款机构"),
        CatalogueRow(.authority, "the authority", "有权机关"),
        CatalogueRow(.engine, "the system", "系统"),
    ]

    static let nextActions: [CatalogueRow<NextAction>] = [
        CatalogueRow(.ship, "ship the order", "发货"),
        CatalogueRow(.deliver, "deliver the order", "送达订单"),
        CatalogueRow(.complete, "complete the order", "完成订单"),
        CatalogueRow(.review, "answer the purchase", "答复本次支付"),
        CatalogueRow(.decide, "decide on the return", "决定是否退回"),
        CatalogueRow(.resolve, "find out the result", "确认付款结果"),
        CatalogueRow(.liftFreeze, "lift the freeze", "解除冻结"),
        CatalogueRow(.judge, "check the return of credit", "核验额度退回"),
    ]

    static let orderFacts: [CatalogueRow<FactKind>] = [
        CatalogueRow(.created, "The order was made.", "订单已创建。"),
        CatalogueRow(.paid, "The order was paid for.", "订单已支付。"),
        CatalogueRow(.lineShipped, "Part of the order was shipped.", "订单部分发货。"),
        CatalogueRow(.shipped, "The order was shipped.", "订单已发货。"),
        CatalogueRow(.lineCancelled, "Part of the order was cancelled.", "订单部分取消。"),
        CatalogueRow(.cancelled, "The order was cancelled.", "订单已取消。"),
        CatalogueRow(.delivered, "The order was delivered.", "订单已送达。"),
        CatalogueRow(.completed, "The order was completed.", "订单已完成。"),
        CatalogueRow(.returnRequested, "A return was asked for.", "已申请退货。"),
        CatalogueRow(.returnShipped, "The goods were sent back.", "退货已寄出。"),
        CatalogueRow(.returnReceived, "The goods came back.", "退货已收到。"),
        CatalogueRow(.priceAdjusted, "The price was changed.", "价格已调整。"),
        CatalogueRow(.closed, "The order was closed.", "订单已关闭。"),
    ]

    /// What time was spent on. A review, a queue, a freeze and our own lateness are one to the merchant.
    static let lockCauses: [CatalogueRow<LockCause>] = [
        CatalogueRow(
            .order, consumer: .own("Waiting for the shop.", "等待商家。"),
            merchant: .own("Waiting for you.", "等待贵方。"),
            staff: .own("Waiting for the order.", "等待订单。")),
        CatalogueRow(
            .payer, consumer: .own("Waiting for you to confirm.", "等待您确认。"),
            merchant: .shared(.lenderTime), staff: .own("Waiting for the payer.", "等待付款人。")),
        CatalogueRow(
            .placementReview, consumer: .own("The purchase was checked.", "核验支付。"),
            merchant: .shared(.lenderTime), staff: .own("Placement review.", "支付核验。")),
        CatalogueRow(
            .unlockReview, consumer: .own("The return was checked.", "核验退回。"),
            merchant: .shared(.lenderTime), staff: .own("Unlock review.", "解锁核验。")),
        CatalogueRow(
            .queue, consumer: .own("Waiting its turn.", "排队。"), merchant: .shared(.lenderTime),
            staff: .own("Queue.", "排队。")),
        CatalogueRow(
            .outside, consumer: .own("Waiting for another system.", "等待外部系统。"),
            merchant: .own("Waiting for another system.", "等待外部系统。"),
            staff: .own("Another system.", "外部系统。")),
        CatalogueRow(
            .law, consumer: .shared(.lenderTime), merchant: .shared(.lenderTime),
            staff: .own("Frozen by an authority.", "依法冻结。")),
        CatalogueRow(
            .ourselves, consumer: .shared(.lenderTime), merchant: .shared(.lenderTime),
            staff: .own("Done late by ourselves.", "本系统延误。")),
    ]

    public static func said(_ sentence: Sentence, to audience: Audience) -> Said {
        said(sentence, sentenceRows, to: audience, code: sentence.rawValue)
    }

    public static func said(_ party: Party, to audience: Audience) -> Said {
        said(party, partyRows, to: audience, code: party.rawValue)
    }

    public static func said(_ action: NextAction, to audience: Audience) -> Said {
        said(action, actionRows, to: audience, code: action.rawValue)
    }

    public static func said(_ fact: FactKind, to audience: Audience) -> Said {
        said(fact, factRows, to: audience, code: fact.code)
    }

    public static func said(_ cause: LockCause, to audience: Audience) -> Said {
        said(cause, lockCauseRows, to: audience, code: cause.code)
    }

    private static let sentenceRows = rows(sentences)
    private static let partyRows = rows(parties)
    private static let actionRows = rows(nextActions)
    private static let factRows = rows(orderFacts)
    private static let lockCauseRows = rows(lockCauses)

    private static func said<Subject: Hashable>(
        _ subject: Subject, _ rows: [Subject: CatalogueRow<Subject>], to audience: Audience,
        code: String
    ) -> Said {
        guard let row = rows[subject] else { preconditionFailure("\(subject) has no row") }
        return row.said(to: audience, code: code)
    }
}
