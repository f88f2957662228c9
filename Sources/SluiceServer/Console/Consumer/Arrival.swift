import Hummingbird
import SluiceAPI
import SluiceCore

/// How a consumer comes in: with a token that the lender made.
struct Arrival {
    let door: Door
    let sessions: SessionTable
    /// Whether the page is to stand within one of the lender's.
    var isFramed = false

    /// - Parameter embed: what the link or the form says of that; nothing where no site may frame pages.
    init(door: Door, sessions: SessionTable, embed: String?) {
        self.door = door
        self.sessions = sessions
        isFramed = embed == "1" && !door.options.embedOrigins.isEmpty
    }

    /// Who a token speaks for; nil if it is not good, or no consumer's.
    func consumer(of token: String) throws(Problem) -> Principal? {
        guard let principal = try door.principal(ofCredential: token), principal.role == .consumer
        else { return nil }
        return principal
    }

    /// Ends the visit before this one.
    func endFormer() {
        if let old = Visit.current.session { sessions.end(old.token) }
    }

    /// Those of a visit. One outside of frames leaves none behind that would count before it.
    func cookies(_ session: Session) -> [String] {
        let isSecure = door.hasSecureCookies
        guard !isFramed else { return [Cookie.session(.framed, session.token, isSecure: isSecure)] }
        return [Cookie.session(.consumer, session.token, isSecure: isSecure)]
            + door.endOfFramedCookie
    }

    /// Lets in whom the lender sent. The answer is a page that leads on and no redirect: a browser
    /// sends a strict cookie only on a way that begins with us.
    func response(to token: String, onward path: String) throws -> Response {
        guard let principal = try consumer(of: token) else { return refusal(.arriveFailed) }
        guard let session = sessions.begin(principal) else {
            return refusal(.tooManySessions)
        }
        endFormer()
        var response = page(onward: path)
        // The token stays where it came to.
        response.headers[.referrerPolicy] = "no-referrer"
        response.set(cookies(session))
        return response
    }

    /// Leads on to a page, under the cookie that comes with it.
    func page(onward path: String) -> Response {
        let words = door.words
        return .html(
            Templates.render(
                "arrive",
                ArrivePage(
                    frame: Frame(words.text(.myLockedCredit), words), t: words.texts, to: path)))
    }

    func refusal(_ texts: ConsoleText...) -> Response {
        .notice(.unauthorized, texts, door.words)
    }
}

extension Door {
    /// What ends the cookie of a visit in a frame, where there may be one.
    var endOfFramedCookie: [String] {
        options.embedOrigins.isEmpty ? [] : [Cookie.end(.framed, isSecure: hasSecureCookies)]
    }
}

/// A page that leads on by itself. Members are those the template names.
struct ArrivePage {
    var frame: Frame
    var t: [String: String]
    var to: String
}
