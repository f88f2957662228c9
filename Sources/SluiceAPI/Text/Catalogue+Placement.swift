import SluiceCore

/// The catalogue: what is told of a purchase that is placed or declined.
extension Catalogue {
    static let placementReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(.none, "No reason was given.", "未说明原因。"),
        CatalogueRow(
            .approved,
            consumer: .own("Your credit is locked for the order.", "已为您的订单锁定额度。"),
            others: .own("The credit is locked for the order.", "额度已为该订单锁定。")),
        CatalogueRow(
            .insufficientLimit,
            consumer: .own(
                "Your available limit does not cover this purchase.", "您的可用额度不足以支付本次消费。"),
            merchant: .shared(.declined),
            staff: .own("The available limit does not suffice.", "可用额度不足。")),
        CatalogueRow(.orderTerminal, "The order has already ended.", "订单已结束。"),
        CatalogueRow(
            .riskRule,
            consumer: .shared(.checkNotPassed),
            merchant: .shared(.declined),
            staff: .own("A risk rule declined the purchase.", "该笔交易未通过风险规则。")),
        CatalogueRow(
            .accountRestricted,
            consumer: .shared(.accountPaused),
            merchant: .shared(.declined),
            staff: .own("The account is suspended.", "账户已暂停使用。")),
        CatalogueRow(
            .delinquent,
            consumer: .shared(.repaymentOpen),
            merchant: .shared(.declined),
            staff: .own("A repayment is overdue.", "存在逾期未还款项。")),
        CatalogueRow(
            .reviewRejected,
            consumer: .shared(.checkNotPassed),
            merchant: .shared(.declined),
            staff: .own("A reviewer declined the purchase.", "核验人员未予通过。")),
        CatalogueRow(
            .reviewTimeout,
            consumer: .shared(.checkNotFinished),
            merchant: .shared(.declined),
            staff: .own("The review did not end in time.", "核验未在时限内完成。")),
        CatalogueRow(
            .reviewPassed,
            consumer: .own("The check was passed; your credit is locked.", "核验已通过，额度已锁定。"),
            merchant: .shared(.approved),
            staff: .own("The review was passed.", "核验已通过。")),
        CatalogueRow(
            .stepUpPassed,
            consumer: .own(
                "You confirmed the purchase in the app; your credit is locked.",
                "您已在应用内确认本次支付，额度已锁定。"),
            merchant: .shared(.approved),
            staff: .own("The consumer confirmed the purchase.", "消费者已在应用内确认支付。")),
        CatalogueRow(
            .stepUpFailed,
            consumer: .own("The purchase was not confirmed in the app.", "本次支付未在应用内确认。"),
            merchant: .shared(.declined),
            staff: .own("The consumer did not confirm the purchase.", "消费者未在应用内确认支付。")),
        CatalogueRow(
            .reviewPending,
            consumer: .own("The purchase is being checked.", "本次支付正在核验。"),
            merchant: .shared(.waitsForLender),
            staff: .own("The purchase is under review.", "该笔交易正在核验。")),
        CatalogueRow(
            .orderCancelledEarly, "The order was cancelled before it was approved.", "订单在获批前已取消。"),
        CatalogueRow(.paymentAbandoned, "The payment was not completed.", "支付未完成。"),
    ]
}
