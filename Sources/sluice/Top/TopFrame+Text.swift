import SluiceAPI
import SluiceCore

/// A frame in words, for a person who looks now and then.
extension TopFrame {
    /// The lines of a frame; nothing in them steers the terminal but colours.
    func lines(_ words: Words, place: String, paint: Paint) -> [String] {
        var lines = [head(words, place, paint)]
        lines += section(laneTable(words), paint)
        lines += section(unlockTable(words), paint)
        lines += section(tierTable(words), paint)
        lines += ["", locks(words)]
        lines += section(anomalyTable(words), paint)
        lines += ["", followerLine(words), webhookLine(words)]
        return lines
    }

    private func head(_ words: Words, _ place: String, _ paint: Paint) -> String {
        let isReady = readiness["status"].text == "ready"
        let state = isReady ? words("ready", "就绪") : paint.red(words("NOT READY", "未就绪"))
        var reasons = [readiness["stalled"].text].compactMap(\.self)
        if let clock = readiness["clock"].text, clock != "trusted" { reasons.append(clock) }
        if !readiness["damaged"].elements.isEmpty { reasons.append(words("damaged", "数据受损")) }
        let why = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
        let rates = words(
            "\(Self.rate(commitsPerSecond)) commits/s, \(Self.rate(commandsPerSecond)) commands/s, "
                + "\(Self.rate(requestsPerSecond)) requests/s",
            "每秒提交 \(Self.rate(commitsPerSecond))，命令 \(Self.rate(commandsPerSecond))，"
                + "请求 \(Self.rate(requestsPerSecond))")
        return paint.bold("sluice") + " \(place)  \(state)\(why)  \(rates)"
    }

    /// A table under an empty line, its head in bold; nothing where there is none.
    private func section(_ rows: (rows: [[String]], textColumns: Int)?, _ paint: Paint) -> [String]
    {
        guard let rows else { return [] }
        let lines = TextTable.trimmed(rows.rows, textColumns: rows.textColumns)
            .split(separator: "\n").map(String.init)
        return ["", paint.bold(lines[0])] + lines.dropFirst()
    }

    private func laneTable(_ words: Words) -> (rows: [[String]], textColumns: Int)? {
        let head = [
            words("lane", "通道"), words("served/s", "每秒处理"), words("refused/s", "每秒拒绝"),
            words("waiting", "等待"), words("oldest ms", "最久毫秒"), "P50 ms", "P99 ms",
        ]
        let rows = lanes.map { lane in
            [
                lane.name, Self.rate(lane.perSecond), Self.rate(lane.refusedPerSecond),
                GroupedText.count(lane.depth), Self.tenths(lane.oldestMs),
                lane.p50Ms.map(Self.tenths) ?? "-", lane.p99Ms.map(Self.tenths) ?? "-",
            ]
        }
        return ([head] + rows, 1)
    }

    /// How soon credit came back, of four weeks, beside what is promised.
    private func unlockTable(_ words: Words) -> (rows: [[String]], textColumns: Int)? {
        guard !unlocks.isEmpty else { return nil }
        let head = [
            words("unlocks, 4 weeks", "四周退回"), words("tier", "档"), words("met", "达成"),
            words("returns", "笔数"), "P50 ms", "P95 ms", "P99 ms", words("target", "目标"),
        ]
        let rows = unlocks.map { unlock -> [String] in
            let times = unlock["milliseconds"]
            let levels = unlock["levels"].elements
            let isMet = levels.allSatisfy { $0["met"] == .bool(true) }
            let targets = levels.map { level in
                let share = DecimalText.format(minor: level["share"].number ?? 0, exponent: 2)
                let within =
                    level["within_milliseconds"].number.map { "\($0) ms" }
                    ?? words("deadline", "期限")
                return "\(share) % ≤ \(within)"
            }
            return [
                words.text(unlock["cause"]), words.text(unlock["tier"]),
                isMet ? words("yes", "是") : words("NO", "否"), Self.count(unlock["count"]),
                Self.count(times["p50"]), Self.count(times["p95"]), Self.count(times["p99"]),
                targets.prefix(2).joined(separator: ", "),
            ]
        }
        return ([head] + rows, 3)
    }

    private func tierTable(_ words: Words) -> (rows: [[String]], textColumns: Int)? {
        guard !tiers.isEmpty else { return nil }
        let head = [
            words("queue", "队列"), words("waiting", "等待"), words("oldest since", "最早自"),
            words("looked at by", "承诺不晚于"),
        ]
        let rows = tiers.map { tier in
            [
                words.text(tier["tier"]), Self.count(tier["waiting"]),
                words.time(tier["oldest_since"]), words.time(tier["looked_at_by"]),
            ]
        }
        return ([head] + rows, 1)
    }

    private func locks(_ words: Words) -> String {
        words(
            "locked now \(GroupedText.count(liveHolds)) holds"
                + " of \(GroupedText.count(accounts)) accounts, past deadline \(GroupedText.count(pastDeadline))"
                + ", feeds silent \(GroupedText.count(feedsSilent))",
            "当前锁定 \(GroupedText.count(liveHolds)) 笔（\(GroupedText.count(accounts)) 个账户）"
                + "，超期 \(GroupedText.count(pastDeadline))"
                + "，静默商家 \(GroupedText.count(feedsSilent))")
    }

    private func anomalyTable(_ words: Words) -> (rows: [[String]], textColumns: Int)? {
        guard !anomalies.isEmpty else { return nil }
        let head = [
            words("anomaly", "异常"), words("what", "情况"), words("who", "处理方"),
            words("count", "笔数"), words("amount", "金额"), words("oldest", "最早"),
        ]
        let rows = anomalies.map { row in
            let amounts = row["amounts"].elements.map { words.amount($0["amount"], $0["currency"]) }
            let age = row["oldest_seconds"].number.map {
                SpanText.short($0 * Span.secondNs, in: words.language)
            }
            return [
                words.text(row["detector"]), words.text(row["title"]),
                words.text(row["next"]["who"]),
                GroupedText.count(Int(row["count"].number ?? 0)),
                amounts.isEmpty ? "-" : amounts.joined(separator: " "), age ?? "-",
            ]
        }
        return ([head] + rows, 3)
    }

    private func followerLine(_ words: Words) -> String {
        let parts = followers.map { follower in
            let mark = follower.isFailing ? words(" FAILING", " 失败") : ""
            return "\(follower.name) \(GroupedText.count(follower.rowsBehind))\(mark)"
        }
        let bytes = GroupedText.count(archiveWaitingBytes)
        return words("rows behind: ", "落后行数：") + parts.joined(separator: ", ")
            + words("; archive waits for \(bytes) bytes", "；待归档 \(bytes) 字节")
    }

    private func webhookLine(_ words: Words) -> String {
        words(
            "webhooks: \(webhooksWaiting) waiting, oldest \(webhooksOldestSeconds) s, "
                + "\(webhooksDead) given up",
            "回调：等待 \(webhooksWaiting)，最久 \(webhooksOldestSeconds) 秒，放弃 \(webhooksDead)")
    }

    private static func count(_ value: JSONValue) -> String {
        value.number.map { GroupedText.count(Int($0)) } ?? "-"
    }

    private static func rate(_ value: Double) -> String {
        value < 100 ? tenths(value) : GroupedText.count(Int(value.rounded()))
    }

    private static func tenths(_ value: Double) -> String {
        guard value.isFinite else { return "> max" }
        return DecimalText.format(minor: Int64((value * 10).rounded()), exponent: 1)
    }
}
