extension ProblemFields {
    /// In words; a dash where no field is named.
    public func text(in language: Language) -> String {
        switch self {
        case .none: "–"
        case .atFault: language == .chinese ? "出错的字段" : "the one at fault"
        case .named(let names):
            names.map { "`\($0)`" }.joined(separator: ", ")
        }
    }
}

extension ProblemEntry {
    /// The document of `/problems/{code}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", code)
            writer.bilingual("title", title)
            writer.name("statuses")
            writer.array { writer in
                for status in statuses {
                    writer.object { writer in
                        writer.member("status", Int64(status))
                        writer.bilingual("reason", ProblemStatus.reason(status))
                    }
                }
            }
            writer.member("retryable", retryable)
            writer.name("fields")
            writer.array { writer in
                if case .named(let names) = fields { for name in names { writer.string(name) } }
                if fields == .atFault { writer.string("*") }
            }
            writer.name("reactions")
            writer.object { writer in
                for reader in ProblemReaction.Reader.allCases {
                    writer.bilingual(reader.rawValue, reaction.text(for: reader))
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func bilingual(_ name: String, _ text: Bilingual) {
        self.name(name)
        object { writer in
            for language in Language.allCases {
                writer.member(language.rawValue, text.text(in: language))
            }
        }
    }
}
