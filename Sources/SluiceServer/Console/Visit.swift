import Hummingbird
import SluiceAPI
import SluiceCore

/// What a request for a page comes with beside its `Call`.
struct Visit: Sendable {
    /// nil before anybody was let in.
    var session: Session?
    /// Where it comes from, as far as that is known.
    var peer: PeerAddress?
    var form = Form()
    var look: Look
    /// Path and query, as asked for.
    var target: String
    /// Whether it is shown within a page of the lender.
    var isFramed = false
    /// Whether it is of a demonstration, which has a page of its own.
    var isDemo = false
    /// Whether a program asks, of what has a twin for programs.
    var wantsJSON = false

    /// The id of what a form of a page does: the same while what it is about is, so that a form that is
    /// sent twice does one thing.
    func operation(_ word: String, at sequence: UInt64) -> String {
        "\(word)-\(OpaqueSequence.encode(sequence))-\(session?.tag ?? "")"
    }

    /// Set once for every request for a page; no page is made outside of one.
    @TaskLocal static var current = Visit(look: Look(), target: "/")
}

/// How somebody likes the pages.
struct Look: Sendable {
    enum Theme: String, Sendable, CaseIterable {
        case automatic = "auto"
        case dark
        case light

        /// What the switch leads to.
        var next: Theme {
            switch self {
            case .automatic: .dark
            case .dark: .light
            case .light: .automatic
            }
        }

        var word: ConsoleText {
            switch self {
            case .automatic: .themeAuto
            case .dark: .themeDark
            case .light: .themeLight
            }
        }
    }

    var language = Language.english
    var theme = Theme.automatic

    init() {}

    /// By cookie, else as the browser prefers.
    init(_ request: Request) {
        let cookies = request.headers[.cookie]
        language =
            Cookie.value(.language, in: cookies).flatMap(Language.init)
            ?? Language(acceptLanguage: request.headers[.acceptLanguage])
        theme = Cookie.value(.theme, in: cookies).flatMap(Theme.init) ?? .automatic
    }
}
