extension MessageCode {
    /// The moment it tells of.
    var meaning: Bilingual {
        switch self {
        case .locked:
            Bilingual(
                "Credit is locked for an order, at once or after a review.", "已为订单锁定额度，即时或经审核。")
        case .slipped:
            Bilingual("The hold has not ended by the time that was told.", "锁定未按告知的时间结束。")
        case .endsSoon:
            Bilingual("The guarantee ends in 48 h: ship or extend.", "承诺将在 48 小时后到期：请发货或延期。")
        case .returned: Bilingual("Locked credit came back.", "锁定额度已退回。")
        case .refunded: Bilingual("Billed credit came back.", "已入账金额已退还。")
        case .billed: Bilingual("Locked credit was billed.", "锁定额度已转为账单。")
        case .reviewOpened: Bilingual("A purchase or a release is looked at.", "交易或退回正在核验。")
        case .promiseMoved:
            Bilingual("The latest time, or the deadline of a review, is another.", "最晚时间或核验期限已变更。")
        case .limitEnding:
            Bilingual("A temporary limit ends in 7 days, or in one.", "临时额度将在 7 天或 1 天后到期。")
        case .repaymentBounced: Bilingual("A repayment was taken back.", "还款已被退回。")
        case .lateForced:
            Bilingual("A capture was forced after the end of its lock.", "锁定到期后仍强制入账。")
        case .slaAtRisk:
            Bilingual(
                "A release has been looked at for four fifths of its time.", "退回核验已用去五分之四的时限。")
        case .slaBreached: Bilingual("Nobody decided on a release in its time.", "退回未在时限内决定。")
        }
    }
}
