import SluiceAPI

/// What every page has around it. Members are those the templates name.
struct Frame: Sendable {
    var lang: String
    /// nil where the system's theme is followed.
    var themeName: String?
    var title: String
    var icon: String
    var style: String
    var scripts: [String]
    var isChinese: Bool
    var toEnglish: String
    var toChinese: String
    var toTheme: String
    var themeWord: String
    var zone: String
    /// Its name, for scripts that tell a time.
    var timeZone: String
    var csrf: String
    /// Whether the lender's page around it has head and navigation.
    var isFramed: Bool

    init(_ title: String, _ words: PageWords, scripts: [Asset] = []) {
        let visit = Visit.current
        let look = visit.look
        lang = look.language == .chinese ? "zh-CN" : "en"
        themeName = look.theme == .automatic ? nil : look.theme.rawValue
        self.title = title
        icon = Asset.icon.path
        style = Asset.style.path
        self.scripts = scripts.map(\.path)
        isChinese = look.language == .chinese
        let back = "&to=" + PercentEncoding.encode(visit.target)
        toEnglish = "/console/look?language=en" + back
        toChinese = "/console/look?language=zh" + back
        toTheme = "/console/look?theme=" + look.theme.next.rawValue + back
        themeWord = words.text(look.theme.next.word)
        timeZone = words.zone
        zone = words.text(.zone, ["zone": words.zone])
        isFramed = visit.isFramed
        csrf = visit.session?.csrf ?? ""
    }
}

/// What the line that says how fresh a page is has to know.
struct LiveLine: Sendable {
    /// Where the page's events come from, and where it fetches itself again.
    var stream: String
    var fragment: String
    /// The position the page is of: events after it concern it.
    var after: String
    var asOf: String
    /// How long the page rests between two looks, in milliseconds: where much happens, not every event
    /// is worth one.
    var pause = 0
}
