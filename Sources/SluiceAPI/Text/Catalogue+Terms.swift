import SluiceCore

/// The catalogue: what is told of the terms of a lock and of what stands over it.
extension Catalogue {
    static let termReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(.preorder, "The goods are pre-ordered.", "商品为预售。"),
        CatalogueRow(.shippingDelay, "The shipment is late.", "发货延迟。"),
        CatalogueRow(.stockDelay, "The goods are not in stock yet.", "商品尚未到货。"),
        CatalogueRow(
            .riskReviewStarted,
            consumer: .shared(.checkStarted),
            merchant: .shared(.waitsForLender),
            staff: .own("The release is under review.", "退回额度正在核验。")),
        CatalogueRow(
            .riskReviewCleared,
            consumer: .shared(.checkEnded),
            merchant: .shared(.lockStays),
            staff: .own("The review ended; the lock stays.", "核验结束，锁定保持不变。")),
        CatalogueRow(
            .riskReviewEscalated,
            consumer: .shared(.checkLonger),
            merchant: .shared(.waitsForLender),
            staff: .own("The review was escalated.", "核验已升级处理。")),
        CatalogueRow(
            .unlockDeferred,
            consumer: .shared(.checkLonger),
            merchant: .shared(.waitsForLender),
            staff: .own("The release waits for its time.", "退回额度已延后。")),
        CatalogueRow(.disputeOpened, "A dispute was opened.", "已发起争议。"),
        CatalogueRow(.disputeClosed, "The dispute was closed.", "争议已结束。"),
        CatalogueRow(
            .legalFreezeSet,
            consumer: .shared(.paused),
            merchant: .shared(.paused),
            staff: .own("Frozen by an authority.", "依法冻结。")),
        CatalogueRow(
            .legalFreezeLifted,
            consumer: .shared(.resumed),
            merchant: .shared(.resumed),
            staff: .own("The freeze was lifted.", "冻结已解除。")),
        CatalogueRow(
            .resultUnknown,
            consumer: .own("We are asking whether the payment went through.", "正在向外部系统确认付款结果。"),
            merchant: .own("The result of another system is not known.", "外部系统结果未知。"),
            staff: .own("The result of another system is not known.", "外部系统结果未知。")),
        CatalogueRow(
            .resultResolved,
            consumer: .own("The result of the payment is known now.", "付款结果已确认。"),
            merchant: .own("The result is known now.", "外部系统结果已确认。"),
            staff: .own("The result is known now.", "外部系统结果已确认。")),
        CatalogueRow(
            .shipOrExtend,
            consumer: .own("The shop was asked to ship or to take more time.", "已请商家发货或申请延长。"),
            merchant: .own("Please ship, or ask for more time.", "请发货或申请延长。"),
            staff: .own("The merchant was told to ship or extend.", "已通知商家发货或申请延长。")),
        CatalogueRow(
            .reviewExtended,
            consumer: .shared(.checkLonger),
            merchant: .shared(.waitsForLender),
            staff: .own("The review was given more time.", "核验时间已延长。")),
    ]

    static let gateReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(
            .unlockQueued,
            consumer: .own("We check this return of credit first.", "该笔额度退回需先核验。"),
            merchant: .shared(.waitsForLender),
            staff: .own("The release waits for a verdict.", "退回等待风险判定。")),
        CatalogueRow(
            .verdictGiven,
            consumer: .shared(.checkStarted),
            merchant: .shared(.waitsForLender),
            staff: .own("The release was judged.", "退回已判定风险。")),
        CatalogueRow(
            .verdictMissing,
            consumer: .shared(.checkLonger),
            merchant: .shared(.waitsForLender),
            staff: .own("No verdict came in time; the default tier applies.", "未按时判定，按默认风险等级处理。")),
        CatalogueRow(
            .decisionMade,
            consumer: .shared(.checkStarted),
            merchant: .shared(.waitsForLender),
            staff: .own("Decided; it may still be taken back.", "已决定，可在短时间内撤回。")),
        CatalogueRow(
            .decisionUndone,
            consumer: .shared(.checkLonger),
            merchant: .shared(.waitsForLender),
            staff: .own("The decision was taken back.", "决定已撤回。")),
    ]

    static let silenceReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(
            .orderHeard, "The shop spoke of the order; its promise goes on.", "商家有该订单的新消息，承诺顺延。"),
        CatalogueRow(
            .silenceUnproved,
            consumer: .shared(.waitsForWord),
            merchant: .shared(.waitsForWord),
            staff: .own(
                "The order is silent, and nothing proves the merchant's feed alive.",
                "订单无消息，且尚无证据表明商家消息正常。")),
        CatalogueRow(
            .syncOutage,
            consumer: .shared(.waitsForWord),
            merchant: .shared(.waitsForWord),
            staff: .own("The merchant's feed is lost; the lock waits.", "商家消息中断，锁定暂不结束。")),
        CatalogueRow(
            .repairCapped,
            consumer: .shared(.waitsForWord),
            merchant: .shared(.waitsForWord),
            staff: .own(
                "The order is silent; what is given back in a day was reached.",
                "订单无消息；当日自动退回额度已达上限。")),
        CatalogueRow(
            .repairsOff,
            consumer: .shared(.waitsForWord),
            merchant: .shared(.waitsForWord),
            staff: .own(
                "The order is silent; nothing is given back by itself now.", "订单无消息；自动退回已关闭。")),
        CatalogueRow(
            .feedRateFell,
            consumer: .shared(.waitsForWord),
            merchant: .own("We hear less from you than usual.", "收到贵方的消息明显少于平常。"),
            staff: .own("The merchant says far less than usual.", "商家消息量远低于平常。")),
        CatalogueRow(
            .silenceBurst,
            consumer: .shared(.waitsForWord),
            merchant: .own("We hear nothing of many of your orders.", "贵方多笔订单暂无消息。"),
            staff: .own("Too many orders of the merchant fell silent at once.", "商家大量订单同时无消息。")),
        CatalogueRow(.feedBack, "The shop is heard again.", "商家消息已恢复。"),
    ]
}
