import SluiceCore

/// What an event means, and what its document has besides the common members.
struct EventTerms {
    let meaning: Bilingual
    /// There in every document of the type, where they are for who is told.
    let always: [String]
    let sometimes: [String]

    init(_ english: String, _ chinese: String, _ always: [String], sometimes: [String] = []) {
        meaning = Bilingual(english, chinese)
        self.always = always
        self.sometimes = sometimes
    }

    static let hold = ["hold", "account", "order"]
    /// Of a hold whose terms changed.
    static let change = hold + ["reason", "expires_at", "guaranteed_until"]
    /// Of money of a hold that moved.
    static let move = hold + ["amount", "reason", "amounts", "balances"]
    /// Of a hold that was placed.
    static let placement =
        hold + [
            "purpose", "scenario", "overcapture_consent", "generation", "currency", "amount",
            "reason", "policy", "expires_at", "guaranteed_until", "balances",
        ]
    static let placementAtTimes = [
        "plan", "retry_of", "revives", "forces", "split_of", "review_until", "placed_at",
        "authorised", "captured", "released", "expired", "refunded",
    ]
    static let account = ["account", "amount", "reason", "balances"]

    static func changed(
        _ english: String, _ chinese: String, sometimes: [String] = ["operation", "overlay"]
    ) -> EventTerms {
        EventTerms(english, chinese, change, sometimes: sometimes)
    }

    static func moved(
        _ english: String, _ chinese: String, sometimes: [String] = ["operation", "lines"]
    ) -> EventTerms {
        EventTerms(english, chinese, move, sometimes: sometimes)
    }
}

