/// A text in both languages.
public struct Bilingual: Hashable, Sendable {
    public let english: String
    public let chinese: String

    init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    public func text(in language: Language) -> String {
        language == .chinese ? chinese : english
    }
}
