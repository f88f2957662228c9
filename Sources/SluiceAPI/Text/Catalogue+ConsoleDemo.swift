/// The catalogue: the texts of a demonstration.
extension Catalogue {
    static let consoleDemo: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(
            .enterTerms,
            "The link lets in once, and for ten minutes after it was printed.",
            "此链接仅可使用一次，打印后十分钟内有效。"),
        CatalogueRow(.enterSpent, "This link was used already, or is too old.", "此链接已使用或已过期。"),
        CatalogueRow(.enterAgain, "Start the demonstration again for a new one.", "请重新启动演示以获取新链接。"),
        CatalogueRow(.demo, "Demo", "演示"),
        CatalogueRow(
            .demoWhat,
            "A market plays against this engine in true time; its locks last minutes. Make "
                + "trouble here, and look at what becomes of it.",
            "市场正以真实时间与本引擎交互，锁定持续数分钟。可在此制造故障并观察结果。"),
        CatalogueRow(.demoConsumer, "A consumer's page", "消费者页面"),
        CatalogueRow(.demoPlaced, "Purchases locked", "已锁定的支付"),
        CatalogueRow(.demoDeclined, "Purchases declined", "未获批准的支付"),
        CatalogueRow(.demoTold, "Words of merchants taken", "已收到的商家消息"),
        CatalogueRow(.demoHeldBack, "Words that wait for the feed", "等待恢复的消息"),
        CatalogueRow(.demoPeak, "Double Eleven", "双11 高峰"),
        CatalogueRow(.demoPeakWhat, "Twenty times as many purchases.", "支付量增至二十倍。"),
        CatalogueRow(
            .demoPeakLook,
            "Unlocks stay within their promise; credit runs out for some.",
            "解锁时效不变；部分用户额度用尽。"),
        CatalogueRow(.demoOutage, "Feed outage", "消息中断"),
        CatalogueRow(
            .demoOutageWhat,
            "Nothing that {merchant} says arrives, and it does not answer when asked.",
            "{merchant} 的消息全部中断，主动查询也无应答。"),
        CatalogueRow(
            .demoOutageLook,
            "After some two minutes its locks are kept from ending until it is heard "
                + "again: our deafness frees no shop.",
            "约两分钟后，其锁定将暂停到期，直至恢复：不因我方收不到消息而误退。"),
        CatalogueRow(.demoSilence, "Silent merchant", "商家沉默"),
        CatalogueRow(
            .demoSilenceWhat,
            "{merchant} neither ships nor cancels what is ordered from now on, and tells nobody.",
            "{merchant} 对之后的订单既不发货也不取消，且不告知任何人。"),
        CatalogueRow(
            .demoSilenceLook,
            "After a minute and a half it is asked; what it knows nothing of goes back to "
                + "the consumers.",
            "一分半钟后引擎会主动查询；无进展的锁定将退回消费者。"),
        CatalogueRow(.demoOn, "on", "进行中"),
        CatalogueRow(.demoOff, "as usual", "正常"),
        CatalogueRow(.demoBegin, "Begin", "开始"),
        CatalogueRow(.demoEnd, "Back to normal", "恢复正常"),
        CatalogueRow(.demoSee, "See it", "查看"),
        CatalogueRow(.demoCase, "Somebody calls about the newest lock:", "有人来电询问最新一笔锁定："),
    ]
}
