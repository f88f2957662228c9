import SluiceCore

/// The catalogue: what is told of requests about accounts, policy and two persons.
extension Catalogue {
    static let accountOutcomes: [CatalogueRow<OutcomeCode>] = [
        CatalogueRow(.accountNotFound, "There is no such account.", "没有这一账户。"),
        CatalogueRow(
            .repaymentNotFound,
            consumer: .own("There is no such repayment.", "没有这笔还款。"),
            merchant: .shared(.refused),
            staff: .own("There is no such repayment.", "没有这笔还款。")),
        CatalogueRow(
            .alreadyReversed,
            consumer: .own("The repayment was returned before.", "该笔还款此前已退回。"),
            merchant: .shared(.refused),
            staff: .own("The repayment was taken back before.", "该笔还款此前已撤回。")),
        CatalogueRow(
            .policyInvalid,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The policy cannot be adopted.", "该政策不可采用。")),
        CatalogueRow(
            .journalMode,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The journal is in another mode.", "日志处于其他模式。")),
        CatalogueRow(
            .accountFull,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The account has as many as one can have.", "账户的限额或限制数已达上限。")),
        CatalogueRow(
            .roleNotAllowed,
            consumer: .shared(.refused),
            merchant: .own("The role may not say this.", "该角色无权作此请求。"),
            staff: .own("The role may not say this.", "该角色无权作此请求。")),
        CatalogueRow(
            .limitNotFound,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("There is no such temporary limit.", "没有这一临时额度。")),
        CatalogueRow(
            .restrictionNotFound,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("There is no such restriction.", "没有这一限制。")),
        CatalogueRow(
            .payoutNotFound,
            consumer: .own("There is no such payout.", "没有这笔溢缴款支付。"),
            merchant: .shared(.refused),
            staff: .own("There is no such payout.", "没有这笔溢缴款支付。")),
        CatalogueRow(
            .approvalNeeded,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The command takes two persons.", "该操作须由两人完成。")),
        CatalogueRow(
            .personNeeded,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The key is of no person.", "该密钥不属于个人。")),
        CatalogueRow(
            .samePerson,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The proposer may not approve.", "提议人不得自行批准。")),
        CatalogueRow(
            .beneficiary,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("A person it concerns may not decide it.", "相关人员不得参与决定。")),
        CatalogueRow(
            .proposalNotFound,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("There is no such proposal.", "没有这一提议。")),
        CatalogueRow(
            .proposalClosed,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The proposal was approved by another person.", "该提议已由他人批准。")),
        CatalogueRow(
            .proposalExpired,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The proposal has expired.", "该提议已过期。")),
        CatalogueRow(
            .dayClosed,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The business date is closed.", "该业务日期已关账。")),
        CatalogueRow(
            .notConcerned,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("There is nothing to repair on the hold.", "该笔锁定无需处理。")),
        CatalogueRow(
            .repairsOff,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("Repairs are switched off.", "自动处理已关闭。")),
        CatalogueRow(
            .feedLost,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("The merchant's feed is lost.", "商家消息中断。")),
        CatalogueRow(
            .repairCapped,
            consumer: .shared(.refused),
            merchant: .shared(.refused),
            staff: .own("What is given back in a day was reached.", "当日退回额度已达上限。")),
    ]
}
