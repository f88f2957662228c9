import SluiceAPI

/// The catalogue: what people read of each finding.
extension AuditFinding {
    /// A few words, the name of the finding in tables.
    func title(in language: Language) -> String {
        let (english, chinese) = titles
        return language == .chinese ? chinese : english
    }

    /// Why it is so, one sentence.
    func reason(in language: Language) -> String {
        let (english, chinese) = reasons
        return language == .chinese ? chinese : english
    }

    /// What the one whose step is next has to do, one sentence.
    func step(in language: Language) -> String {
        let (english, chinese) = steps
        return language == .chinese ? chinese : english
    }

    private var titles: (String, String) {
        switch self {
        case .orderCancelled: ("cancelled, not released", "订单已取消，额度未退回")
        case .orderCompleted: ("completed, not billed", "订单已完成，未转为账单")
        case .notBilled: ("shipped, not billed", "已发货，未转为账单")
        case .remainderHeld: ("rest of an ended order", "订单已了结，余额仍锁定")
        case .pastExpiry: ("past its end", "锁定已过期限")
        case .shippedAfterEnd: ("shipped after its end", "过期后才发货")
        case .duplicateHold: ("locked twice", "同一订单重复锁定")
        case .twoAccounts: ("two accounts, one order", "两个账户锁定同一订单")
        case .noOrder: ("no such order", "锁定无对应订单")
        case .orderSilent: ("order silent", "订单长期无消息")
        case .ending: ("just ending", "即将结束")
        case .awaitingPayment: ("waits for payment", "等待付款")
        case .awaitingMerchant: ("waits for the merchant", "等待商家履约")
        case .awaitingCarrier: ("waits for the carrier", "等待物流送达")
        case .awaitingConsumer: ("waits for the consumer", "等待消费者确认")
        case .orderUnread: ("order not readable", "订单记录无法读取")
        case .orderUnknown: ("order not in the export", "导出中没有该订单")
        case .feedSilent: ("merchant silent", "商家整体无消息")
        case .billedThoughCancelled: ("billed though cancelled", "已取消却转为账单")
        case .cancelledAfterBilling: ("cancelled after billing", "转为账单后取消")
        case .returnedThoughShipped: ("returned though shipped", "已发货却退回额度")
        }
    }

    private var reasons: (String, String) {
        switch self {
        case .orderCancelled:
            ("The order was cancelled, yet its credit is still locked.", "订单已取消，额度仍被锁定。")
        case .orderCompleted:
            (
                "The order is complete, yet the lock was never turned into a bill.",
                "订单已完成，锁定仍未转为账单。"
            )
        case .notBilled:
            (
                "The order reached the point where it is billed, and was not.",
                "订单已到应转为账单的节点，仍未入账。"
            )
        case .remainderHeld:
            (
                "The order has ended in part billed, in part not, and the rest is still locked.",
                "订单已全部了结，一部分已入账，剩余额度仍被锁定。"
            )
        case .pastExpiry:
            ("The lock has passed its end and is still open.", "锁定已超过期限，仍未结束。")
        case .shippedAfterEnd:
            (
                "The lock has passed its end, and the order was fulfilled only after that.",
                "锁定已超过期限，商家在此之后才履约。"
            )
        case .duplicateHold:
            (
                "The same account has an earlier live lock for the same order and purpose.",
                "同一账户对同一订单、同一用途已有更早的有效锁定。"
            )
        case .twoAccounts:
            (
                "Another account has an earlier live lock for the same order.",
                "另一账户对同一订单已有更早的有效锁定。"
            )
        case .noOrder:
            (
                "There is no such order, though the merchant has told of later ones.",
                "商家之后的消息都已收到，却没有这笔订单。"
            )
        case .orderSilent:
            (
                "The order has told nothing for too long, while the merchant's feed was alive.",
                "订单长期没有任何消息，而该商家的消息通道正常。"
            )
        case .ending:
            ("The order has just ended; the lock may end any moment.", "订单刚刚了结，锁定即将结束。")
        case .awaitingPayment: ("The order was not paid yet.", "订单尚未付款。")
        case .awaitingMerchant:
            ("The merchant has not fulfilled the order yet.", "商家尚未履约。")
        case .awaitingCarrier: ("The goods are on their way.", "货物在途。")
        case .awaitingConsumer:
            ("The order waits to be confirmed as complete.", "订单等待确认完成。")
        case .orderUnread:
            ("A row of the order could not be read.", "该订单有记录无法读取。")
        case .orderUnknown:
            (
                "The order is not in the export, and nothing later of its merchant is either.",
                "导出中没有该订单，也没有该商家之后的消息。"
            )
        case .feedSilent:
            (
                "The order is silent and so is its merchant: the feed may be down.",
                "订单与商家均无消息，可能是消息通道中断。"
            )
        case .billedThoughCancelled:
            ("The order was cancelled first, yet it was billed.", "订单先已取消，却被转为账单。")
        case .cancelledAfterBilling:
            (
                "The order was cancelled after it was shipped and billed, and not refunded.",
                "订单发货入账后被取消，尚未退款。"
            )
        case .returnedThoughShipped:
            (
                "The order was shipped in time, yet the credit was given back.",
                "商家在期限内已发货，额度却被退回。"
            )
        }
    }

    private var steps: (String, String) {
        switch self {
        case .orderCancelled: ("Release it.", "退回额度。")
        case .orderCompleted: ("Bill it.", "转为账单。")
        case .notBilled:
            (
                "Ask for the capture; the lender may bill on the fact it has.",
                "请款；授信方也可凭已收到的消息入账。"
            )
        case .remainderHeld: ("Bill or release the rest.", "将剩余部分入账或退回。")
        case .pastExpiry: ("Release it.", "退回额度。")
        case .shippedAfterEnd:
            ("Bill it if the consumer agrees, else release it.", "消费者同意则入账，否则退回额度。")
        case .duplicateHold: ("Release the later lock.", "退回较晚的一笔锁定。")
        case .twoAccounts:
            ("Find whose order it is; release the other lock.", "核实订单归属，退回另一笔锁定。")
        case .noOrder: ("Ask the merchant once, then release it.", "向商家核实一次后退回额度。")
        case .orderSilent: ("Say what became of the order.", "说明订单状态。")
        case .ending: ("End it within 15 minutes.", "在 15 分钟内结束锁定。")
        case .awaitingPayment: ("Pay or give up.", "付款或放弃。")
        case .awaitingMerchant: ("Fulfil or cancel.", "履约或取消。")
        case .awaitingCarrier: ("Deliver.", "送达。")
        case .awaitingConsumer: ("Confirm.", "确认。")
        case .orderUnread: ("Mend the row and run again.", "修正记录后重新运行。")
        case .orderUnknown:
            ("Export the merchant's newer orders and run again.", "导出该商家较新的订单后重新运行。")
        case .feedSilent: ("Send what is missing.", "补发缺失的消息。")
        case .billedThoughCancelled: ("Refund it.", "退款。")
        case .cancelledAfterBilling: ("Decide on the refund.", "决定是否退款。")
        case .returnedThoughShipped:
            ("Settle with the merchant, who is unpaid.", "与未收到货款的商家结清。")
        }
    }
}

extension AuditFinding.Actor {
    func text(in language: Language) -> String {
        let isChinese = language == .chinese
        return switch self {
        case .lender: isChinese ? "授信方" : "lender"
        case .merchant: isChinese ? "商家" : "merchant"
        case .carrier: isChinese ? "物流" : "carrier"
        case .consumer: isChinese ? "消费者" : "consumer"
        }
    }
}
