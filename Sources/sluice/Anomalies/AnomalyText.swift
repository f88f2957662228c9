import SluiceAPI
import SluiceCore

/// Rows of the board for people.
struct AnomalyText {
    let language: Language

    private func word(_ english: String, _ chinese: String) -> String {
        language == .chinese ? chinese : english
    }

    /// Detectors that find something, a row each.
    func summary(_ board: JSONValue) -> String {
        let found = board["detectors"].elements.filter { ($0["count"].number ?? 0) > 0 }
        let seconds = board["age_seconds"].number ?? 0
        let counted = word("counted \(seconds) s ago", "\(seconds) 秒前统计")
        guard !found.isEmpty else { return word("nothing is open", "没有异常") + " (\(counted))" }
        let head = [
            word("detector", "检测项"), word("what", "情况"), word("who", "处理方"),
            word("count", "笔数"), word("amount", "金额"), word("oldest", "最早"),
        ]
        let rows = found.map { row in
            [
                row["detector"].text ?? "", row["title"].text ?? "",
                row["next"]["who"].text ?? "", GroupedText.count(Int(row["count"].number ?? 0)),
                amounts(row["amounts"]), age(ofSeconds: row["oldest_seconds"].number),
            ]
        }
        return TextTable.format([head] + rows, textColumns: 3) + "\n(\(counted))"
    }

    /// What a detector finds, a row each.
    func list(_ items: [JSONValue]) -> String {
        let head = [
            word("hold", "锁定"), word("merchant", "商家"), word("order", "订单"),
            word("account", "账户"), word("reason", "原因"), word("since", "自"),
            word("amount", "金额"),
        ]
        let rows = items.map { item in
            [
                item["hold"].text ?? "-",
                item["order"]["merchant"].text ?? item["merchant"].text ?? "-",
                item["order"]["number"].text ?? "-", item["account"].text ?? "-",
                item["reason"].text ?? "-", item["since"].text ?? "-",
                amount(item) ?? "-",
            ]
        }
        return TextTable.format([head] + rows, textColumns: 6)
    }

    /// What a repair comes to, a row a hold.
    func repair(_ answer: JSONValue) -> String {
        let rows = answer["holds"].elements.map { hold in
            [hold["hold"].text ?? "", hold["result"].text ?? ""]
                + (hold["text"].text.map { [$0] } ?? [])
        }
        return TextTable.format(rows, textColumns: 3)
    }

    /// How many are given back, and how much.
    func total(_ count: Int64, _ sums: [JSONValue], isDone: Bool) -> String {
        let amount = sums.isEmpty ? "0" : amounts(.array(sums))
        return isDone
            ? word("given back: \(count), \(amount)", "已退回：\(count) 笔，\(amount)")
            : word("would give back: \(count), \(amount)", "将退回：\(count) 笔，\(amount)")
    }

    private func amounts(_ value: JSONValue) -> String {
        let texts = value.elements.compactMap(amount)
        return texts.isEmpty ? "-" : texts.joined(separator: " ")
    }

    private func amount(_ value: JSONValue) -> String? {
        guard let minor = value["amount"].number, let code = value["currency"].text,
            let currency = Currency(code)
        else { return nil }
        return "\(code) \(GroupedText.amount(minor, currency))"
    }

    private func age(ofSeconds seconds: Int64?) -> String {
        seconds.map { SpanText.short($0 * Span.secondNs, in: language) } ?? "-"
    }
}
