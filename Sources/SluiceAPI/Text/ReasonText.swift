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
        case .riskRule: ("The purchase did not pass the check.", "该笔交易未通过核验。")
        case .accountRestricted: ("The account is suspended.", "账户已暂停使用。")
        case .delinquent: ("A repayment is overdue.", "存在逾期未还款项。")
        case .reviewRejected: ("The check was not passed.", "核验未通过。")
        case .reviewTimeout: ("The check did not end in time.", "核验未在时限内完成。")
        case .reviewPassed: ("The check was passed.", "核验已通过。")
        case .reviewPending: ("The purchase is being checked.", "该笔交易正在核验。")
        case .orderCancelledEarly:
            ("The order was cancelled during the check.", "订单在核验期间取消。")
        case .paymentAbandoned: ("The payment was not completed.", "支付未完成。")
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
        case .returnRefunded: ("The return was refunded.", "退货已退款。")
        case .returnLapsed: ("The return was not completed.", "退货未完成，已关闭。")
        case .returnPendingGoods:
            ("The goods are to be sent back.", "等待消费者寄回商品。")
        case .returnPendingInspection:
            ("The merchant inspects the goods.", "等待商家验收商品。")
        case .returnPendingStaff: ("Staff decide the return.", "等待工作人员处理退货。")
        case .correction: ("A mistake was corrected.", "差错已更正。")
        case .orderIncreased: ("The order grew.", "订单金额增加。")
        case .limitGranted: ("A limit was granted.", "已授予额度。")
        case .limitReview: ("The limit was reviewed.", "额度经复核调整。")
        case .limitRequested: ("The consumer asked for another limit.", "应消费者申请调整额度。")
        case .repayment: ("A repayment was received.", "已收到还款。")
        case .repaymentBounced: ("A repayment bounced.", "还款被退回。")
        case .limitEnded: ("A temporary limit ended.", "临时额度已到期。")
        case .overcaptureTolerated:
            ("The amount rose within what was agreed.", "金额在约定范围内上调。")
        case .orderSplit: ("The order was split.", "订单已拆分。")
        case .migrated: ("Taken over from another system.", "由其他系统迁入。")
        case .payoutPaid: ("The surplus was paid out.", "溢缴款已支付。")
        case .payoutOverdue: ("A payout is overdue.", "溢缴款支付已逾期。")
        case .amountMismatch:
            ("More was asked for than is locked.", "请款金额超过锁定金额。")
        case .lateCaptureRejected:
            ("The lock had ended when the amount was asked for.", "请款时锁定已结束。")
        case .lateCaptureRevived:
            ("Billed after the lock had ended, within the limit.", "锁定结束后在额度内入账。")
        case .lateCaptureForced:
            ("Billed after the lock had ended.", "锁定结束后强制入账。")
        case .preorder: ("The goods are pre-ordered.", "商品为预售。")
        case .shippingDelay: ("The shipment is late.", "发货延迟。")
        case .stockDelay: ("The goods are not in stock yet.", "商品备货延迟。")
        case .riskReviewStarted: ("The release is being checked.", "退回额度正在核验。")
        case .riskReviewCleared: ("The check ended; the lock stays.", "核验结束，锁定保持不变。")
        case .riskReviewEscalated: ("The check takes longer.", "核验已升级处理。")
        case .unlockDeferred:
            ("The release waits for its time.", "退回额度已延后。")
        case .disputeOpened: ("A dispute was opened.", "已发起争议。")
        case .disputeClosed: ("The dispute was closed.", "争议已结束。")
        case .legalFreezeSet: ("Frozen by an authority.", "依法冻结。")
        case .legalFreezeLifted: ("The freeze was lifted.", "冻结已解除。")
        case .resultUnknown:
            ("The result of another system is not known.", "外部系统结果未知。")
        case .resultResolved: ("The result is known now.", "外部系统结果已确认。")
        case .shipOrExtend:
            ("Ship, or ask for more time.", "请发货或申请延长。")
        case .reviewExtended: ("The check was given more time.", "核验时间已延长。")
        }
    }
}
