/// The catalogue: the texts of pages: what a merchant sees of its orders.
extension Catalogue {
    static let consoleMerchant: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.navMerchant, "Merchant", "商家"),
        CatalogueRow(.merchantFind, "Which merchant?", "哪个商家？"),
        CatalogueRow(.merchantFindHint, "Its name as in its orders.", "与订单中的商家名称一致。"),
        CatalogueRow(.merchantOpen, "Open", "打开"),
        CatalogueRow(.merchantUnknown, "Nothing is known of this merchant.", "没有该商家的记录。"),
        CatalogueRow(
            .merchantLooking,
            "You look with the merchant's eyes. It alone acts here.",
            "您正以商家视角查看，仅商家可在此操作。"),
        CatalogueRow(.feedTitle, "Messages of orders", "订单消息"),
        CatalogueRow(.feedWordFew, "few", "较少"),
        CatalogueRow(.feedWordNone, "none yet", "尚无"),
        CatalogueRow(
            .feedAlive,
            "Messages of orders arrive: {count} in 28 days, the newest {time}.",
            "订单消息正常：近 28 天 {count} 条，最近一条 {time}。"),
        CatalogueRow(
            .feedFew,
            "Messages of orders in 28 days: {count}, the newest {time}; too few to tell "
                + "whether any is missing.",
            "近 28 天订单消息 {count} 条，最近一条 {time}；数量较少，无法判断是否有遗漏。"),
        CatalogueRow(
            .feedNone,
            "No message of an order has come yet. A lock is billed once it is told that "
                + "the order was shipped.",
            "尚未收到订单消息。告知发货后，锁定才会转为账单。"),
        CatalogueRow(
            .feedLost,
            "Far fewer messages of orders come than usual since {time}. Meanwhile no "
                + "lock ends for silence; look at what sends them.",
            "自 {time} 起订单消息明显少于平常。期间不会因无消息而结束锁定；请检查发送系统。"),
        CatalogueRow(
            .feedParked,
            "Waiting for an order that is not known here: {count}.",
            "等待尚未建立的订单：{count} 条。"),
        CatalogueRow(.listShip, "Ship now", "待发货"),
        CatalogueRow(
            .listShipHint,
            "Promised for more than 48 hours; the promise that ends next comes first.",
            "承诺期还有 48 小时以上；先到期的在前。"),
        CatalogueRow(
            .listEnding,
            "Ending within 48 hours: ship or extend",
            "48 小时内到期：发货或延长"),
        CatalogueRow(
            .listEndingHint,
            "Until then the amount is promised to you; afterwards it may go back to the "
                + "customer.",
            "到期前金额对您保证；到期后可能退回顾客。"),
        CatalogueRow(.listOver, "Ended: do not ship", "已结束：请勿发货"),
        CatalogueRow(
            .listOverHint,
            "The promise is over, or the lock ended in the last 7 days and was not "
                + "billed in full; the newest first.",
            "承诺期已过，或近 7 天结束且未全部转为账单；最近的在前。"),
        CatalogueRow(.listReturns, "Returns to inspect", "待验收退货"),
        CatalogueRow(
            .listReturnsHint,
            "The case whose time ends next comes first.",
            "期限最近的在前。"),
        CatalogueRow(.listOwed, "What we owe you, by day", "应付您的款项（按日）"),
        CatalogueRow(
            .listOwedHint,
            "Billed less refunded, with corrections, by business date. A closed day does "
                + "not change any more.",
            "已转账单减退款，含更正，按业务日期。已结账的日期不再变动。"),
        CatalogueRow(
            .emptyShip,
            "Nothing waits to be shipped. Each approved order would stand here, with its "
                + "amount and until when it is promised to you.",
            "没有待发货的订单。获批的订单会列在这里，注明金额和承诺期限。"),
        CatalogueRow(
            .emptyEnding,
            "Nothing ends within 48 hours. What does would stand here while it can still "
                + "be shipped or extended.",
            "48 小时内没有到期的订单。即将到期的会列在这里，仍可发货或延长。"),
        CatalogueRow(
            .emptyOver,
            "Nothing ended in the last 7 days. What must not be shipped any more would "
                + "stand here, with why.",
            "近 7 天没有结束的订单。不应再发货的会列在这里，并说明原因。"),
        CatalogueRow(
            .emptyReturns,
            "No return waits for you. Once goods are on their way back the case would "
                + "stand here, with its deadline.",
            "没有待验收的退货。商品寄回后会列在这里，注明期限。"),
        CatalogueRow(
            .emptyOwed,
            "Nothing was billed yet. Each day on which an order is billed or refunded "
                + "would stand here, with its sum.",
            "尚无账单。有订单转账单或退款的日期会列在这里，并附合计。"),
        CatalogueRow(.emptyRest, "There is nothing further.", "没有更多内容。"),
        CatalogueRow(.listAll, "Show all", "显示全部"),
        CatalogueRow(.listDays, "Show earlier days", "显示更早的日期"),
        CatalogueRow(.listFurther, "Further", "下一页"),
        CatalogueRow(.listsBack, "All lists", "全部列表"),
        CatalogueRow(.tileEnding, "Ending within 48 hours", "48 小时内到期"),
        CatalogueRow(
            .tileOpenOf,
            "{amounts} of {all} locked · {count} open in all",
            "锁定 {all} 中的 {amounts} · 未结共 {count} 笔"),
        CatalogueRow(
            .tileOverOf,
            "{amounts} not billed · {count} ended or over in 7 days in all",
            "{amounts} 未转账单 · 近 7 天结束或过期共 {count} 笔"),
        CatalogueRow(
            .tileReturnsOf,
            "{amounts} of {all} · {count} open in all",
            "{all} 中的 {amounts} · 未结共 {count} 笔"),
        CatalogueRow(.tileOwed, "Owed for {date}", "{date} 应付"),
        CatalogueRow(
            .tileOwedOf,
            "orders: {count} · the newest days together {amounts}",
            "订单 {count} 笔 · 最近各日合计 {amounts}"),
        CatalogueRow(.tileOwedNone, "nothing was billed yet", "尚无账单"),
        CatalogueRow(.columnBegan, "Since", "开始于"),
        CatalogueRow(.columnPromised, "Promised to you until", "对您承诺至"),
        CatalogueRow(.columnOver, "Over since", "结束于"),
        CatalogueRow(.columnDue, "Due by", "期限"),
        CatalogueRow(.columnDay, "Day", "日期"),
        CatalogueRow(.columnOrders, "Orders", "订单数"),
        CatalogueRow(.columnRefunded, "Refunded", "已退款"),
        CatalogueRow(.columnCorrected, "Corrected", "更正"),
        CatalogueRow(.columnOwed, "Owed", "应付"),
        CatalogueRow(.columnBooks, "Books", "账目"),
        CatalogueRow(.columnRows, "Rows", "明细"),
        CatalogueRow(.daysSum, "Sum of these days", "以上合计"),
        CatalogueRow(.dayClosed, "closed", "已结账"),
        CatalogueRow(.dayOpen, "still open", "未结账"),
        CatalogueRow(.csvOf, "CSV of {date}", "{date} 明细 CSV"),
        CatalogueRow(.clockLeft, "{span} left", "还有 {span}"),
        CatalogueRow(.clockAgo, "{span} ago", "{span}前"),
        CatalogueRow(.clockNow, "just now", "刚刚"),
        CatalogueRow(
            .stepShip,
            "Ship. Once you tell us it is billed.",
            "请发货；告知发货后转为账单。"),
        CatalogueRow(
            .stepShipDelivers,
            "Ship. It is billed once it is delivered.",
            "请发货；送达后转为账单。"),
        CatalogueRow(
            .stepDeliver,
            "Shipped. It is billed once you tell us that it was delivered.",
            "已发货；告知送达后转为账单。"),
        CatalogueRow(
            .stepShipCompletes,
            "Ship. It is billed once the order is completed.",
            "请发货；订单完成后转为账单。"),
        CatalogueRow(
            .stepComplete,
            "On its way. It is billed once you tell us that the order is completed.",
            "已发出；告知订单完成后转为账单。"),
        CatalogueRow(
            .stepResolve,
            "Wait. It is being asked whether the payment went through.",
            "请等待，正在确认付款结果。"),
        CatalogueRow(
            .stepPromiseOver,
            "Do not ship: the promise is over. Unless it ended meanwhile you may extend "
                + "it first.",
            "请勿发货：承诺期已过。若尚未结束，可先延长。"),
        CatalogueRow(.stepDoNotShip, "Do not ship. {why}", "请勿发货。{why}"),
        CatalogueRow(.stepNotTheRest, "Do not ship the rest. {why}", "其余部分请勿发货。{why}"),
        CatalogueRow(
            .stepInspect,
            "The goods are here: inspect and refund. Without your word the lender decides.",
            "商品已到：请验收并退款。逾期未处理由贷款机构决定。"),
        CatalogueRow(
            .stepReceive,
            "The goods are on their way: tell us when they come, then inspect and refund.",
            "商品寄回中：收到后请告知，并验收退款。"),
        CatalogueRow(.extendLink, "Extend…", "延长…"),
        CatalogueRow(.extendTitle, "Extend it", "延长"),
        CatalogueRow(.extendUntil, "Until", "延长至"),
        CatalogueRow(.extendChoice, "{time} ({span} longer)", "{time}（延长 {span}）"),
        CatalogueRow(
            .extendThen,
            "The promise to you and the customer's lock last until then. Once a day; "
                + "until {time} at the latest.",
            "对您的承诺和顾客的锁定都持续到该时间。每日一次，最晚 {time}。"),
        CatalogueRow(.extendButton, "Extend", "延长"),
        CatalogueRow(
            .extendedDone,
            "Extended. Until when it is promised to you now stands below.",
            "已延长，新的承诺期限见下方。"),
        CatalogueRow(.giveBackTitle, "You will not ship it", "不再发货"),
        CatalogueRow(
            .giveBackThen,
            "{amount} goes back to the customer at once, and nothing is owed to you for it. "
                + "This cannot be taken back. What is on its way already is at your risk.",
            "{amount} 立即退回顾客，您不会收到这笔款项。此操作不可撤销；若商品已在途，风险由您承担。"),
        CatalogueRow(.giveBackSure, "I will not ship this order.", "我确认不发货。"),
        CatalogueRow(.giveBack, "Give {amount} back", "退回 {amount}"),
        CatalogueRow(
            .releasedDone,
            "Your word is taken. Do not ship this order; what went back stands below.",
            "已收到您的意见。请勿发货，退回情况见下方。"),
        CatalogueRow(.merchantIdle, "Nothing is to be done by you here.", "您在此无需操作。"),
        CatalogueRow(
            .merchantLooked,
            "The merchant alone acts here: it extends and gives back.",
            "仅商家可在此延长或退回。"),
    ]
}
