/// The catalogue: the texts of pages: the board and the desk.
extension Catalogue {
    static let consoleBoard: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.wordGood, "good", "良好"),
        CatalogueRow(.wordWatch, "watch", "关注"),
        CatalogueRow(.wordAct, "act", "处理"),
        CatalogueRow(.tileDeclines, "Avoidable declines", "本可避免的拒付"),
        CatalogueRow(
            .tileDeclinesOf,
            "target 0 · 28 days · {count} prevented by credit given back in time",
            "目标 0 · 近 28 天 · 因及时退回避免 {count} 笔"),
        CatalogueRow(.tileWrong, "Captures after the end", "结束后请款"),
        CatalogueRow(
            .tileWrongOf,
            "open cases of D12 · a lock ended that was still needed",
            "未结 D12 · 锁定结束后仍被需要"),
        CatalogueRow(.tilePast, "Past deadline", "逾期未结束"),
        CatalogueRow(.tilePastOf, "target 0 · of {count} open locks", "目标 0 · 共 {count} 笔未结束锁定"),
        CatalogueRow(.tileFeeds, "Feeds silent", "静默商家"),
        CatalogueRow(
            .tileFeedsOf, "merchants now · {amounts} locked with them", "当前商家数 · 涉及锁定 {amounts}"),
        CatalogueRow(.tileDue, "End by {time} if nothing changes", "若无变化 {time} 前到期"),
        CatalogueRow(
            .tileDueOf,
            "of {count} open locks, by themselves in 8 hours",
            "共 {count} 笔未结束锁定，8 小时内将自动结束"),
        CatalogueRow(.tileUnlock, "Unlock P50 / P95 / P99", "解锁 P50 / P95 / P99"),
        CatalogueRow(
            .tileUnlockOf,
            "target P95 {p95}, P99 {p99} · {count} in 28 days · at most, in powers of two",
            "目标 P95 {p95}，P99 {p99} · 近 28 天 {count} 笔 · 不超过，按二倍档位"),
        CatalogueRow(.tileQueue, "Reviews waiting", "等待核验"),
        CatalogueRow(.tileQueueOf, "{tiers} · oldest {oldest}", "{tiers} · 最早 {oldest}"),
        CatalogueRow(.tileQueueNone, "nobody waits", "无等待"),
        CatalogueRow(.tileAnomalies, "Open anomalies", "未结异常"),
        CatalogueRow(.tileAnomaliesOf, "{amounts} · as of {time}", "{amounts} · 截至 {time}"),
        CatalogueRow(.chartWhy, "Why locks last", "锁定为何持续"),
        CatalogueRow(
            .chartWhyOf,
            "share of locked amount × time, of locks that ended in 24 h",
            "近 24 小时结束的锁定 · 金额×时间占比"),
        CatalogueRow(.chartWhyNone, "No lock ended in the last 24 hours.", "近 24 小时没有锁定结束。"),
        CatalogueRow(.chartLevels, "How soon credit came back", "退回时效"),
        CatalogueRow(.chartLevelsOf, "28 days, by cause", "近 28 天，按原因"),
        CatalogueRow(.chartLevelsNone, "No credit came back yet.", "尚无退回记录。"),
        CatalogueRow(.levelShare, "{share} % within {time}", "{share}% 于 {time} 内"),
        CatalogueRow(.levelDeadline, "{share} % by their deadline", "{share}% 按期"),
        CatalogueRow(.columnCause, "Cause", "原因"),
        CatalogueRow(.columnPromise, "Promise", "承诺"),
        CatalogueRow(.columnKept, "Kept", "达成"),
        CatalogueRow(.columnWord, "Word", "结论"),
        CatalogueRow(.board, "Anomalies", "异常"),
        CatalogueRow(
            .boardNone,
            "Nothing is wrong. What is found would stand here with its amount, its age and "
                + "whose step is next.",
            "没有异常。发现的异常会列在这里，注明金额、时长和下一步负责人。"),
        CatalogueRow(.boardCounting, "The board is being counted for the first time.", "正在首次统计异常。"),
        CatalogueRow(.repairsOn, "automatic repairs on", "自动处理：开启"),
        CatalogueRow(.repairsOff, "automatic repairs off", "自动处理：已关闭"),
        CatalogueRow(
            .repairsHow,
            "The switch is repairs.enabled of the policy.",
            "开关为策略中的 repairs.enabled。"),
        CatalogueRow(.dryRun, "Dry run…", "试运行…"),
        CatalogueRow(
            .dryRunTotal,
            "{count} would be given back, {amounts}; {refused} would not.",
            "将退回 {count} 笔，{amounts}；{refused} 笔不会退回。"),
        CatalogueRow(.dryRunNone, "None of these may be given back now.", "目前均不可退回。"),
        CatalogueRow(.repairNow, "Give back {amounts} now", "立即退回 {amounts}"),
        CatalogueRow(.repairDone, "Given back: {count}, {amounts}.", "已退回 {count} 笔，{amounts}。"),
        CatalogueRow(
            .repairProposal,
            "Above the cap: a second person has to approve it. Propose it at /v1/proposals.",
            "超过上限，须第二人批准。请在 /v1/proposals 提交。"),
        CatalogueRow(.wouldRelease, "would be given back", "将退回"),
        CatalogueRow(.nothingHere, "Nothing of this kind is open.", "没有此类异常。"),
        CatalogueRow(.back, "Back", "返回"),
        CatalogueRow(
            .reviewsNone,
            "Nothing waits for a decision. What is in doubt would stand here with when it "
                + "decides itself.",
            "没有待决事项。存疑的退回或支付会列在这里，并注明自动决定的时间。"),
        CatalogueRow(.reviewsMove, "move", "移动"),
        CatalogueRow(.reviewsYes, "release or approve", "退回或批准"),
        CatalogueRow(.reviewsNo, "keep or decline", "保持锁定或不批准"),
        CatalogueRow(.decideRelease, "Release", "退回"),
        CatalogueRow(.decideKeep, "Keep locked", "保持锁定"),
        CatalogueRow(.decideApprove, "Approve", "批准"),
        CatalogueRow(.decideDecline, "Decline", "不批准"),
        CatalogueRow(.selfRelease, "no decision: returns {time}", "不处理将于{time}退回"),
        CatalogueRow(.selfDecline, "no decision: declined {time}", "不处理将于{time}不予批准"),
        CatalogueRow(.askedMerchant, "asked for by the merchant", "商家提出"),
        CatalogueRow(.askedOther, "asked for without the merchant", "非商家提出"),
        CatalogueRow(.purchase, "purchase", "支付"),
        CatalogueRow(
            .decided,
            "Decided: order {order}. It takes effect at {time}.",
            "已决定：订单 {order}，{time} 生效。"),
        CatalogueRow(.decidedNow, "Decided: order {order}.", "已决定：订单 {order}。"),
        CatalogueRow(.undo, "Undo", "撤销"),
        CatalogueRow(.undone, "Taken back: order {order} waits again.", "已撤销：订单 {order} 重新等待。"),
        CatalogueRow(
            .reviewYield,
            "Reviews that found something: {found} of {all} in 28 days",
            "近 28 天有发现的核验：{found} / {all}"),
        CatalogueRow(
            .moreReviews, "These are the {count} whose deadline is next.", "显示期限最近的 {count} 笔。"),
    ]
}

