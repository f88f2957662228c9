import SluiceAPI

/// Accounts as a terminal shows them.
struct AccountText {
    let words: Words

    func one(_ account: JSONValue) -> String {
        let currency = account["currency"]
        func amount(_ name: String) -> String { words.amount(account[name], currency) }
        func unlessZero(_ name: String) -> String? {
            account[name].number == 0 ? nil : amount(name)
        }
        var rows: [(label: String, value: String?)] = [
            (words("account", "账户"), account["id"].text),
            (words("limit", "额度"), amount("limit")),
            (words("fixed", "固定额度"), amount("fixed_limit")),
        ]
        for limit in account["temporary_limits"].elements {
            let (own, until) = (words.amount(limit["amount"], currency), words.time(limit["until"]))
            let scenario = limit["scenario"].text.map { " (\($0))" } ?? ""
            rows.append(
                (
                    words("temporary", "临时额度"),
                    words("\(own) until \(until)", "\(own)，至 \(until)") + scenario
                ))
        }
        rows += [
            (words("held", "锁定"), amount("held")),
            (words("owed", "已用"), amount("owed")),
            (words("credit balance", "溢缴款"), unlessZero("credit_balance")),
            (words("available", "可用"), amount("available")),
            (words("over the limit", "超限"), unlessZero("overlimit")),
            (words("payout due", "待付退款"), unlessZero("payout_due")),
        ]
        rows += account["restrictions"].elements.map { restriction in
            let (kind, since) = (words.text(restriction["kind"]), words.time(restriction["since"]))
            return (
                words("restriction", "限制"), words("\(kind) since \(since)", "\(kind)，自 \(since)")
            )
        }
        rows.append((words("opened", "开立于"), words.time(account["opened_at"])))
        return words.facts(rows)
    }

    func list(_ accounts: [JSONValue]) -> String {
        guard !accounts.isEmpty else { return words("no account", "没有账户") }
        let head = [
            words("account", "账户"), words("opened", "开立于"), words("limit", "额度"),
            words("held", "锁定"), words("owed", "已用"), words("available", "可用"),
        ]
        let rows = accounts.map { account in
            [words.text(account["id"]), words.time(account["opened_at"])]
                + ["limit", "held", "owed", "available"].map {
                    words.amount(account[$0], account["currency"])
                }
        }
        return words.table(head, rows, textColumns: 2)
    }
}
