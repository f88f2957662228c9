import SluiceCore

/// The catalogue: the sentences of explanations, of what is and what happened. Places are in braces.
extension Catalogue {
    static let whatSentences: [CatalogueRow<Sentence>] = [
        CatalogueRow(
            .reserved,
            consumer: .own(
                "{amount} of your credit is reserved while the purchase is checked.",
                "您的额度中已预留{amount}，本次支付正在核验。"),
            merchant: .own(
                "{amount} is reserved; the lender has not answered yet.",
                "已预留{amount}，等待贷款机构答复。"),
            staff: .own(
                "{amount} is reserved while the purchase is under review.",
                "已预留{amount}，该笔交易正在核验。")),
        CatalogueRow(
            .locked,
            consumer: .own(
                "{amount} of your credit is locked for this order.", "您的额度中有{amount}因本订单锁定。"),
            others: .own("{amount} is locked for this order.", "本订单锁定{amount}。")),
        CatalogueRow(
            .billed,
            consumer: .own(
                "{amount} was billed; it did not come back to your limit.",
                "{amount}已转为账单，未退回额度。"),
            merchant: .own("{amount} was billed and is payable to you.", "{amount}已转为账单，应付贵方。"),
            staff: .own("{amount} was billed.", "{amount}已转为账单。")),
        CatalogueRow(
            .unlocked,
            consumer: .own(
                "{amount} was unlocked and came back to your limit.", "{amount}已解锁并退回额度。"),
            merchant: .own("{amount} went back to the consumer.", "{amount}已退回消费者。"),
            staff: .own("{amount} was unlocked and came back.", "{amount}已解锁并退回额度。")),
        CatalogueRow(
            .returned,
            consumer: .own("{amount} came back to your limit.", "{amount}已退回额度。"),
            merchant: .own("{amount} went back to the consumer.", "{amount}已退回消费者。"),
            staff: .own("{amount} came back.", "{amount}已退回额度。")),
        CatalogueRow(
            .refunded,
            consumer: .own("{amount} of what was billed was refunded.", "已转为账单的金额中，{amount}已退款。"),
            others: .own("{amount} was refunded.", "{amount}已退款。")),
        CatalogueRow(
            .declined,
            consumer: .own(
                "The purchase of {amount} was declined; nothing is locked.",
                "{amount}的支付未获批准，未锁定额度。"),
            others: .own("The purchase of {amount} was declined.", "{amount}的支付未获批准。")),
        CatalogueRow(
            .split, "The lock became locks of other orders.", "该笔锁定已拆分到其他订单。"),
        CatalogueRow(.why, "Why: {cause}", "原因：{cause}"),
        CatalogueRow(.heldUp, "Since {time}: {cause}", "自{time}起：{cause}"),
        CatalogueRow(.began, "It began at {time}.", "始于{time}。"),
        CatalogueRow(.ended, "It ended at {time}.", "已于{time}结束。"),
    ]

    static let factSentences: [CatalogueRow<Sentence>] = [
        CatalogueRow(.fact, "{time}, told by {actor}: {fact}", "{time}，{actor}告知：{fact}"),
        CatalogueRow(
            .pulledFact, "{time}, as {actor} said when asked: {fact}",
            "{time}，经询问{actor}答复：{fact}"),
        CatalogueRow(
            .reservedAt, "{time}: {amount} reserved. {cause}", "{time}：预留{amount}。{cause}"),
        CatalogueRow(.lockedAt, "{time}: {amount} locked. {cause}", "{time}：锁定{amount}。{cause}"),
        CatalogueRow(
            .declinedAt, "{time}: {amount} declined. {cause}", "{time}：{amount}未获批准。{cause}"),
        CatalogueRow(.billedAt, "{time}: {amount} billed. {cause}", "{time}：{amount}转为账单。{cause}"),
        CatalogueRow(
            .returnedAt, "{time}: {amount} returned. {cause}", "{time}：{amount}退回额度。{cause}"),
        CatalogueRow(.addedAt, "{time}: {amount} added. {cause}", "{time}：增加{amount}。{cause}"),
        CatalogueRow(
            .refundedAt, "{time}: {amount} refunded. {cause}", "{time}：退款{amount}。{cause}"),
        CatalogueRow(
            .splitAt, "{time}: {amount} went to other orders. {cause}",
            "{time}：{amount}拆分到其他订单。{cause}"),
        CatalogueRow(
            .correctedAt, "{time}: {amount} corrected. {cause}", "{time}：更正{amount}。{cause}"),
        CatalogueRow(
            .billedLateAt, "{time}: {amount} asked for after the end. {cause}",
            "{time}：锁定结束后请款{amount}。{cause}"),
        CatalogueRow(.changedAt, "{time}: {cause}", "{time}：{cause}"),
        CatalogueRow(
            .movedAt, "{time}: the end moved to {until}. {cause}", "{time}：期限改为{until}。{cause}"),
        CatalogueRow(
            .toldAt, "{time}: the end was told to come by {until} at the latest.",
            "{time}：告知最晚{until}结束。"),
        CatalogueRow(.keptTold, "It ended by the time that was told, {until}.", "未晚于告知的时间{until}。"),
        CatalogueRow(
            .missedTold, "It ended later than was told, {until}.", "晚于告知的时间{until}。"),
        CatalogueRow(
            .availableRose,
            consumer: .own("What you can spend rose by {amount}.", "您的可用额度增加{amount}。"),
            others: .own("Available rose by {amount}.", "可用额度增加{amount}。")),
        CatalogueRow(
            .lineCut,
            consumer: .own(
                "What you can spend rose by {amount} only: your limit changed at {time}. {cause}",
                "您的可用额度只增加{amount}：授信额度已于{time}调整。{cause}"),
            others: .own(
                "Available rose by {amount} only: the limit changed at {time}. {cause}",
                "可用额度只增加{amount}：授信额度已于{time}调整。{cause}")),
        CatalogueRow(
            .lineUsed,
            consumer: .own(
                "What you can spend rose by {amount} only: more is used than your limit.",
                "您的可用额度只增加{amount}：已用与锁定的额度超过授信额度。"),
            others: .own(
                "Available rose by {amount} only: more is used than the limit.",
                "可用额度只增加{amount}：已用与锁定的额度超过授信额度。")),
    ]
}
