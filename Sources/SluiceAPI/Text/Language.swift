/// The languages texts for people come in.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The language an Accept-Language header prefers; English unless Chinese is liked better.
    public init(acceptLanguage header: String?) {
        var best = (language: Language.english, weight: 0)
        var english: Int?
        for range in (header ?? "").split(separator: ",") {
            let parts = range.split(separator: ";")
            guard let tag = parts.first?.filter({ $0 != " " }).lowercased() else { continue }
            let weight = Language.weight(parts.dropFirst())
            if tag == "zh" || tag.hasPrefix("zh-"), weight > best.weight {
                best = (.chinese, weight)
            } else if tag == "en" || tag.hasPrefix("en-") {
                english = max(english ?? 0, weight)
            }
        }
        self = (english ?? 0) >= best.weight ? .english : best.language
    }

    /// The weight of a language range in thousandths; 1,000 where none is given, 0 where it is
    /// malformed.
    private static func weight(_ parameters: ArraySlice<Substring>) -> Int {
        for parameter in parameters {
            let text = parameter.filter { $0 != " " }
            guard text.hasPrefix("q=") else { continue }
            guard let weight = Double(text.dropFirst(2)), (0...1).contains(weight) else {
                return 0
            }
            return Int(weight * 1_000)
        }
        return 1_000
    }
}
