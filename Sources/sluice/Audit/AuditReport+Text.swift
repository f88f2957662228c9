import SluiceAPI
import SluiceCore

/// The audit for people: what is held, what is stuck, why, and whose step is next.
extension AuditReport {
    /// - Parameter rejectsPath: where the rows that could not be read are told.
    func text(in language: Language, paint: Paint, rejectsPath: String) -> String {
        let words = AuditWords(language: language)
        var parts = [paint.bold("\(words.heading) \(zone.text(at)) (\(zone.name))")]
        parts += Self.lines(words.files(files), textColumns: 3)
        parts.append("")
        for warning in words.warnings(self, rejects: rejectsPath) {
            parts += [paint.red(warning), ""]
        }
        if currencies.isEmpty { parts += [words("There is no lock.", "没有任何锁定。"), ""] }
        for tally in currencies { parts += currency(tally, words, paint) }
        parts += words.terms(terms).map(paint.dim)
        return parts.joined(separator: "\n")
    }

    private func currency(
        _ tally: CurrencyTally, _ words: AuditWords, _ paint: Paint
    ) -> [String] {
        let stuck = tally.sum(.stuck)
        var parts = totals(tally, words, paint) + [""]
        if stuck.holds > 0 {
            let returned = tally.sum { $0.group == .stuck && $0.destination == .returned }
            parts += [words.occupancy(stuck, returned: returned, tally.currency), ""]
        } else {
            parts += [words("Nothing is stuck.", "没有滞留的锁定。"), ""]
        }
        for (group, title) in [
            (AuditFinding.Class.stuck, words("Stuck", "滞留")),
            (.movedWrongly, words("Moved wrongly, not stuck", "资金走向有误（未滞留）")),
            (.held, words("Held rightly", "正常锁定")),
            (.unjudged, words("Not judged", "无法判断")),
        ] {
            parts += findings(tally, group, title, words, paint)
        }
        return parts
    }

    private func totals(
        _ tally: CurrencyTally, _ words: AuditWords, _ paint: Paint
    ) -> [String] {
        let held = tally.held
        func stuck(_ destination: AuditFinding.Destination) -> AuditSum {
            tally.sum { $0.group == .stuck && $0.destination == destination }
        }
        var rows = [
            [
                tally.currency.code, words("locks", "笔数"), words("amount", "金额"),
                words("share", "占比"),
            ]
        ]
        for (name, sum) in [
            (words("held", "锁定"), held),
            (words("  rightly", "  正常"), tally.sum(.held)),
            (words("  not judged", "  无法判断"), tally.sum(.unjudged)),
            (words("  stuck", "  滞留"), tally.sum(.stuck)),
            (words("    to return", "    应退回"), stuck(.returned)),
            (words("    to bill", "    应转为账单"), stuck(.billed)),
            (words("    to decide", "    待决定"), stuck(.undecided)),
        ] {
            rows.append([
                name, GroupedText.count(sum.holds),
                GroupedText.amount(sum.amount.minor, tally.currency),
                GroupedText.share(sum.amount.minor, of: held.amount.minor),
            ])
        }
        var lines = Self.lines(rows, textColumns: 1)
        lines[0] = paint.bold(lines[0])
        if tally.sum(.stuck).holds > 0 { lines[4] = paint.red(lines[4]) }
        return lines
    }

    private func findings(
        _ tally: CurrencyTally, _ group: AuditFinding.Class, _ title: String,
        _ words: AuditWords, _ paint: Paint
    ) -> [String] {
        let found = tally.findings(group)
        guard !found.isEmpty else { return [] }
        let isStuck = group == .stuck || group == .movedWrongly
        var rows = [
            [
                title + words(", \(tally.currency.code)", "（\(tally.currency.code)）"),
                words("next step by", "下一步由"),
                words("locks", "笔数"), words("amount", "金额"),
                isStuck ? words("oldest since", "最早始于") : words("oldest placed", "最早锁定于"),
                "P50", "P90",
            ]
        ]
        for finding in found {
            let ages = finding.ages
            rows.append([
                finding.finding.title(in: words.language),
                finding.finding.actor.text(in: words.language),
                GroupedText.count(finding.sum.holds),
                GroupedText.amount(finding.sum.amount.minor, tally.currency),
                finding.oldest.map { zone.text($0.since) } ?? "-",
                ages.p50Ns.map { SpanText.short($0, in: words.language) } ?? "-",
                ages.p90Ns.map { SpanText.short($0, in: words.language) } ?? "-",
            ])
        }
        var lines = Self.lines(rows, textColumns: 2)
        lines[0] = paint.bold(lines[0])
        // From the end, so that the numbers of lines before it still hold.
        for (index, finding) in found.enumerated().reversed() {
            lines.insert(paint.dim("  " + sentence(finding.finding, words)), at: index + 2)
        }
        lines.append("")
        if isStuck, limit > 0 { lines += examples(tally, group, words, paint) }
        return lines
    }

    /// The reason, then who does what.
    private func sentence(_ finding: AuditFinding, _ words: AuditWords) -> String {
        let language = words.language
        return finding.reason(in: language) + words(" Next: ", "下一步：")
            + finding.step(in: language)
    }

    private func examples(
        _ tally: CurrencyTally, _ group: AuditFinding.Class, _ words: AuditWords, _ paint: Paint
    ) -> [String] {
        let examples = tally.examples(group, limit: limit)
        var rows = [
            [
                words("lock", "锁定"), words("merchant", "商家"), words("order", "订单"),
                words("why", "原因"), words("amount", "金额"), words("since", "始于"),
                words("age", "时长"),
            ]
        ]
        for example in examples {
            rows.append([
                example.hold, example.merchant, example.order.isEmpty ? "-" : example.order,
                example.finding.title(in: words.language),
                GroupedText.amount(example.amount.minor, tally.currency),
                zone.text(example.since), SpanText.short(example.ageNs, in: words.language),
            ])
        }
        let all = tally.sum(group).holds
        let title = words(
            "The \(examples.count) of \(GroupedText.count(all)) that weigh most (amount × time):",
            "占用最多的 \(examples.count) 笔（共 \(GroupedText.count(all)) 笔，按金额 × 时长）：")
        var lines = Self.lines(rows, textColumns: 4)
        lines[0] = paint.bold(lines[0])
        return [title] + lines + [""]
    }

    private static func lines(_ rows: [[String]], textColumns: Int) -> [String] {
        TextTable.format(rows, textColumns: textColumns).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { line in
            // A text in the last column was filled up to its width.
            String(line.reversed().drop(while: { $0 == " " }).reversed())
        }
    }
}
