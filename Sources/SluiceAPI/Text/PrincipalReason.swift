/// Why a decision was made against a consumer: the fixed list that notices draw from.
///
/// Wire text is the raw value; never renamed.
public enum PrincipalReason: String, Sendable, CaseIterable {
    case limitUsed = "LIMIT_USED"
    case orderEnded = "ORDER_ENDED"
    case accountPaused = "ACCOUNT_PAUSED"
    case repaymentOpen = "REPAYMENT_OPEN"
    case checkNotPassed = "CHECK_NOT_PASSED"
    case checkNotFinished = "CHECK_NOT_FINISHED"
    case limitReviewed = "LIMIT_REVIEWED"
    case ownRequest = "OWN_REQUEST"
    case legalDuty = "LEGAL_DUTY"
}

extension Catalogue {
    public static let principalReasons: [CatalogueRow<PrincipalReason>] = [
        CatalogueRow(
            .limitUsed,
            consumer: .own("Your available limit did not cover it.", "您的可用额度不足。"),
            merchant: .shared(.declined),
            staff: .own("Less was available than was asked for.", "可用额度低于所需金额。")),
        CatalogueRow(.orderEnded, "The order had ended before.", "订单此前已结束。"),
        CatalogueRow(
            .accountPaused,
            consumer: .own("Your account takes no new purchases now.", "您的账户暂时不能用于新的支付。"),
            merchant: .shared(.declined),
            staff: .own("The account was restricted.", "账户处于暂停使用状态。")),
        CatalogueRow(
            .repaymentOpen,
            consumer: .own("A repayment was still open.", "有一笔还款尚未入账。"),
            merchant: .shared(.declined),
            staff: .own("A repayment was overdue.", "存在逾期未还款项。")),
        CatalogueRow(
            .checkNotPassed,
            consumer: .own("A check was not passed.", "未通过核验。"),
            merchant: .shared(.declined),
            staff: .own("A rule or a reviewer was against it.", "规则或核验人员未予通过。")),
        CatalogueRow(
            .checkNotFinished,
            consumer: .own("A check did not finish in time.", "核验未能在时限内完成。"),
            merchant: .shared(.declined),
            staff: .own("The deadline of the review passed.", "核验已超过时限。")),
        CatalogueRow(
            .limitReviewed,
            consumer: .own("Your limit was reviewed.", "您的授信额度经复核调整。"),
            merchant: .shared(.accountMatter),
            staff: .own("A review lowered the limit.", "授信额度经复核下调。")),
        CatalogueRow(
            .ownRequest,
            consumer: .own("You asked for it.", "应您的要求。"),
            merchant: .shared(.accountMatter),
            staff: .own("The consumer asked for it.", "应消费者要求。")),
        // The consumer is told no more than the law lets a lender tell.
        CatalogueRow(
            .legalDuty,
            consumer: .shared(.accountPaused),
            merchant: .shared(.accountMatter),
            staff: .own("An authority or the law asked for it.", "依法律或有权机关要求。")),
    ]
}
