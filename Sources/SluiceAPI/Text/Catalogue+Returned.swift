import SluiceCore

/// The catalogue: what is told of credit that was returned 退回额度.
extension Catalogue {
    static let returnedReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(.lineCancelled, "Part of the order was cancelled.", "订单中的部分商品已取消。"),
        CatalogueRow(
            .outOfStock,
            consumer: .own("The goods were out of stock.", "商品缺货。"),
            others: .own("The goods are out of stock.", "商品缺货。")),
        CatalogueRow(.priceAdjusted, "The price was lowered.", "价格已下调。"),
        CatalogueRow(
            .partialReversal,
            consumer: .own("The shop gave part of the credit back.", "商家已退回部分额度。"),
            others: .own("Part of the lock was taken back.", "部分锁定已撤回。")),
        CatalogueRow(
            .finalCaptureRemainder,
            consumer: .own(
                "The last part was billed; the rest was returned to you.", "最后一笔已转为账单，其余额度已退回。"),
            others: .own("The rest was returned with the last billing.", "最后一笔转为账单后，其余额度已退回。")),
        CatalogueRow(.orderCancelled, "The order was cancelled.", "订单已取消。"),
        CatalogueRow(
            .returnedBeforeCapture, "The goods came back before they were billed.", "商品在转为账单前已退回。"),
        CatalogueRow(
            .merchantVoid,
            consumer: .own("The shop gave the credit back.", "商家已退回额度。"),
            others: .own("The merchant gave the lock up.", "商家已放弃锁定。")),
        CatalogueRow(
            .customerRequest,
            consumer: .own("You asked for it.", "应您的申请退回额度。"),
            merchant: .own("The consumer asked for it.", "应消费者申请退回额度。"),
            staff: .own("The consumer asked for it.", "应消费者申请退回额度。")),
        CatalogueRow(
            .duplicateHold,
            consumer: .own("The order had been locked twice.", "该订单被重复锁定。"),
            others: .own("The order was locked twice.", "订单重复锁定。")),
        CatalogueRow(
            .fraudConfirmed,
            consumer: .shared(.returnedByLender),
            merchant: .shared(.takenBackByLender),
            staff: .own("Misuse was confirmed.", "已确认为盗用。")),
        CatalogueRow(
            .opsManual,
            consumer: .shared(.returnedByLender),
            merchant: .shared(.takenBackByLender),
            staff: .own("Staff returned the credit.", "由工作人员退回额度。")),
        CatalogueRow(
            .regulatory,
            consumer: .shared(.returnedByLender),
            merchant: .shared(.takenBackByLender),
            staff: .own("The law asked for it.", "依照法律要求退回额度。")),
        CatalogueRow(.releaseRemaining, "The rest was returned.", "其余额度已退回。"),
        CatalogueRow(
            .orderClosedShort, "The order was closed with less than ordered.", "订单以少于原数量关闭。"),
        CatalogueRow(
            .ttlExpired,
            consumer: .own("The lock reached its end; the credit was returned.", "锁定已到期，额度已退回。"),
            merchant: .own("The lock reached its end; do not ship.", "锁定已到期，请勿发货。"),
            staff: .own("The lock reached its end.", "锁定已到期。")),
        CatalogueRow(
            .orderSilent,
            consumer: .own(
                "Nothing was heard of the order for long; the credit was returned.",
                "长时间未收到该订单的消息，额度已退回。"),
            merchant: .own(
                "Nothing was heard of the order for long; do not ship.",
                "长时间未收到该订单的消息，请勿发货。"),
            staff: .own(
                "The order was silent while its feed was alive.", "订单长时间无消息，而商家消息正常。")),
        CatalogueRow(
            .orphanNoOrder,
            consumer: .own(
                "The merchant does not know the order; the credit was returned.",
                "商家没有该订单，额度已退回。"),
            merchant: .own(
                "You said that you do not know the order; do not ship.",
                "贵方表示没有该订单，请勿发货。"),
            staff: .own(
                "The merchant, asked for the order, does not know it.", "经查询，商家没有该订单。")),
    ]
}