/// The catalogue: the texts of pages: the curves and the ages of the board.
extension Catalogue {
    static let consoleCurves: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.chartRates, "Answers a second", "每秒应答"),
        CatalogueRow(.chartSince, "the last 15 minutes", "近 15 分钟"),
        CatalogueRow(.chartTimes, "Answer time, P99", "应答时间 P99"),
        CatalogueRow(.chartTimesOf, "at most, in powers of two", "不超过，按二倍档位"),
        CatalogueRow(.chartPulse, "Answers of the last 15 minutes", "近 15 分钟应答"),
        CatalogueRow(
            .chartPulseOf, "half a minute a row, the newest first; times at most",
            "每行半分钟，最新在前；时间为上限"),
        CatalogueRow(
            .chartPulseNone, "The first half minute is being counted.", "正在统计首个半分钟。"),
        CatalogueRow(.asTable, "As a table", "以表格查看"),
        CatalogueRow(.columnUntil, "Until", "截至"),
        CatalogueRow(.columnCheckouts, "Checkouts/s", "结账/秒"),
        CatalogueRow(.columnUnlocks, "Unlocks/s", "解锁/秒"),
        CatalogueRow(.columnFacts, "Order facts/s", "订单消息/秒"),
        CatalogueRow(.columnCheckoutP50, "Checkout P50", "结账 P50"),
        CatalogueRow(.columnCheckoutP99, "Checkout P99", "结账 P99"),
        CatalogueRow(.columnUnlockP50, "Unlock P50", "解锁 P50"),
        CatalogueRow(.columnUnlockP99, "Unlock P99", "解锁 P99"),
        CatalogueRow(.chartAges, "Age of open locks", "未结束锁定的时长"),
        CatalogueRow(.chartAgesOf, "{count} locks · as of {time}", "{count} 笔 · 截至 {time}"),
        CatalogueRow(
            .chartAgesNone, "No lock is open. Each would be counted here by its age.",
            "没有未结束的锁定；如有，将按时长列在这里。"),
        CatalogueRow(.columnAge, "Age", "时长"),
        CatalogueRow(.ageHour, "up to 1 h", "1 小时内"),
        CatalogueRow(.ageDay, "1–24 h", "1–24 小时"),
        CatalogueRow(.ageThreeDays, "1–3 d", "1–3 天"),
        CatalogueRow(.ageWeek, "3–7 d", "3–7 天"),
        CatalogueRow(.ageTwoWeeks, "7–14 d", "7–14 天"),
        CatalogueRow(.ageMonth, "14–30 d", "14–30 天"),
        CatalogueRow(.ageOlder, "over 30 d", "超过 30 天"),
    ]
}
