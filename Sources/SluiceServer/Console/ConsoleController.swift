import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What all pages share: files, looks, and how staff come in and leave.
struct ConsoleController {
    let door: Door
    let sessions: SessionTable

    var routes: [Route] {
        [
            Route(.get, "/console", nil, handle: home),
            Route(.get, "/console/assets/{name}", nil, handle: asset),
            Route(
                .get, "/console/look", nil, query: ["language", "theme", "to"], handle: look),
            Route(.get, "/console/sign-in", nil, query: ["to"], handle: showSignIn),
            Route(.post, "/console/sign-in", nil, handle: signIn),
            Route(.post, "/console/sign-out", nil, handle: signOut),
        ]
    }

    /// Leads to the first page of the role.
    @Sendable private func home(_ call: Call) async throws -> Response {
        guard Visit.current.session != nil else { return .onward("/console/sign-in") }
        guard let page = StaffBar.Page.allCases.first(where: { $0.isFor(call.principal) })
        else { throw Problem(.forbidden, detail: "No page is for this role.") }
        return .onward(page.path)
    }

    @Sendable private func asset(_ call: Call) async throws -> Response {
        let path = "/console/assets/" + call.part("name")
        guard let asset = Asset.all.first(where: { $0.path == path }) else {
            throw Problem(.notFound, detail: "There is no such file.")
        }
        return asset.response
    }

    @Sendable private func look(_ call: Call) async throws -> Response {
        let isSecure = door.hasSecureCookies
        var cookies: [String] = []
        if let language = call.query["language"].flatMap(Language.init) {
            cookies.append(Cookie.liking(.language, language.rawValue, isSecure: isSecure))
        }
        if let theme = call.query["theme"].flatMap(Look.Theme.init) {
            cookies.append(Cookie.liking(.theme, theme.rawValue, isSecure: isSecure))
        }
        return .onward(Self.page(call.query["to"]) ?? "/console", cookies: cookies)
    }

    @Sendable private func showSignIn(_ call: Call) async throws -> Response {
        page(.ok, fault: nil, to: Self.page(call.query["to"]) ?? "/console")
    }

    @Sendable private func signIn(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        var to = Self.page(form["to"]) ?? "/console"
        guard let principal = try door.principal(ofCredential: form["credential"]),
            StaffBar.Page.allCases.contains(where: { $0.isFor(principal) })
        else { return page(.unauthorized, fault: .signInFailed, to: to) }
        guard let session = sessions.begin(principal) else {
            return page(.serviceUnavailable, fault: .tooManySessions, to: to)
        }
        if let old = Visit.current.session { sessions.end(old.token) }
        let rooms = StaffBar.Page.rooms(of: principal)
        if !rooms.contains(where: { $0.has(to.prefix { $0 != "?" }) }) {
            to = rooms.contains(.staff) ? "/console" : "/merchant"
        }
        return .onward(
            to,
            cookies: rooms.map {
                Cookie.session($0.cookie, session.token, isSecure: door.hasSecureCookies)
            })
    }

    @Sendable private func signOut(_ call: Call) async throws -> Response {
        if let session = Visit.current.session { sessions.end(session.token) }
        return .leaving(isSecure: door.hasSecureCookies)
    }

    private func page(
        _ status: HTTPResponse.Status, fault: ConsoleText?, to: String
    ) -> Response {
        let words = door.words
        return .html(
            status: status,
            Templates.render(
                "sign-in",
                SignInPage(
                    frame: Frame(words.text(.signIn), words), t: words.texts,
                    fault: fault.map { words.text($0) }, to: to)))
    }

    /// A path of our own pages; nil for anything that leads elsewhere.
    static func page(_ text: String?) -> String? {
        guard let text, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C })
        else { return nil }
        let path = text.prefix { $0 != "?" }
        return Room(of: path) == nil ? nil : text
    }
}

extension Response {
    /// Leads out of the rooms that one signs in to.
    static func leaving(isSecure: Bool) -> Response {
        .onward(
            "/console/sign-in",
            cookies: [Cookie.Name.staff, .merchant].map { Cookie.end($0, isSecure: isSecure) })
    }
}

/// How staff come in.
struct SignInPage {
    var frame: Frame
    var t: [String: String]
    var fault: String?
    var to: String
}

extension Door {
    /// Who a person is that showed a credential; nil if it is not known, or no longer good.
    ///
    /// Who guesses is slowed as over HTTP, and told so: `too_many_failures`.
    func principal(ofCredential text: String) throws(Problem) -> Principal? {
        do {
            return try authenticator.principal(credential: text, from: Visit.current.peer)
        } catch {
            if error.kind.code == ProblemCode.tooManyFailures.rawValue { throw error }
            return nil
        }
    }

    /// The words of the page at hand.
    var words: PageWords {
        PageWords(Visit.current.look.language, engine, now: boardTime)
    }
}
