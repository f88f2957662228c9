/// The catalogue: the texts of pages: what staff see of an account or a lock.
extension Catalogue {
    static let consoleStaff: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.navOperations, "Operations", "运行"),
        CatalogueRow(.navSupport, "Support", "客服"),
        CatalogueRow(.navReviews, "Reviews", "核验"),
        CatalogueRow(
            .searchLabel, "Account, merchant/order or merchant/hold", "账户、商家/订单号或商家/锁定号"),
        CatalogueRow(
            .searchNone,
            "Nothing is known by this name. For an order or a hold name its merchant too: "
                + "merchant/number.",
            "没有查到。查询订单或锁定请同时注明商家：商家/编号。"),
        CatalogueRow(
            .searchHint,
            "One line answers the call: what to say, what was told, what happens next.",
            "一次查询即可答复来电：可以说什么、之前告知过什么、接下来怎样。"),
        CatalogueRow(.accountTitle, "Account {account}", "账户 {account}"),
        CatalogueRow(.lockTitle, "Order {number} · {merchant}", "订单 {number} · {merchant}"),
        CatalogueRow(.sayTitle, "Say this", "可以这样说"),
        CatalogueRow(.lastTold, "Last told", "最近告知"),
        CatalogueRow(.nothingTold, "Nothing was told about this lock yet.", "尚未就该锁定告知过任何内容。"),
        CatalogueRow(.toldRead, "read", "已读"),
        CatalogueRow(.toldUnread, "not read", "未读"),
        CatalogueRow(.mayNotSay, "Do not say", "不可以说"),
        CatalogueRow(.mayNotEarlier, "No time earlier than {time}.", "不得承诺早于 {time}。"),
        CatalogueRow(.mayNotUnlocked, "Not \"unlocked\": it was billed.", "不得说“已解锁”：该笔已转为账单。"),
        CatalogueRow(.mayNotFreeze, "Nothing of an authority or a freeze.", "不得提及有权机关或冻结。"),
        CatalogueRow(
            .mayNotRisk,
            "Nothing of how or why it is checked, and no points or models.",
            "不得说明如何核验、为何核验，以及评分或模型。"),
        CatalogueRow(
            .mayNotOthers,
            "Nothing of other accounts that lock the same order.",
            "不得提及锁定同一订单的其他账户。"),
        CatalogueRow(.nextStep, "Next step", "下一步"),
        CatalogueRow(.nextBy, "by {time}, in {span}", "不迟于 {time}，还有 {span}"),
        CatalogueRow(.nextPast, "was due at {time}", "已于 {time} 到期"),
        CatalogueRow(.nudge, "Ask the merchant now", "立即向商家查询"),
        CatalogueRow(
            .nudged, "The merchant is asked; the next time is {time}.", "已安排向商家查询，时间为 {time}。"),
        CatalogueRow(
            .nudgeNone, "The merchant cannot be asked: it has no connector.", "无法查询该商家：未配置接口。"),
        CatalogueRow(.timeline, "What happened", "经过"),
        CatalogueRow(.state, "State", "状态"),
        CatalogueRow(.stateStatus, "Status", "状态"),
        CatalogueRow(.stateOpen, "Locked now", "现锁定"),
        CatalogueRow(.stateBilled, "Billed", "已转账单"),
        CatalogueRow(.stateBack, "Came back", "已退回"),
        CatalogueRow(.stateEnds, "Ends at the latest", "最晚结束"),
        CatalogueRow(.statePromised, "Promised to the merchant until", "对商家保证至"),
        CatalogueRow(.statePolicy, "Policy", "策略版本"),
        CatalogueRow(.stateOverlays, "Over it", "附加状态"),
        CatalogueRow(.stateUntil, "until {time}", "至 {time}"),
        CatalogueRow(.related, "Other locks of the order", "同一订单的其他锁定"),
        CatalogueRow(.returns, "Returns", "退货"),
        CatalogueRow(.breaks, "Contradictions", "矛盾"),
        CatalogueRow(.locksOf, "Locks of the account", "账户的锁定"),
        CatalogueRow(.noneOpen, "No credit is locked.", "没有锁定的额度。"),
        CatalogueRow(.endedTitle, "Ended", "已结束"),
        CatalogueRow(.actions, "What you may do", "您可以做的"),
        CatalogueRow(.actionRelease, "Ask for its release", "代为申请退回"),
        CatalogueRow(
            .actionReleaseThen,
            "A review begins, and the review desk decides. Without a decision {amount} goes back to the consumer, by "
                + "{time} at the latest; before the promise to the merchant ends only its own "
                + "word returns it.",
            "将开始核验，由核验台决定。若未作决定，{amount} 最晚 {time} 退回消费者；承诺期满前仅凭商家意见退回。"),
        CatalogueRow(.actionNone, "Nothing is to be done by support here.", "客服在此无需操作。"),
        CatalogueRow(.reason, "Reason", "原因"),
        CatalogueRow(.columnLock, "Order", "订单"),
        CatalogueRow(.columnMerchant, "Merchant", "商家"),
        CatalogueRow(.columnAmount, "Amount", "金额"),
        CatalogueRow(.columnStatus, "Status", "状态"),
        CatalogueRow(.columnEnds, "Ends", "到期"),
        CatalogueRow(.columnWhat, "What", "事项"),
        CatalogueRow(.columnCount, "Count", "数量"),
        CatalogueRow(.columnOldest, "Oldest", "最早"),
        CatalogueRow(.columnNext, "What happens", "接下来"),
        CatalogueRow(.columnShare, "Share", "占比"),
        CatalogueRow(.columnSince, "Since", "自"),
        CatalogueRow(.columnAccount, "Account", "账户"),
        CatalogueRow(.columnWhy, "Why", "原因"),
        CatalogueRow(.columnDecides, "Decides itself", "到期自动"),
        CatalogueRow(
            .maskedNote,
            "Account numbers are shortened until the caller is verified, and no contact data is "
                + "shown. That you looked is recorded.",
            "账户号在核实来电人前均为缩略，且不显示联系方式。您的查看已被记录。"),
    ]
}