extension EventType {
    var terms: EventTerms {
        switch self {
        case .journalCreated:
            EventTerms("The journal began.", "账本已建立。", ["mode", "zone"])
        case .journalWentLive:
            EventTerms("The historical mode ended.", "历史导入模式已结束。", [])
        case .clockAccepted:
            EventTerms("The clock was in doubt, and an operator accepted it.", "时钟曾存疑，操作人员已确认。", [])
        case .policyAdopted:
            EventTerms("A policy is in force from now on.", "新策略自此生效。", ["policy"])
        case .merchantFeedLost:
            EventTerms(
                "Far less is heard of a merchant than usual, or too many of its orders fell silent "
                    + "at once.", "商家消息远少于平常，或大量订单同时静默。", ["merchant", "reason"])
        case .merchantFeedBack:
            EventTerms("The merchant is heard again.", "商家消息已恢复。", ["merchant", "reason"])
        case .merchantSwept:
            EventTerms(
                "Every open order of the merchant that was not heard of has been asked for.",
                "已查询该商家所有无消息的未结订单。", ["merchant", "asked_at"])
        case .merchantSeen:
            EventTerms(
                "A merchant, or a seller of a line, is spoken of for the first time.",
                "首次出现的商家或商品行卖家。",
                ["merchant"])
        case .sourceSeen:
            EventTerms("A source tells its first fact.", "来源首次上报事实。", ["source"])
        case .accountOpened:
            EventTerms("An account was opened.", "已开立账户。", ["account", "currency", "balances"])
        case .accountLimitSet:
            EventTerms(
                "The fixed limit was changed, or a temporary one added.", "固定额度已变更，或已增加临时额度。",
                EventTerms.account + ["operation"], sometimes: ["until", "scenario", "decision"])
        case .accountLimitEnded:
            EventTerms(
                "A temporary limit ended, by its time or by a request.", "临时额度已到期或被终止。",
                EventTerms.account + ["limit"], sometimes: ["operation"])
        case .accountRestricted:
            EventTerms(
                "Placements and increments are blocked.", "已限制新增锁定与加额。",
                ["account", "operation", "decision", "balances"], sometimes: ["kind", "review_by"])
        case .accountRestrictionLifted:
            EventTerms(
                "A restriction ended.", "限制已解除。",
                ["account", "operation", "restriction", "balances"], sometimes: ["kind"])
        case .accountPaidOut:
            EventTerms(
                "A surplus was paid to the consumer.", "多退款项已支付给消费者。",
                EventTerms.account + ["operation", "payout", "refund"])
        case .accountPayoutOverdue:
            EventTerms(
                "The time to pay out a surplus passed.", "多退款项逾期未支付。",
                EventTerms.account + ["payout", "refund"])
        case .accountPayoutBrought:
            EventTerms(
                "A migrated account has a surplus to be paid out.", "迁入账户有待支付的多退款项。",
                ["account", "amount", "payout", "refund", "payout_due_at", "balances"])
        case .accountRepaid:
            EventTerms(
                "A repayment was received.", "已收到还款。",
                EventTerms.account + ["operation", "to_owed", "to_credit_balance"])
        case .accountRepaymentReversed:
            EventTerms(
                "A repayment bounced.", "还款已被退回。",
                EventTerms.account + ["operation", "repayment", "to_owed", "to_credit_balance"])
        case .orderSeen:
            EventTerms(
                "Facts speak of an order for the first time, and it has no hold yet.",
                "订单首次被提及，尚无锁定。",
                ["order"])
        case .orderKnown:
            EventTerms("An order that facts spoke of exists.", "曾被提及的订单已确认存在。", ["order"])
        case .holdPlaced:
            EventTerms(
                "Credit is locked.", "额度已锁定。", EventTerms.placement,
                sometimes: EventTerms.placementAtTimes)
        case .holdDeclined:
            EventTerms(
                "A placement was declined and its id used up, or a review declined a pending hold.",
                "锁定申请被拒，编号已占用；或待审锁定经审核被拒。",
                EventTerms.hold + ["amount", "reason", "policy", "decision", "balances"],
                sometimes: Array(
                    (EventTerms.placement + EventTerms.placementAtTimes)
                        .drop { EventTerms.hold.contains($0) }
                        .filter { !["amount", "reason", "policy", "balances"].contains($0) })
                    + ["operation", "amounts", "lines"])
        case .holdCaptured: .moved("Held became owed.", "锁定额度已转为账单。")
        case .holdReleased: .moved("Held became available.", "锁定额度已退回。")
        case .holdExpired: .moved("The end of the hold came.", "锁定已到期。", sometimes: ["lines"])
        case .holdIncremented: .moved("The hold was raised.", "锁定额度已增加。")
        case .holdRefunded:
            .moved(
                "Captured principal was given back.", "已入账本金已退还。",
                sometimes: ["operation", "lines", "payout_due_at"])
        case .holdSplit:
            .moved("Parts of the hold became holds of other orders.", "锁定已拆分给其他订单。")
        case .holdCorrected:
            .moved(
                "A mistake was mended.", "错误已更正。",
                sometimes: ["operation", "lines", "payout_due_at"])
        case .holdApproved: .changed("The review of the purchase was passed.", "交易审核已通过。")
        case .holdExtended: .changed("The end was moved.", "到期时间已延后。")
        case .holdReviewOpened:
            .changed("A release was asked for and is looked at.", "已申请退回，正在核验。")
        case .holdReviewMoved:
            .changed(
                "The deadline of that review moved: escalated, deferred or extended.",
                "核验期限已变更：升级、推迟或延长。")
        case .holdReviewClosed: .changed("The review ended, and the hold stays.", "核验结束，锁定保留。")
        case .holdReleaseQueued:
            .changed("A release in doubt waits for a verdict.", "存疑的退回正等待风险判定。")
        case .holdReleaseJudged:
            .changed(
                "The release has a verdict, or waited long enough.", "退回已获风险判定，或已等待足够久。",
                sometimes: ["operation", "overlay", "verdict"])
        case .holdDecisionMade:
            .changed("A person decided on a release, and may take that back.", "人员已就退回作出决定，可撤回。")
        case .holdDecisionUndone:
            .changed("That decision was taken back, or came to nothing.", "该决定已撤回或未生效。")
        case .holdOverlaySet:
            .changed(
                "A dispute, a legal freeze or an unknown result stands over the hold.",
                "已标记争议、司法冻结或结果未知。")
        case .holdOverlayLifted: .changed("What stood over the hold was lifted.", "标记已解除。")
        case .holdNoticed:
            .changed(
                "48 h before the promise ends: the merchant is to ship or extend.",
                "距承诺到期 48 小时：请商家发货或延期。", sometimes: [])
        case .holdHeard:
            .changed(
                "A word of the order moved the promise on.", "收到订单消息，承诺顺延。", sometimes: ["overlay"])
        case .holdDeclineCovered:
            EventTerms(
                "A late word shows that credit was entitled to come back before this purchase was "
                    + "declined for want of limit.", "迟到的消息表明：额度不足被拒之前，已有额度应退回。",
                EventTerms.hold + ["covered", "missing", "avoidable"])
        case .holdDeclineAvoidable:
            EventTerms(
                "The same, and it would have covered all that was missing.", "同上，且足以补足当时的缺口。",
                EventTerms.hold + ["covered", "missing", "avoidable"])
        case .holdSilenced:
            .changed(
                "The promise ended in silence, and the credit is not given back yet.",
                "承诺在静默中到期，额度尚未退回。",
                sometimes: ["overlay"])
        case .holdPaused:
            .changed(
                "The end is put off, for the feed of its merchant is lost.", "商家消息中断，到期暂缓。",
                sometimes: []
            )
        case .holdLateCaptured:
            EventTerms(
                "A capture after the end made a hold of its own.", "到期后的入账已另建锁定。",
                EventTerms.change + ["late_hold", "amount"], sometimes: ["operation"])
        case .proposalMade:
            EventTerms(
                "A command waits for a second person.", "命令等待第二人批准。",
                ["proposal", "kind", "proposer", "expires_at"])
        case .proposalDecided:
            EventTerms(
                "The proposal was approved and has run.", "提案已批准并执行。",
                ["proposal", "approver", "outcome"])
        case .holdQuoted:
            EventTerms(
                "What a placement would come to, asked by a dry run; nothing is posted.",
                "试算一笔锁定的结果；未入账。", EventTerms.placement,
                sometimes: EventTerms.placementAtTimes + ["decision"])
        case .holdAliased:
            EventTerms(
                "A placement under another id was answered with this hold.", "以其他编号提交的锁定由本锁定答复。",
                ["hold", "order", "alias"])
        case .holdOperationRefused:
            EventTerms(
                "A capture or an increment was refused and its id used up.", "入账或加额被拒，编号已占用。",
                EventTerms.hold + ["operation", "kind", "outcome"])
        case .orderFactRecorded: EventTerms("A fact was told.", "已记录订单事实。", ["order", "fact"])
        case .orderPulled:
            EventTerms(
                "The merchant was asked for the order and has answered; the facts it told follow.",
                "已向商家查询该订单并获答复；所述事实随后列出。", ["order", "asked_at", "known"])
        case .orderReturnChanged:
            EventTerms(
                "A return case was opened, moved on or closed.", "退货已开启、推进或结束。",
                ["order", "return"])
        case .orderBreakFound:
            EventTerms(
                "Facts contradict each other.", "订单事实相互矛盾。", ["order", "kind"], sometimes: ["line"])
        case .repairMade:
            EventTerms(
                "Holds were given back by a repair; the release of each comes before.",
                "已通过修复退回锁定；各笔退回在前。", ["detector", "counted", "sums"])
        case .dayClosed:
            EventTerms("The totals of a business date are frozen.", "营业日汇总已关账。", ["date"])
        }
    }
}
