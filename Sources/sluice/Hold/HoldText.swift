import SluiceAPI
import SluiceCore

/// Holds as a terminal shows them.
struct HoldText {
    let words: Words

    func one(_ hold: JSONValue) -> String {
        let currency = hold["currency"]
        func amount(_ name: String) -> String? {
            let isZero = hold[name].number == 0
            return isZero ? nil : words.amount(hold[name], currency)
        }
        func time(_ name: String) -> String? {
            hold[name] == .null ? nil : words.time(hold[name])
        }
        var rows: [(label: String, value: String?)] = [
            (words("hold", "锁定"), hold["id"].text),
            (words("merchant", "商家"), hold["order"]["merchant"].text),
            (words("order", "订单"), hold["order"]["number"].text),
            (words("account", "账户"), hold["account"].text),
            (words("scenario", "场景"), hold["scenario"].text),
            (words("status", "状态"), hold["status"].text),
            (words("reason", "原因"), words.reason(hold["reason"])),
            (words("amount", "金额"), words.amount(hold["amount"], currency)),
            (words("captured", "已转为账单"), amount("captured")),
            (words("released", "已退回"), amount("released")),
            (words("expired", "到期退回"), amount("expired")),
            (words("refunded", "已退款"), amount("refunded")),
            (words("open", "锁定中"), words.amount(hold["open"], currency)),
            (words("next", "下一步"), next(hold["next"])),
            (words("placed", "锁定于"), time("placed_at")),
            (words("guaranteed", "保证至"), time("guaranteed_until")),
            (words("likely by", "预计不晚于"), likely(hold["eta"])),
            (words("expires", "到期"), time("expires_at")),
            (words("ended", "结束于"), time("ended_at")),
            (words("overlays", "标记"), overlays(hold["overlays"])),
        ]
        rows += lines(hold["lines"].elements, currency)
        return words.facts(rows)
    }

    func list(_ holds: [JSONValue]) -> String {
        guard !holds.isEmpty else { return words("no hold", "没有锁定") }
        let head = [
            words("hold", "锁定"), words("merchant", "商家"), words("order", "订单"),
            words("account", "账户"), words("status", "状态"), words("placed", "锁定于"),
            words("expires", "到期"), words("amount", "金额"), words("open", "锁定中"),
        ]
        let rows = holds.map { hold in
            [
                words.text(hold["id"]), words.text(hold["order"]["merchant"]),
                words.text(hold["order"]["number"]), words.text(hold["account"]),
                words.text(hold["status"]), words.time(hold["placed_at"]),
                words.time(hold["expires_at"]), words.amount(hold["amount"], hold["currency"]),
                words.amount(hold["open"], hold["currency"]),
            ]
        }
        return words.table(head, rows, textColumns: 7)
    }

    /// What happened to a hold, oldest first.
    func timeline(_ events: [JSONValue], currency: JSONValue) -> String {
        let head = [
            words("time", "时间"), words("event", "事件"), words("by", "由"),
            words("reason", "原因"), words("amount", "金额"),
        ]
        let rows = events.map { event in
            [
                words.time(event["time"]), words.text(event["type"]), words.text(event["by"]),
                event["reason"] == .null ? "-" : words.reason(event["reason"]),
                words.amount(event["amount"], currency),
            ]
        }
        return words.table(head, rows, textColumns: 4)
    }

    private func next(_ next: JSONValue) -> String? {
        guard let action = next["action"].text else { return nil }
        let (who, time) = (words.text(next["who"]), words.time(next["due_at"]))
        return words("\(action), by \(who), until \(time)", "\(action)，\(who)，不晚于 \(time)")
    }

    private func likely(_ eta: JSONValue) -> String? {
        eta["ends"]["p80"] == .null ? nil : words.time(eta["ends"]["p80"])
    }

    private func overlays(_ overlays: JSONValue) -> String? {
        let kinds = overlays.elements.compactMap { $0["kind"].text }
        return kinds.isEmpty ? nil : kinds.joined(separator: ", ")
    }

    private func lines(
        _ lines: [JSONValue], _ currency: JSONValue
    ) -> [(label: String, value: String?)] {
        lines.map { line in
            let open = words.amount(line["open"], currency)
            let whole = words.amount(line["amount"], currency)
            return (
                words("line", "商品行") + " " + words.text(line["line"]),
                words("\(open) of \(whole) open", "\(whole) 中 \(open) 锁定中")
            )
        }
    }
}
