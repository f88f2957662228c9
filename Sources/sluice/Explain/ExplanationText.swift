import SluiceAPI
import SluiceCore

/// An explanation as a terminal shows it: a line a sentence, then what the time was spent on.
struct ExplanationText {
    private let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    var text: String {
        var rows: [[String]] = []
        var topic = ""
        for statement in document["statements"].elements {
            let own = statement["topic"].text ?? ""
            let policy = statement["policy"].number.map { "policy \($0)" }
            let source = [statement["source"].text, policy].compactMap(\.self)
            rows.append([
                own == topic ? "" : own, statement["text"].text ?? "",
                source.joined(separator: ", "),
            ])
            topic = own
        }
        let lockTime = document["lock_time"]
        guard let totalMs = lockTime["total_ms"].number else {
            return Self.table(rows, textColumns: 3)
        }
        var shares: [[String]] = []
        for share in lockTime["shares"].elements {
            let ms = share["ms"].number ?? 0
            let thousandths = totalMs > 0 ? Int64(Double(ms) / Double(totalMs) * 1_000) : 0
            shares.append([
                share["text"].text ?? "", seconds(ms),
                DecimalText.format(minor: thousandths, exponent: 1) + " %",
            ])
        }
        return Self.table(rows, textColumns: 3) + "\n\n"
            + Self.table(shares + [["", seconds(totalMs), ""]], textColumns: 1)
    }

    /// Without the spaces after a last cell that is empty.
    private static func table(_ rows: [[String]], textColumns: Int) -> String {
        TextTable.format(rows, textColumns: textColumns)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }
            .joined(separator: "\n")
    }

    private func seconds(_ ms: Int64) -> String {
        DecimalText.format(minor: ms, exponent: 3) + " s"
    }
}
