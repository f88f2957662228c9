import SluiceCore

/// The catalogue: what is told of credit that was billed 转为账单, and of returns after it.
extension Catalogue {
    static let billedReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(
            .captureRequested,
            consumer: .own("The shop billed the amount.", "商家已将该金额转为账单。"),
            others: .own("The merchant asked for the amount.", "商家已请款，金额转为账单。")),
        CatalogueRow(
            .shippedPartial,
            consumer: .own("Part of the order was shipped and billed.", "部分商品已发货，相应金额转为账单。"),
            others: .own("Part of the order was shipped.", "订单部分发货。")),
        CatalogueRow(
            .shippedFull,
            consumer: .own("The order was shipped and billed.", "订单已发货，金额转为账单。"),
            others: .own("The order was shipped.", "订单已发货。")),
        CatalogueRow(
            .delivered,
            consumer: .own("The order was delivered and billed.", "订单已送达，金额转为账单。"),
            others: .own("The order was delivered.", "订单已送达。")),
        CatalogueRow(
            .serviceDone,
            consumer: .own("The order was completed and billed.", "订单已完成，金额转为账单。"),
            others: .own("The order was completed.", "订单已完成。")),
        CatalogueRow(
            .shippedFinal,
            consumer: .own("The last part was shipped and billed.", "最后一部分已发货，金额转为账单。"),
            others: .own("The last part of the order was shipped.", "订单最后一部分已发货。")),
        CatalogueRow(
            .returnReceived,
            consumer: .own("The shop has your returned goods.", "商家已收到您的退货。"),
            others: .own("The returned goods arrived.", "退货已收到。")),
        CatalogueRow(
            .orderCancelledAfterCapture, "The order was cancelled after it was billed.",
            "订单在转为账单后取消。"),
        CatalogueRow(
            .refundGoodwill,
            consumer: .own("The shop refunded it as goodwill.", "商家主动为您退款。"),
            others: .own("Refunded as goodwill.", "商家主动退款。")),
        CatalogueRow(
            .disputeResolvedForConsumer,
            consumer: .own("The dispute was decided in your favour.", "争议处理结果支持您的主张。"),
            others: .own("The dispute was decided for the consumer.", "争议裁定支持消费者。")),
        CatalogueRow(.chargeback, "The charge was taken back.", "该笔款项已撤回。"),
        CatalogueRow(.returnRefunded, "The return was refunded.", "退货已退款。"),
        CatalogueRow(.returnLapsed, "The return was closed without goods.", "未收到退货，退货已关闭。"),
        CatalogueRow(
            .returnPendingGoods,
            consumer: .own("Please send the goods back.", "请寄回商品。"),
            merchant: .own("The goods are to come back to you.", "等待消费者寄回商品。"),
            staff: .own("The consumer is to send the goods back.", "等待消费者寄回商品。")),
        CatalogueRow(
            .returnPendingInspection,
            consumer: .own("The shop is checking the goods.", "商家正在验收商品。"),
            merchant: .own("Please inspect the goods and refund.", "请验收商品并退款。"),
            staff: .own("The merchant inspects the goods.", "等待商家验收商品。")),
        CatalogueRow(
            .returnPendingStaff,
            consumer: .own("The lender is deciding the return.", "贷款机构正在处理退货。"),
            merchant: .own("The lender is deciding the return.", "贷款机构正在处理退货。"),
            staff: .own("Staff decide the return.", "等待工作人员处理退货。")),
        CatalogueRow(.correction, "A mistake was corrected.", "差错已更正。"),
        CatalogueRow(
            .amountMismatch,
            consumer: .own("More was asked for than is locked; not billed.", "请款金额超过锁定金额，未转为账单。"),
            merchant: .own("More was asked for than is locked.", "请款金额超过锁定金额。"),
            staff: .own("More was asked for than is locked.", "请款金额超过锁定金额。")),
        CatalogueRow(
            .lateCaptureRejected,
            consumer: .own("The lock had ended; nothing was billed.", "锁定已结束，未转为账单。"),
            merchant: .own("The lock had ended when the amount was asked for.", "请款时锁定已结束。"),
            staff: .own("The lock had ended when the amount was asked for.", "请款时锁定已结束。")),
        CatalogueRow(
            .lateCaptureRevived,
            consumer: .own("Billed after the lock had ended.", "锁定结束后转为账单。"),
            merchant: .shared(.lateCaptureBilled),
            staff: .own("Billed after the end of the lock, within the limit.", "锁定结束后在额度内转为账单。")),
        CatalogueRow(
            .lateCaptureForced,
            consumer: .own(
                "Billed late by the lender; you may object.", "贷款机构在锁定结束后将其转为账单，您可提出异议。"),
            merchant: .shared(.lateCaptureBilled),
            staff: .own("Billed after the end of the lock, by force.", "锁定结束后强制转为账单。")),
        CatalogueRow(
            .overcaptureTolerated,
            consumer: .own("The amount rose as you had agreed.", "金额在您同意的范围内上调。"),
            merchant: .own("The amount rose within what was agreed.", "金额在约定范围内上调。"),
            staff: .own("The amount rose within what was agreed.", "金额在约定范围内上调。")),
    ]
}
