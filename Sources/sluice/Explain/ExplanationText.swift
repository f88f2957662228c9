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
            return TextTable.trimmed(rows, textColumns: 3)
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
        return TextTable.trimmed(rows, textColumns: 3) + "\n\n"
            + TextTable.trimmed(shares + [["", seconds(totalMs), ""]], textColumns: 1)
    }

    private func seconds(_ ms: Int64) -> String {
        DecimalText.format(minor: ms, exponent: 3) + " s"
    }
}
