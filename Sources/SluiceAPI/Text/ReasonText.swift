import SluiceCore

/// One short sentence for each reason, as staff and merchants may read it.
public enum ReasonText {
    public static func text(_ reason: Reason, in language: Language) -> String {
        let (english, chinese) = sentences(reason)
        return language == .chinese ? chinese : english
    }

    private static func sentences(_ reason: Reason) -> (english: String, chinese: String) {
        switch reason {
        case .none: ("No reason was given.", "未说明原因。")
        case .approved: ("The credit is locked for the order.", "额度已为该订单锁定。")
        case .insufficientLimit:
            ("The available limit does not suffice.", "可用额度不足。")
        case .orderTerminal: ("The order has already ended.", "订单已结束。")
        case .lineCancelled: ("A line of the order was cancelled.", "订单中的部分商品已取消。")
        case .outOfStock: ("The goods are out of stock.", "商品缺货。")
        case .priceAdjusted: ("The price was lowered.", "价格已下调。")
        case .partialReversal: ("Part of the lock was taken back.", "部分锁定已撤回。")
        case .finalCaptureRemainder:
            ("The rest was returned with the last billing.", "最后一次入账后，剩余额度已退回。")
        case .orderCancelled: ("The order was cancelled.", "订单已取消。")
        case .returnedBeforeCapture:
            ("The goods came back before they were billed.", "商品在入账前已退回。")
        case .merchantVoid: ("The merchant gave the lock up.", "商家已撤销锁定。")
        case .customerRequest: ("The consumer asked for it.", "应消费者要求。")
        case .duplicateHold: ("The order was locked twice.", "订单重复锁定。")
        case .fraudConfirmed: ("Misuse was confirmed.", "已确认为盗用。")
        case .opsManual: ("Staff returned the credit.", "由工作人员退回额度。")
        case .regulatory: ("The law asked for it.", "依照法律要求。")
        case .releaseRemaining: ("The rest was returned.", "剩余额度已退回。")
        case .orderClosedShort:
            ("The order was closed with less than ordered.", "订单以少于原数量关闭。")
        case .ttlExpired: ("The lock reached its end.", "锁定已到期。")
        case .captureRequested: ("The merchant asked for the amount.", "商家已请款。")
        case .shippedPartial: ("Part of the order was shipped.", "订单部分发货。")
        case .shippedFull: ("The order was shipped.", "订单已发货。")
        case .delivered: ("The order was delivered.", "订单已送达。")
        case .serviceDone: ("The order was completed.", "订单已完成。")
        case .shippedFinal: ("The last part of the order was shipped.", "订单最后一部分已发货。")
        case .returnReceived: ("The returned goods arrived.", "退货已收到。")
        case .orderCancelledAfterCapture:
            ("The order was cancelled after it was billed.", "订单在入账后取消。")
        case .refundGoodwill: ("Refunded as goodwill.", "商家好意退款。")
        case .disputeResolvedForConsumer:
            ("The dispute was decided for the consumer.", "争议裁定支持消费者。")
        case .chargeback: ("The charge was taken back.", "款项已被追回。")
        case .orderIncreased: ("The order grew.", "订单金额增加。")
        case .limitGranted: ("A limit was granted.", "已授予额度。")
        case .limitReview: ("The limit was reviewed.", "额度经复核调整。")
        case .limitRequested: ("The consumer asked for another limit.", "应消费者申请调整额度。")
        case .repayment: ("A repayment was received.", "已收到还款。")
        case .repaymentBounced: ("A repayment bounced.", "还款被退回。")
        case .amountMismatch:
            ("More was asked for than is locked.", "请款金额超过锁定金额。")
        case .lateCaptureRejected:
            ("The lock had ended when the amount was asked for.", "请款时锁定已结束。")
        }
    }
}
