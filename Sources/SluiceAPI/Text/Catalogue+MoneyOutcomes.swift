import SluiceCore

/// The catalogue: what is told of requests that move money or place holds.
extension Catalogue {
    static let moneyOutcomes: [CatalogueRow<OutcomeCode>] = [
        CatalogueRow(.applied, "It is done.", "已完成。"),
        CatalogueRow(
            .approved,
            consumer: .own("Your credit is locked.", "额度已锁定。"),
            others: .own("The hold is placed.", "锁定已生效。")),
        CatalogueRow(.parked, "It is kept until its order appears.", "已留存，待订单出现后处理。"),
        CatalogueRow(
            .pending,
            consumer: .own("Your purchase is being checked.", "本次支付正在核验。"),
            merchant: .shared(.waitsForLender),
            staff: .own("The hold is placed and under review.", "锁定已生效，正在核验。")),
        CatalogueRow(
            .proposed,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("It waits for a second person.", "等待另一人批准。")),
        CatalogueRow(
            .insufficientLimit,
            consumer: .own("Your available limit does not cover this.", "您的可用额度不足。"),
            merchant: .shared(.declined),
            staff: .own("The available limit does not suffice.", "可用额度不足。")),
        CatalogueRow(.orderTerminal, "The order has already ended.", "订单已结束。"),
        CatalogueRow(.amountMismatch, "More was asked for than is locked.", "请款金额超过锁定金额。"),
        CatalogueRow(.lateCaptureRejected, "The lock had ended.", "锁定此前已结束。"),
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
            .invalidRequest, "Something in the request is not as it should be.", "请求中有一项内容不符合要求。"),
        CatalogueRow(.idConflict, "The id was used with other content.", "该编号已用于其他内容。"),
        CatalogueRow(.duplicateHold, "The order has a lock with other content.", "该订单已有内容不同的锁定。"),
        CatalogueRow(.currencyMismatch, "The currency is not that of the account.", "币种与账户不一致。"),
        CatalogueRow(.scenarioUnknown, "There is no such kind of sale.", "没有这一销售场景。"),
        CatalogueRow(
            .retryNotAllowed, "The lock named cannot be followed by a retry.", "所指锁定不可重试。"),
        CatalogueRow(.amountExceedsOpen, "More was asked for than is locked now.", "金额超过当前锁定金额。"),
        CatalogueRow(
            .amountExceedsCaptured, "More was asked for than was billed.", "金额超过已转为账单的金额。"),
        CatalogueRow(.lineUnknown, "The lock has no such line.", "该锁定没有这一商品行。"),
        CatalogueRow(.linesDoNotSum, "The lines do not add up.", "各商品行金额之和与总额不符。"),
        CatalogueRow(.balanceOutOfRange, "The amount is beyond what can be booked.", "金额超出可记账的范围。"),
        CatalogueRow(.orderFull, "The order has as much as one can have.", "该订单的记录数已达上限。"),
        CatalogueRow(.holdFull, "The lock has as many operations as one can have.", "该锁定的操作数已达上限。"),
        CatalogueRow(.parkingFull, "Too many facts wait for their order.", "等待订单出现的记录过多。"),
    ]
}
