/// The catalogue: the texts of the page at the checkout.
extension Catalogue {
    static let consoleQuote: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.quoteTitle, "What this purchase locks", "本次支付将锁定的额度"),
        CatalogueRow(
            .quoteAskWhy,
            "Before you agree you are told how much of your credit is locked, for how "
                + "long, and how it ends.",
            "在您确认之前，告知将锁定多少额度、锁定多久、如何结束。"),
        CatalogueRow(.quoteAsk, "Show what is locked", "查看将锁定的额度"),
        CatalogueRow(
            .quoteLocks,
            "{amount} of your credit will be locked for this order. It is no bill yet.",
            "您的额度中将有 {amount} 因本订单锁定，暂不计入账单。"),
        CatalogueRow(
            .quoteReserves,
            "{amount} of your credit will be reserved while the purchase is checked.",
            "支付核验期间，将预留您的额度 {amount}。"),
        CatalogueRow(.quoteRemains, "Available then", "之后可用"),
        CatalogueRow(.quoteRemainsOf, "{left}, of {now} now", "{left}（现为 {now}）"),
        CatalogueRow(.quoteBilled, "Billed", "转为账单"),
        CatalogueRow(
            .quoteBilledShipped,
            "when the shop ships; it does not come back to your limit then",
            "商家发货时转为账单，不再退回额度"),
        CatalogueRow(
            .quoteBilledDelivered,
            "when it is delivered; it does not come back to your limit then",
            "签收时转为账单，不再退回额度"),
        CatalogueRow(
            .quoteBilledCompleted,
            "when the order is completed; it does not come back to your limit then",
            "订单完成时转为账单，不再退回额度"),
        CatalogueRow(.quoteReturned, "Comes back", "退回额度"),
        CatalogueRow(
            .quoteReturnedShipped,
            "at once if the order is cancelled; by itself if nothing has shipped by {time}",
            "订单取消即退回；{time} 仍未发货将自动退回"),
        CatalogueRow(
            .quoteReturnedDelivered,
            "at once if the order is cancelled; by itself if nothing is delivered by {time}",
            "订单取消即退回；{time} 仍未送达将自动退回"),
        CatalogueRow(
            .quoteReturnedCompleted,
            "at once if the order is cancelled; by itself if it is not completed by {time}",
            "订单取消即退回；{time} 仍未完成将自动退回"),
        CatalogueRow(.quoteLikely, "Most likely ends by", "预计结束"),
        CatalogueRow(
            .quoteLikelyBilled,
            "{date}; {share} of 100 purchases like it are billed",
            "{date}；同类订单每 100 笔有 {share} 笔转为账单"),
        CatalogueRow(
            .quoteLikelyUnknown,
            "not known yet: too few purchases like it",
            "暂无法预计：同类订单不足"),
        CatalogueRow(.quoteLatest, "At the latest", "最晚结束"),
        CatalogueRow(.quoteDue, "Repayment due", "还款日"),
        CatalogueRow(.quoteRate, "Annual rate", "年利率"),
        CatalogueRow(.quoteRateOf, "{rate} %", "{rate}%"),
        CatalogueRow(.quoteReview, "Checked first", "需先核验"),
        CatalogueRow(
            .quoteReviewBy,
            "until {time}; without an answer nothing is locked",
            "最晚 {time}；没有结果则不锁定"),
        CatalogueRow(.quoteTolerance, "May be billed", "可能多计"),
        CatalogueRow(
            .quoteToleranceOf,
            "up to {percent} % more, as you agree to it here",
            "经您同意，至多多计 {percent}%"),
        CatalogueRow(.quoteDigest, "These terms have the number {digest}.", "本条款编号：{digest}。"),
        CatalogueRow(.quoteAsOf, "Told {time}.", "告知时间：{time}。"),
        CatalogueRow(.quoteNothingYet, "Nothing is locked yet.", "目前尚未锁定。"),
        CatalogueRow(.quoteDeclined, "This purchase would be declined.", "本次支付将不予批准。"),
        CatalogueRow(.quoteHelp, "What you can do", "您可以"),
        CatalogueRow(.quoteAvailable, "{amount} is available now.", "目前可用 {amount}。"),
        CatalogueRow(
            .quoteMissing,
            "{amount} is missing. It becomes available when you repay as much, or when a "
                + "lock ends without a bill.",
            "还差 {amount}。还款或其他锁定退回后即可恢复。"),
        CatalogueRow(
            .quoteRepay,
            "Repay what is overdue; then you can buy again.",
            "请先归还逾期款项，之后即可支付。"),
        CatalogueRow(
            .quoteOrderAnew,
            "Order anew at the shop: this order has ended.",
            "订单已结束，请在商家重新下单。"),
        CatalogueRow(
            .quoteFault,
            "This purchase cannot be shown. Go back to the shop and try again.",
            "无法显示本次支付，请返回商家重试。"),
        CatalogueRow(
            .quoteFaultWhat,
            "For whoever built the checkout: {field}: {detail}",
            "供接入方参考：{field}：{detail}"),
    ]
}
