import Hummingbird
import SluiceAPI
import SluiceCore

/// `/console/enter` and `/console/demo`: the way in to a demonstration, and its switches. There are no such
/// routes on a server that is none.
struct DemoController {
    let door: Door
    let sessions: SessionTable
    let stage: DemoStage

    var routes: [Route] {
        [
            Route(.get, "/console/enter", nil, query: ["pass"], handle: show),
            Route(.post, "/console/enter", nil, handle: enter),
            Route(
                .get, StaffBar.demoPath, .repairAnomalies, query: ["fragment", "seen"],
                handle: demo),
            Route(.post, StaffBar.demoPath, .repairAnomalies, handle: turn),
        ]
    }

    /// Spends nothing yet: whoever fetches a link only to look at it takes it from nobody.
    @Sendable private func show(_ call: Call) async throws -> Response {
        let words = door.words
        return .html(
            Templates.render(
                "enter",
                EnterPage(
                    frame: Frame(words.text(.signIn), words, scripts: [.onward]), t: words.texts,
                    pass: call.query["pass"] ?? "")))
    }

    @Sendable private func enter(_ call: Call) async throws -> Response {
        guard let credential = stage.pass.spend(Visit.current.form["pass"]),
            let principal = try door.principal(ofCredential: credential)
        else { return .notice(.unauthorized, [.enterSpent, .enterAgain], door.words) }
        guard let session = sessions.begin(principal) else {
            return .notice(.serviceUnavailable, [.tooManySessions], door.words)
        }
        if let old = Visit.current.session { sessions.end(old.token) }
        return .onward(
            StaffBar.demoPath,
            cookies: StaffBar.Page.rooms(of: principal).map {
                Cookie.session($0.cookie, session.token, isSecure: door.hasSecureCookies)
            })
    }

    @Sendable private func demo(_ call: Call) async throws -> Response {
        try await door.viewsSee(call.query["seen"])
        let page = DemoPage(stage, after: door.viewsPosition.text, call.principal, door.words)
        return .html(
            Templates.render(call.query["fragment"] == nil ? "demo" : "demo-body", page))
    }

    @Sendable private func turn(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let trouble = DemoStage.Trouble(rawValue: form["trouble"]),
            form["on"] == "1" || form["on"] == "0"
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        stage.turn(trouble, form["on"] == "1")
        return .onward(StaffBar.demoPath)
    }
}

/// Where a pass is spent. Members are those the template names.
struct EnterPage {
    var frame: Frame
    var t: [String: String]
    var pass: String
}
