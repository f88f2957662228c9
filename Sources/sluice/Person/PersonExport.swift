import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

/// Everything held on a person: the side store's, and the account of the same id.
struct PersonExport {
    var person: PersonDocument
    /// In the order of placement.
    var holds: [HoldView] = []
    /// Oldest first.
    var timeline: [TimelineEntry] = []
    /// What the policies of the journal say of notices.
    var notices: NoticeTerms
    var currency: Currency?
    /// Whether nothing is held and nothing was erased.
    var isUnknown: Bool
    /// Whether account, holds and history go as far as the journal.
    var isComplete: Bool

    var json: [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            person.members(to: &writer)
            writer.name("holds")
            writer.array { writer in
                for hold in holds {
                    HoldDocument(hold, notices: notices).write(to: &writer, in: .english)
                }
            }
            writer.name("timeline")
            writer.array { writer in
                for entry in timeline {
                    entry.write(to: &writer, in: .english, notices: notices)
                }
            }
            writer.member("complete", isComplete)
        }
        return writer.bytes
    }

    var text: String {
        var lines = ["person     \(person.id)"]
        if let time = person.erasedAt { lines.append("erased at  \(RFC3339.format(time.ns))") }
        if let contact = person.contact {
            for (name, value) in contact.members {
                lines.append(pad(name) + Self.printable(value))
            }
            lines.append(pad("changed") + RFC3339.format(contact.changedAt.ns))
        } else {
            lines.append("contact    none")
        }
        for note in person.notes {
            lines += ["", "\(RFC3339.format(note.madeAt.ns)) on \(note.aboutKind) \(note.aboutID)"]
            lines += Self.printable(note.text).split(
                separator: "\n", omittingEmptySubsequences: false
            ).map { "    " + $0 }
        }
        if let account = person.account { lines += [""] + accountLines(account) }
        return lines.joined(separator: "\n")
    }

    private func accountLines(_ account: AccountDocument) -> [String] {
        let balances = account.balances
        var rows = [
            ["account", "currency", "limit", "held", "owed", "credit balance", "payout due"]
        ]
        rows.append(
            [account.id, account.currency.code]
                + [
                    balances.limit, balances.held, balances.owed, balances.creditBalance,
                    balances.payoutDue,
                ].map(amount))
        var lines = [TextTable.format(rows, textColumns: 2)]
        if !holds.isEmpty { lines += ["", TextTable.format(holdRows, textColumns: 5)] }
        if !timeline.isEmpty { lines += ["", TextTable.format(timelineRows, textColumns: 5)] }
        return lines
    }

    private var holdRows: [[String]] {
        [["hold", "merchant", "order", "status", "placed", "amount", "open"]]
            + holds.map { hold in
                [
                    Self.name(hold.hold), Self.name(hold.merchant), Self.name(hold.order),
                    hold.status.code, RFC3339.format(hold.placedAt.ns),
                    amount(hold.amounts.authorised), amount(hold.amounts.open),
                ]
            }
    }

    private var timelineRows: [[String]] {
        [["time", "event", "hold", "reason", "by", "amount"]]
            + timeline.map { entry in
                [
                    RFC3339.format(entry.time.ns), entry.name, entry.hold.map(Self.name) ?? "-",
                    entry.reason == .none ? "-" : entry.reason.code, entry.role.code,
                    entry.amount.map(amount) ?? "-",
                ]
            }
    }

    private func amount(_ money: Money) -> String {
        DecimalText.format(
            minor: money.minor, exponent: currency.flatMap { ISO4217.exponent(of: $0.code) } ?? 0)
    }

    private func pad(_ label: String) -> String {
        label + String(repeating: " ", count: max(1, 11 - label.count))
    }

    private static func name<Tag>(_ named: Named<Tag>) -> String {
        named.name ?? named.key.hexadecimal
    }

    /// A text somebody wrote must not steer the terminal it is shown on.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl =
                        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                        || scalar.properties.isBidiControl
                    return isControl && scalar != "\n" ? "\u{FFFD}" : scalar
                }))
    }
}
