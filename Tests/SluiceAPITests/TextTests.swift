import SluiceAPI
import SluiceCore
import Testing

@Suite struct TextTests {
    @Test(
        "the language a header prefers",
        arguments: [
            (nil, .english), ("", .english), ("zh", .chinese), ("zh-Hant-TW", .chinese),
            ("en", .english), ("fr", .english), ("fr, zh;q=0.1", .chinese),
            ("en;q=0.5,zh;q=0.9", .chinese), ("zh;q=0.5, en;q=0.9", .english),
            ("zh,en", .english), ("zh;q=0", .english), ("ZH-cn;q=1.0", .chinese),
            ("zh;q=nan", .english), (";;;,,,", .english),
        ] as [(String?, Language)])
    func language(header: String?, language: Language) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test("every refusal has a sentence")
    func refusals() {
        for code in OutcomeCode.allCases where !code.isSuccess {
            #expect(code.detail(field: "amount", to: .staff).last == ".")
        }
    }
}
