import SluiceAPI
import SluiceCore

/// What differs, as people and machines read it.
struct ReconcileReport {
    let kept: [BreakStore.Kept]
    let at: Instant
    /// Orders of the merchants' own books; nil where nothing was compared.
    let compared: Int?

    /// What is neither on its way nor resolved.
    var openCount: Int { kept.count { $0.isOpen && $0.found.kind != .timing } }

    func text(limit: Int) -> String {
        var lines: [String] = []
        if let compared { lines.append("orders    \(compared)") }
        guard !kept.isEmpty else { return (lines + ["Nothing differs."]).joined(separator: "\n") }
        lines += ["differ    \(openCount) open, \(kept.count) in all", "", sums, ""]
        var rows = [
            [
                "id", "book", "class", "merchant", "order", "what", "owner", "age", "ledger",
                "theirs",
            ]
        ]
        for item in kept.prefix(limit) {
            let found = item.found
            let exponent = ISO4217.exponent(of: found.currency.code) ?? 0
            rows.append([
                item.id, found.book.rawValue, found.kind.rawValue, found.merchant, found.order,
                item.resolution.map { "\(found.detail) (resolved: \($0))" } ?? found.detail,
                item.owner, age(of: item),
                "\(found.currency.code) "
                    + DecimalText.format(minor: found.ledger.minor, exponent: exponent),
                DecimalText.format(minor: found.other.minor, exponent: exponent),
            ])
        }
        lines.append(TextTable.format(rows, textColumns: 7))
        if kept.count > limit { lines.append("… and \(kept.count - limit) more") }
        return lines.joined(separator: "\n")
    }

    /// By class and currency, what is open.
    private var sums: String {
        var rows = [["class", "currency", "orders", "in dispute"]]
        for kind in BookBreak.Class.allCases {
            let ofKind = kept.filter { $0.isOpen && $0.found.kind == kind }
            let currencies = Set(ofKind.map(\.found.currency)).sorted { $0.code < $1.code }
            for currency in currencies {
                let items = ofKind.filter { $0.found.currency == currency }
                let minor = items.reduce(0) { $0 + $1.found.stake.minor }
                rows.append([
                    kind.rawValue, currency.code, String(items.count),
                    DecimalText.format(
                        minor: minor, exponent: ISO4217.exponent(of: currency.code) ?? 0),
                ])
            }
        }
        return TextTable.format(rows, textColumns: 2)
    }

    private func age(of item: BreakStore.Kept) -> String {
        let ns = max(0, at.ns - item.firstSeen.ns)
        return ns >= Span.dayNs ? "\(ns / Span.dayNs) d" : "\(ns / Span.hourNs) h"
    }

    var json: [UInt8] {
        var writer = JSONWriter(capacity: 256 * kept.count)
        writer.object { writer in
            writer.member("at", RFC3339.format(at.ns))
            if let compared { writer.member("orders", Int64(compared)) }
            writer.member("open", Int64(openCount))
            writer.name("breaks")
            writer.array { writer in
                for item in kept { KeptBreak(item).write(to: &writer) }
            }
        }
        return writer.bytes
    }
}
