import SluiceAPI
import SluiceCore

/// The words of the report around its figures.
struct AuditWords {
    let language: Language

    func callAsFunction(_ english: String, _ chinese: String) -> String {
        language == .chinese ? chinese : english
    }

    var heading: String { self("Locked credit as of", "锁定额度审计，截至") }

    /// What was read, a line a file.
    func files(_ files: AuditReport.Files) -> [[String]] {
        let count = GroupedText.count
        let later = self("placed later, left out", "晚于审计时间，未计入")
        let locks =
            self(
                "\(count(files.holdRows)) rows, \(count(files.open)) open, "
                    + "\(count(files.ended)) ended",
                "\(count(files.holdRows)) 行，未结束 \(count(files.open)) 笔，"
                    + "已结束 \(count(files.ended)) 笔")
            + (files.laterHolds > 0
                ? self(", ", "，") + "\(count(files.laterHolds)) " + later : "")
        let orders =
            self(
                "\(count(files.orderRows)) rows, orders: \(count(files.knownOrders)), "
                    + "merchants: \(count(files.merchants))",
                "\(count(files.orderRows)) 行，\(count(files.knownOrders)) 笔订单，"
                    + "\(count(files.merchants)) 家商家")
            + (files.laterFacts > 0
                ? self(
                    ", \(count(files.laterFacts)) later facts left out",
                    "，\(count(files.laterFacts)) 条消息晚于审计时间，未计入") : "")
        return [
            [self("locks", "锁定"), files.holds, locks],
            [self("orders", "订单"), files.orders, orders],
        ]
    }

    /// The terms locks are judged by.
    func terms(_ terms: AuditTerms) -> [String] {
        let policy =
            terms.file.map { self("the policy of \($0)", "政策文件 \($0) ") }
            ?? self("the standard policy", "标准政策")
        let scenarios = terms.scenarios.map { scenario in
            let days = SpanText.short(scenario.timeToLiveNs, in: language)
                .replacing(".0", with: "")
            return "\(scenario.name.text) \(days)" + self(", ", "，") + captureOn(scenario.captureOn)
        }
        return [
            self(
                "Judged by \(policy): a lock is stuck 15 min after the fact that ends "
                    + "it, or past its own end;",
                "按\(policy)判断：结束锁定的消息到达 15 分钟后、或锁定到期后仍未结束，即为滞留；"),
            self(
                "an order is silent after a quarter of the lock's term. Terms by scenario:",
                "订单在锁定期限的四分之一内无消息，即为长期无消息。各场景期限："),
        ] + scenarios.map { "  " + $0 }
    }

    private func captureOn(_ captureOn: CaptureOn) -> String {
        switch captureOn {
        case .shipped: self("billed when shipped", "发货入账")
        case .delivered: self("billed when delivered", "送达入账")
        case .completed: self("billed when completed", "完成入账")
        }
    }

    /// What the money that is stuck adds up to over time.
    func occupancy(_ stuck: AuditSum, returned: AuditSum, _ currency: Currency) -> String {
        let code = currency.code
        let total = GroupedText.wholeUnits(stuck.amountDays, currency)
        let free = GroupedText.wholeUnits(returned.amountDays, currency)
        // The mean over amounts: how long a stuck unit of money has been stuck.
        let meanNs = stuck.occupancy / Int128(max(1, stuck.amount.minor))
        let mean = SpanText.short(Int64(clamping: meanNs), in: language)
        return self(
            "Stuck for \(mean) on average: \(total) \(code)-days, amount times days. Ending each "
                + "lock on time\nwould have freed them, \(free) \(code)-days of it on consumers' lines.",
            "平均滞留 \(mean)，合计 \(total) \(code)·天（金额 × 天数）。若按时结束，这些占用均可释放，"
                + "其中 \(free) \(code)·天属于消费者额度。")
    }

    /// What a reader should know before trusting the figures.
    func warnings(_ report: AuditReport, rejects path: String) -> [String] {
        var warnings: [String] = []
        let count = GroupedText.count
        if report.rejectedRows > 0 {
            let causes = report.rejects.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "\(count($0.value)) \($0.key.rawValue)" }.joined(separator: ", ")
            warnings.append(
                self(
                    "\(count(report.rejectedRows)) "
                        + (report.rejectedRows == 1 ? "row" : "rows")
                        + " could not be read, in no figure (\(causes)): see \(path).",
                    "\(count(report.rejectedRows)) 行无法读取，未计入任何数字（\(causes)），见 \(path)。"))
        }
        let files = report.files
        if files.open > 0, files.matched == 0 {
            warnings.append(
                self(
                    "No open lock's order is in the orders export: are merchant and order the "
                        + "same ids in both files?",
                    "没有任何未结束的锁定能在订单导出中找到订单：两个文件的商家和订单编号一致吗？"))
        }
        if report.currencies.contains(where: { $0.sum(.movedWrongly).holds > 0 }),
            !files.tellsRefunds
        {
            warnings.append(
                self(
                    "The mapping names no column of refunds: what was refunded is not known.",
                    "映射未指明退款列：已退款金额未知。"))
        }
        return warnings
    }
}
