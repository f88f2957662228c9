import SluiceCore

/// The catalogue: what is told of the account, its limits and its money.
extension Catalogue {
    static let accountReasons: [CatalogueRow<Reason>] = [
        CatalogueRow(.orderIncreased, "The order grew.", "订单金额增加。"),
        CatalogueRow(
            .limitGranted,
            consumer: .own("You were granted a limit.", "您已获得授信额度。"),
            merchant: .shared(.accountMatter),
            staff: .own("A limit was granted.", "已授予额度。")),
        CatalogueRow(
            .limitReview,
            consumer: .own("Your limit was reviewed.", "您的授信额度经复核调整。"),
            merchant: .shared(.accountMatter),
            staff: .own("The limit was reviewed.", "额度经复核调整。")),
        CatalogueRow(
            .limitRequested,
            consumer: .own("Your limit was changed as you asked.", "已按您的申请调整额度。"),
            merchant: .shared(.accountMatter),
            staff: .own("The consumer asked for another limit.", "应消费者申请调整额度。")),
        CatalogueRow(
            .repayment,
            consumer: .own("Your repayment was received.", "已收到您的还款。"),
            merchant: .shared(.accountMatter),
            staff: .own("A repayment was received.", "已收到还款。")),
        CatalogueRow(
            .repaymentBounced,
            consumer: .own("Your repayment was returned by the bank.", "您的还款被银行退回。"),
            merchant: .shared(.accountMatter),
            staff: .own("A repayment bounced.", "还款被退回。")),
        CatalogueRow(
            .limitEnded,
            consumer: .own("Your temporary limit has ended.", "您的临时额度已到期。"),
            merchant: .shared(.accountMatter),
            staff: .own("A temporary limit ended.", "临时额度已到期。")),
        CatalogueRow(.orderSplit, "The order was split.", "订单已拆分。"),
        CatalogueRow(.migrated, "Taken over from another system.", "由其他系统迁入。"),
        CatalogueRow(
            .payoutPaid,
            consumer: .own("Your surplus was paid out.", "您的溢缴款已支付。"),
            merchant: .shared(.accountMatter),
            staff: .own("The surplus was paid out.", "溢缴款已支付。")),
        CatalogueRow(
            .payoutOverdue,
            consumer: .own("The payout of your surplus is late.", "您的溢缴款支付有延迟。"),
            merchant: .shared(.accountMatter),
            staff: .own("A payout is overdue.", "溢缴款支付已逾期。")),
    ]
}
