import ArgumentParser
import SluiceAPI
import SluiceCore

struct SloCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slo",
        abstract: "Show how soon credit came back that was due, and how long orders may wait.",
        discussion: """
            Asks a running engine over HTTP: of the newest four weeks by cause, how many returns came \
            within each level, what is left of its budget, and how fast the newest hour spends it; \
            of each connector what waits, and how long it may. \
            Exit codes: 0 every level is met, 3 one is not, 1 failed.

            Example: sluice slo --merchant M-1
            """)

    @OptionGroup var door: EngineDoorOptions

    @Option(help: "Only what concerns this merchant.")
    var merchant: String?

    @Flag(help: "Print the JSON document of the engine.")
    var json = false

    func validate() throws {
        if let merchant, let fault = FieldRules.identifierFault(merchant) {
            throw ValidationError("--merchant: \(fault)")
        }
    }

    func run() async throws {
        var isMet = true
        try await door.run { engine in
            let query = merchant.map { "?merchant=\(EngineDoor.part($0))" } ?? ""
            let document = try await engine.get("/v1/slo" + query)
            let levels = document["unlocks"].elements.flatMap { $0["levels"].elements }
            isMet = levels.allSatisfy { $0["met"] == .bool(true) }
            Terminal.out(json ? document.bytes : Array(text(document).utf8))
        }
        if !isMet { throw ExitCode(3) }
    }

    private func text(_ document: JSONValue) -> String {
        let isChinese = door.language == .chinese
        let parts = [
            returns(document, isChinese), declines(document["declines"], isChinese),
            pulls(document["pulls"].elements, isChinese),
        ]
        return parts.compactMap(\.self).joined(separator: "\n")
    }

    private func returns(_ document: JSONValue, _ isChinese: Bool) -> String {
        let unlocks = document["unlocks"].elements
        if unlocks.isEmpty { return isChinese ? "四周内没有退回" : "nothing came back in four weeks" }
        var rows = [
            isChinese
                ? ["原因", "档", "笔数", "P95 毫秒", "P99 毫秒", "目标", "达成", "预算余", "近一小时消耗"]
                : [
                    "cause", "tier", "returns", "P95 ms", "P99 ms", "level", "attained",
                    "budget left", "burn",
                ]
        ]
        for unlock in unlocks {
            for level in unlock["levels"].elements {
                rows.append([
                    unlock["cause"].text ?? "", unlock["tier"].text ?? "",
                    Self.number(unlock["count"]), Self.number(unlock["milliseconds"]["p95"]),
                    Self.number(unlock["milliseconds"]["p99"]), Self.level(level),
                    Self.percent(level["attained"]),
                    Self.number(level["budget_left_percent"]) + " %",
                    level["burn_hour_percent"].number.map { "\($0) %" } ?? "-",
                ])
            }
        }
        return TextTable.format(rows, textColumns: 2)
    }

    private func declines(_ declines: JSONValue, _ isChinese: Bool) -> String? {
        guard let prevented = declines["prevented"].number else { return nil }
        let avoidable = declines["avoidable"].number ?? 0
        return isChinese
            ? "避免的拒绝 \(prevented)，本可避免的拒绝 \(avoidable)"
            : "declines prevented \(prevented), avoidable \(avoidable)"
    }

    private func pulls(_ standings: [JSONValue], _ isChinese: Bool) -> String? {
        if standings.isEmpty { return nil }
        var rows = [
            isChinese
                ? ["接口", "类", "等待", "最长等待秒"] : ["connector", "class", "waiting", "longest wait s"]
        ]
        for standing in standings {
            for one in standing["classes"].elements {
                rows.append([
                    standing["connector"].text ?? "", one["class"].text ?? "",
                    Self.number(one["waiting"]), Self.number(one["seconds_max"]),
                ])
            }
        }
        return TextTable.format(rows, textColumns: 2)
    }

    private static func level(_ level: JSONValue) -> String {
        let within = level["within_milliseconds"].number.map {
            SpanCode.text($0 * Span.millisecondNs)
        }
        return percent(level["share"]) + " ≤ " + (within ?? "deadline")
    }

    private static func number(_ value: JSONValue) -> String {
        value.number.map { "\($0)" } ?? "-"
    }

    /// Of ten-thousandths.
    private static func percent(_ value: JSONValue) -> String {
        DecimalText.format(minor: value.number ?? 0, exponent: 2) + " %"
    }
}
