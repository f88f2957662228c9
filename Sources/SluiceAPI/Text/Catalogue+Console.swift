/// The catalogue: the texts of pages: frame, sum and cards.
extension Catalogue {
    static let consoleTexts: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.skip, "Skip to the content", "跳到正文"),
        CatalogueRow(.language, "Language", "语言"),
        CatalogueRow(.themeDark, "Dark", "深色"),
        CatalogueRow(.themeLight, "Light", "浅色"),
        CatalogueRow(.themeAuto, "As the system", "跟随系统"),
        CatalogueRow(.zone, "Times are those of {zone}.", "时间均为 {zone} 时间。"),
        CatalogueRow(.today, "today", "今天"),
        CatalogueRow(
            .liveAsOf,
            "As of {time}. Load the page again for what is newer.",
            "截至 {time}。重新加载页面可查看更新。"),
        CatalogueRow(.liveOn, "Live · newest {time}", "实时更新中 · 最近一次 {time}"),
        CatalogueRow(
            .liveOff,
            "The connection was lost at {time}; what you see is of then. Trying again.",
            "连接已于 {time} 断开，所见为当时的情况，正在重连。"),
        CatalogueRow(.liveBack, "Connected again · newest {time}", "连接已恢复 · 最近一次 {time}"),
        CatalogueRow(.leave, "Leave", "退出"),
        CatalogueRow(.goOn, "Go on", "继续"),
        CatalogueRow(
            .stale,
            "The system takes nothing new at the moment; what you see may be a little old. "
                + "Nothing is lost.",
            "系统暂时不能处理新的请求，所见可能略有延迟，数据不会丢失。"),
        CatalogueRow(
            .behind,
            "What you see may be a little old; what is newer is not shown yet. Nothing is lost.",
            "所见可能略有延迟，最新的变动尚未显示，数据不会丢失。"),
        CatalogueRow(.myLockedCredit, "My locked credit", "我的锁定额度"),
        CatalogueRow(.availableCredit, "Available credit", "可用额度"),
        CatalogueRow(.available, "Available", "可用"),
        CatalogueRow(.locked, "Locked", "锁定"),
        CatalogueRow(.lockedCount, "Locked · {count}", "锁定 · {count} 笔"),
        CatalogueRow(.used, "Used", "已用"),
        CatalogueRow(
            .sumSpoken,
            "Limit {limit}: available {available}, locked {locked}, used {used}",
            "额度 {limit}：可用 {available}，锁定 {locked}，已用 {used}"),
        CatalogueRow(.sumLimit, "= limit {amount}", "= 额度 {amount}"),
        CatalogueRow(
            .sumTemporary, " + temporary {amount} (until {date})", " + 临时 {amount}（{date}到期）"),
        CatalogueRow(.sumRest, " − locked {locked} − used {used}", " − 锁定 {locked} − 已用 {used}"),
        CatalogueRow(
            .sumOver,
            "More is locked and used than the limit, by {amount}; so nothing is available.",
            "锁定与已用超过额度 {amount}，因此可用为零。"),
        CatalogueRow(.meaningAvailable, "What you can spend now.", "现在可以使用的额度。"),
        CatalogueRow(
            .meaningLocked,
            "Kept for orders that are not done. Each ends by itself: billed or returned.",
            "为未完成的订单保留；每一笔都会结束：转为账单或退回额度。"),
        CatalogueRow(
            .meaningUsed,
            "Billed and not yet repaid. Repaying makes it available again.",
            "已转为账单、尚未还款；还款后恢复可用。"),
        CatalogueRow(.locks, "Locks and returns", "锁定与退货"),
        CatalogueRow(
            .noLocks,
            "No credit is locked. What an order locks is shown here, with why and until when.",
            "目前没有锁定的额度。订单锁定的额度会显示在这里，并说明原因和期限。"),
        CatalogueRow(.moreLocks, "Show all {count} locks", "显示全部 {count} 笔锁定"),
        CatalogueRow(.inbox, "Messages", "消息"),
        CatalogueRow(.unread, "new", "未读"),
        CatalogueRow(.markRead, "Mark all as read", "全部标为已读"),
        CatalogueRow(
            .noMessages, "What we tell you of your locked credit stays here.", "与锁定额度有关的通知会保留在这里。"),
        CatalogueRow(.history, "History", "历史"),
        CatalogueRow(.noHistory, "Locks that ended stay here, with why.", "已结束的锁定会保留在这里，并说明原因。"),
        CatalogueRow(.steps, "Steps", "进度"),
        CatalogueRow(.stepDone, "done", "已完成"),
        CatalogueRow(.stepNow, "now", "进行中"),
        CatalogueRow(.stepAhead, "still to come", "未开始"),
        CatalogueRow(.orderNumber, "Order {number}", "订单 {number}"),
        CatalogueRow(.likelyBy, "Most likely by", "最可能"),
        CatalogueRow(.askRelease, "Ask for release", "申请退回"),
        CatalogueRow(.whyLocked, "Why is it locked?", "为什么锁定？"),
        CatalogueRow(.whatNext, "What happens next?", "接下来怎样？"),
        CatalogueRow(.stopLocked, "Locked", "已锁定"),
        CatalogueRow(.stopReserved, "Reserved", "已预留"),
        CatalogueRow(.stopShipped, "Shipped", "发货"),
        CatalogueRow(.stopDelivered, "Delivered", "签收"),
        CatalogueRow(.stopCompleted, "Completed", "完成"),
        CatalogueRow(.stopBilled, "Billed", "转为账单"),
        CatalogueRow(.stopCancelled, "Cancelled", "已取消"),
        CatalogueRow(.stopChecked, "Checked", "核验"),
        CatalogueRow(.stopReturned, "Returned", "退回额度"),
        CatalogueRow(.stopAsked, "Asked for", "已申请"),
        CatalogueRow(.stopSentBack, "Sent back", "寄回"),
        CatalogueRow(.stopInspected, "Inspected", "商家验收"),
        CatalogueRow(.stopRefunded, "Refunded", "退款"),
        CatalogueRow(.stopDecided, "Decided", "贷款机构决定"),
        CatalogueRow(.waitsShop, "awaits the shop", "等商家"),
        CatalogueRow(.waitsLender, "awaits the lender", "等贷款机构"),
        CatalogueRow(.waitsYou, "awaits you", "等您"),
        CatalogueRow(.waitsAuthority, "on hold", "暂停"),
        CatalogueRow(
            .saidShip,
            "Waiting for the shop to ship. Once shipped it is billed and does not come back "
                + "to your limit. Next: the shop.",
            "等商家发货。发货后转为账单，不会退回额度。下一步：商家。"),
        CatalogueRow(
            .saidDeliver,
            "Waiting for the shop. Once delivered it is billed and does not come back to "
                + "your limit. Next: the shop.",
            "等商家发货并送达。签收后转为账单，不会退回额度。下一步：商家。"),
        CatalogueRow(
            .saidDeliverShipped,
            "The shop has shipped. Once delivered it is billed and does not come back to "
                + "your limit. Next: the shop.",
            "商家已发货。签收后转为账单，不会退回额度。下一步：商家。"),
        CatalogueRow(
            .saidComplete,
            "Waiting for the order to be completed. Then it is billed and does not come back "
                + "to your limit. Next: the shop.",
            "等订单完成。完成后转为账单，不会退回额度。下一步：商家。"),
        CatalogueRow(
            .saidReview,
            "The amount is reserved while the purchase is checked. Next: the lender.",
            "支付正在核验，额度已预留。下一步：贷款机构。"),
        CatalogueRow(
            .saidDecide,
            "The return of this credit is being checked. Next: the lender.",
            "正在核验是否退回额度。下一步：贷款机构。"),
        CatalogueRow(
            .saidJudge,
            "The return of this credit waits its turn. Next: the lender.",
            "额度退回正在排队核验。下一步：贷款机构。"),
        CatalogueRow(
            .saidResolve,
            "We are asking whether the payment went through. Next: the payment system.",
            "正在确认付款结果。下一步：付款系统。"),
        CatalogueRow(
            .saidOther,
            "Nothing moves until this is settled. Next: the lender.",
            "处理期间不变动。下一步：贷款机构。"),
        CatalogueRow(.saidPart, "{billed} is billed already.", "其中 {billed} 已转为账单。"),
        CatalogueRow(
            .saidReturnGoods,
            "Being returned. Send the goods back; when the shop has them it inspects and "
                + "refunds. Next: you.",
            "退货中。请寄回商品；商家收到后验收并退款。下一步：您。"),
        CatalogueRow(
            .saidReturnInspection,
            "Being returned. Waiting for the shop to inspect and refund. Next: the shop.",
            "退货中，等商家验收并退款。下一步：商家。"),
        CatalogueRow(
            .saidReturnStaff,
            "Being returned. The shop did not answer in time; the lender decides. Next: the "
                + "lender.",
            "退货中，商家逾期未处理，由贷款机构决定。下一步：贷款机构。"),
        CatalogueRow(
            .latestShip, "If not shipped by {time} it comes back by itself", "{time} 仍未发货将自动退回"),
        CatalogueRow(
            .latestDeliver,
            "If not delivered by {time} it comes back by itself",
            "{time} 仍未送达将自动退回"),
        CatalogueRow(
            .latestComplete,
            "If not completed by {time} it comes back by itself",
            "{time} 仍未完成将自动退回"),
        CatalogueRow(
            .latestReview,
            "Without an answer by {time} the amount is free again",
            "{time} 前没有结果将恢复可用"),
        CatalogueRow(
            .latestDecide,
            "Without a decision it comes back, by {time} at the latest",
            "未作决定将自动退回，最晚 {time}"),
        CatalogueRow(.latestOther, "It ends by {time} at the latest", "最晚 {time} 结束"),
        CatalogueRow(.endedAt, "Ended {time}", "已于 {time} 结束"),
        CatalogueRow(.latestReturn, "This step ends by {time} at the latest", "此步骤最晚 {time} 结束"),
        CatalogueRow(.flagLate, "late", "延迟"),
        CatalogueRow(
            .lateBy,
            "{days} days later than we told you first ({told}); the latest time has not changed.",
            "比先前告知的 {told} 晚 {days} 天；最晚时间不变。"),
        CatalogueRow(
            .lateByOne,
            "Later than we told you first ({told}); the latest time has not changed.",
            "晚于先前告知的 {told}；最晚时间不变。"),
        CatalogueRow(.lateAsks, "We ask the shop again at {time}.", "下次向商家查询：{time}。"),
        CatalogueRow(.flagNeedsYou, "you can end this", "等您处理"),
        CatalogueRow(
            .needsConfirm,
            "Confirm in the lender's app by {time} and the check ends at once.",
            "请于 {time} 前在贷款机构应用内确认，核验即时结束。"),
        CatalogueRow(.needsGoods, "Send the goods back by {time}.", "请于 {time} 前寄回商品。"),
        CatalogueRow(.flagAsked, "you asked for it back", "已申请退回"),
        CatalogueRow(.endedBilled, "billed", "已转为账单"),
        CatalogueRow(.endedUnlocked, "unlocked", "已解锁"),
        CatalogueRow(.endedPart, "part billed, part returned", "部分转账单，部分退回"),
        CatalogueRow(.endedDeclined, "declined, nothing locked", "未获批准，未锁定"),
        CatalogueRow(.endedSplit, "went to other orders", "已拆分到其他订单"),
    ]
}

extension Catalogue {
    public static func text(_ text: ConsoleText, in language: Language) -> String {
        guard let row = consoleRows[text] else { preconditionFailure("\(text) has no row") }
        return row.said(to: .consumer, code: text.rawValue).text(in: language)
    }

    private static let consoleRows = rows(
        consoleTexts + consoleAnswers + consoleStaff + consoleBoard + consoleCurves + consoleWords
            + consoleQuote + consoleDemo + consoleMerchant + consoleLevels + consoleCall)
}
