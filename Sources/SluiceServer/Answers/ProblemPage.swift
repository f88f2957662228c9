import SluiceAPI

/// A problem as a page for people, in both languages, the reader's first.
struct ProblemPage {
    private let entry: ProblemEntry

    init(_ entry: ProblemEntry) { self.entry = entry }

    func html(in language: Language) -> String {
        let languages = [language] + Language.allCases.filter { $0 != language }
        let title = Self.escaped(entry.title.text(in: language))
        return """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
            <title>\(entry.code) · \(title)</title></head>
            <body><main><h1><code>\(entry.code)</code></h1>
            \(languages.map(section).joined(separator: "\n"))
            </main></body>
            </html>

            """
    }

    private func section(_ language: Language) -> String {
        let isChinese = language == .chinese
        var rows = entry.statuses.map { status in
            (
                isChinese ? "状态码 \(status)" : "Status \(status)",
                ProblemStatus.reason(status).text(in: language)
            )
        }
        rows.append(
            (
                isChinese ? "可重试" : "Retryable",
                entry.retryable ? (isChinese ? "是" : "yes") : (isChinese ? "否" : "no")
            ))
        rows.append((isChinese ? "字段" : "Field", entry.fields.text(in: language)))
        rows += ProblemReaction.Reader.allCases.map { reader in
            (reader.title.text(in: language), entry.reaction.text(for: reader).text(in: language))
        }
        let list = rows.map { "<dt>\($0)</dt><dd>\(Self.escaped($1))</dd>" }
        return "<section lang=\"\(language.rawValue)\"><h2>"
            + Self.escaped(entry.title.text(in: language)) + "</h2><dl>"
            + list.joined(separator: "\n") + "</dl></section>"
    }

    private static func escaped(_ text: String) -> String {
        var isCode = false
        return text.map { character -> String in
            switch character {
            case "<": return "&lt;"
            case ">": return "&gt;"
            case "&": return "&amp;"
            case "`":
                isCode.toggle()
                return isCode ? "<code>" : "</code>"
            default: return String(character)
            }
        }.joined()
    }
}
