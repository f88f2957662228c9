import SluiceAPI
import SluiceCore

/// What documents of an engine are told as on a terminal: amounts with their currency, times in the
/// lender's zone, in one language.
struct Words {
    let language: Language
    let clock: LocalClock

    func callAsFunction(_ english: String, _ chinese: String) -> String {
        language == .chinese ? chinese : english
    }

    /// `CNY 1,300.00`; a dash where there is none.
    func amount(_ value: JSONValue, _ currency: JSONValue) -> String {
        guard let minor = value.number, let code = currency.text, let currency = Currency(code)
        else { return "-" }
        return "\(code) \(GroupedText.amount(minor, currency))"
    }

    /// To the minute, in the lender's zone; a dash where there is none.
    func time(_ value: JSONValue) -> String {
        guard let text = value.text, let ns = RFC3339.parse(text) else { return "-" }
        return clock.text(Instant(ns: ns))
    }

    func text(_ value: JSONValue) -> String { value.text ?? "-" }

    /// A reason as its text and code.
    func reason(_ value: JSONValue) -> String {
        guard let code = value["code"].text else { return value.text ?? "-" }
        return value["text"].text.map { "\($0) (\(code))" } ?? code
    }

    /// Labels and what they are of, a line each; what is not there has no line.
    func facts(_ rows: [(label: String, value: String?)]) -> String {
        TextTable.trimmed(
            rows.compactMap { row in row.value.map { [row.label, $0] } }, textColumns: 2)
    }

    /// A table with its head in bold where the terminal shows it.
    func table(_ head: [String], _ rows: [[String]], textColumns: Int) -> String {
        let lines = TextTable.trimmed([head] + rows, textColumns: textColumns)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        return ([Paint(isOn: Terminal.showsColour).bold(lines[0])] + lines.dropFirst())
            .joined(separator: "\n")
    }
}
