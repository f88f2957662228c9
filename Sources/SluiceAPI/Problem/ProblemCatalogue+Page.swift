extension ProblemCatalogue {
    /// docs/reference/errors.md, which is this and nothing else.
    public static var page: String {
        let head = """
            # Errors

            Every code that a problem document (RFC 9457) may have in `code`; its `type` is
            `/problems/CODE`, where the server shows the same in English and 中文, as JSON or to a browser as
            a page. No key is needed. This page is what `sluice explain-error` prints, and a test holds it to
            that. What of refusals is recorded, and what each audience reads in place of a code, tells
            [outcomes](outcomes.md).

            `field` is the path of the field that a document names; "the one at fault" may be any. Where
            `retryable` is yes the same request, sent again unchanged, may succeed: under the same id it takes
            effect once.

            ## Why which status

            | status | English | 中文 |
            |---:|---|---|

            """
        let statuses = ProblemStatus.all.map { status in
            let reason = ProblemStatus.reason(status)
            return "| \(status) | \(reason.english) | \(reason.chinese) |"
        }
        return head + statuses.joined(separator: "\n") + "\n\n" + codes + "\n" + reactions
    }

    private static var codes: String {
        let rows = entries.map { entry in
            let statuses = entry.statuses.map(String.init).joined(separator: ", ")
            return "| `\(entry.code)` | \(statuses) | \(entry.retryable ? "yes" : "no") | "
                + "\(entry.fields.text(in: .english)) | \(entry.title.english) | "
                + "\(entry.title.chinese) | "
                + "[\(entry.reaction.heading)](#\(entry.reaction.anchor)) |"
        }
        return """
            ## Codes

            | code | status | retryable | field | English | 中文 | what to do |
            |---|---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    private static var reactions: String {
        let sections = ProblemReaction.allCases.map { reaction in
            let rows = ProblemReaction.Reader.allCases.map { reader in
                let text = reaction.text(for: reader)
                return "| \(reader.title.english) · \(reader.title.chinese) | \(text.english) | "
                    + "\(text.chinese) |"
            }
            return """
                ### \(reaction.heading)

                | who | English | 中文 |
                |---|---|---|
                \(rows.joined(separator: "\n"))

                """
        }
        return "\n## What to do\n\n" + sections.joined(separator: "\n")
    }
}

extension ProblemReaction {
    fileprivate var heading: String {
        let words = rawValue.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    fileprivate var anchor: String { rawValue.split(separator: "_").joined(separator: "-") }
}
