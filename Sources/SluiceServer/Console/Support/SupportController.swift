import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/console/support`: one search, one page that answers the call.
struct SupportController {
    let door: Door
    let sessions: SessionTable

    var routes: [Route] {
        [
            Route(
                .get, "/console/support", .requestReleases,
                query: ["q", "of", "fragment", "seen"], handle: show),
            Route(.post, "/console/support/verify", .requestReleases, handle: verify),
            Route(.post, "/console/support/end", .requestReleases, handle: end),
            Route(.post, "/console/support/nudge", .askMerchants, handle: nudge),
            Route(.post, "/console/support/release", .requestReleases, handle: release),
            Route(
                .get, "/console/support/events", .followAccounts, query: ["account", "after"],
                handle: events),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await door.viewsSee(call.query["seen"])
        let page = try await page(
            call.query["q"] ?? "", isHold: call.query["of"] == "hold", call)
        return response(of: page, by: call.query["fragment"] == nil ? "support" : "support-body")
    }

    /// A page, which the browser loads again when what it shows in full is to be masked.
    private func response(
        of page: SupportPage, by template: String = "support",
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response.html(status: status, Templates.render(template, page))
        if let caller = page.caller, let seconds = caller.secondsLeft {
            response.headers[.refresh] = "\(seconds); url=\(caller.path)"
        }
        return response
    }

    /// The page of what was asked for; what is on it was seen.
    private func page(
        _ asked: String, isHold: Bool = true, _ call: Call
    ) async throws -> SupportPage {
        let words = door.words
        var page = SupportPage(asked, call.principal, words)
        let position = door.viewsPosition
        var seen: [(kind: String, name: String)] = []
        switch try await door.find(asked, isHold: isHold) {
        case .account(let name):
            guard let standing = try await door.standing(of: name, for: call.principal) else {
                return page
            }
            let caller = SupportCaller(
                name, door.account(name).key, at: SupportSearch.path(account: name), words)
            page.account = SupportPage.Account(standing, caller.account, words)
            page.follow(caller, from: position, stale: standing.stale, words)
            seen = [("account", name)]
        case .hold(let key):
            guard let lock = try await door.lock(key, for: call.principal) else { return page }
            let hold = lock.source.hold
            page.case = try await self.case(of: lock, call.principal)
            let caller = SupportCaller(
                hold.account, door.account(hold.account).key,
                at: SupportSearch.path(hold: hold.id, of: hold.merchant), words)
            page.follow(caller, from: position, stale: lock.stale, words)
            seen = [
                ("account", hold.account), ("merchant", hold.merchant), ("hold", hold.id),
            ]
        case nil: return page
        }
        for (kind, name) in seen { call.notes.saw(kind, name) }
        if page.caller?.isShown == true { call.notes.came(to: .viewedInFull) }
        return page
    }

    private func `case`(
        of lock: AccountStanding.Lock, _ principal: Principal
    ) async throws -> SupportCase {
        let merchant = door.merchant(lock.source.hold.merchant).key
        return SupportCase(
            lock, letters: try await letters(lock),
            related: try await door.related(
                to: lock, mayReadAnomalies: principal.has(.readAnomalies)),
            answersWithinNs: door.releaseAnswerNs,
            mayAsk: door.puller?.asks(merchant) == true && principal.has(.askMerchants),
            door.words)
    }

    /// What the consumer was sent about a lock, the newest first.
    private func letters(_ lock: AccountStanding.Lock) async throws -> [KeptMessage] {
        let account = door.account(lock.source.hold.account).key
        return try await door.inbox(of: account, hold: lock.key)
    }

    // MARK: Who calls

    /// Notes that the caller was verified: what is of the account is shown in full from here on.
    @Sendable private func verify(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let session = Visit.current.session,
            let way = VerifiedCall.Way(rawValue: form["way"]),
            let account = AccountKey(hexadecimal: form["account"])
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        guard try await door.engine.read(.account(account)).account != nil else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        sessions.verify(session.token, account, by: way, at: door.boardTime)
        call.notes.saw("account", door.naming.account(account))
        call.notes.saw("way", way.rawValue)
        call.notes.came(to: .callerVerified)
        return .onward(back(form))
    }

    @Sendable private func end(_ call: Call) async throws -> Response {
        let session = Visit.current.session
        if let session, let last = session.call, session.verified(last.account) != nil {
            sessions.endCall(session.token)
            call.notes.saw("account", door.naming.account(last.account))
            call.notes.came(to: .callEnded)
        }
        return .onward(back(Visit.current.form))
    }

    /// The page of support a form came from.
    private func back(_ form: Form) -> String {
        let page = ConsoleController.page(form["to"])
        return page.flatMap { $0.prefix { $0 != "?" } == "/console/support" ? $0 : nil }
            ?? "/console/support"
    }

    // MARK: Acting

    @Sendable private func nudge(_ call: Call) async throws -> Response {
        let (hold, asked) = try await named(call)
        let merchant = door.merchant(hold.merchant).key
        let at = door.puller?.request(
            merchant, KeyDerivation.order(merchant: merchant, name: hold.number),
            number: hold.number)
        let words = door.words
        var page = try await page(asked, call)
        if let at {
            page.done = words.text(.nudged, ["time": words.moment(at)])
        } else {
            page.fault = words.text(.nudgeNone)
        }
        return response(of: page)
    }

    @Sendable private func release(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        let (hold, asked) = try await named(call)
        guard let reason = Reason(code: form["reason"]), Reason.releaseReasons.contains(reason),
            FieldRules.identifierFault(form["id"]) == nil,
            form["evidence"].utf8.count <= ConsoleLimits.evidenceBytesMax
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        let key = KeyDerivation.hold(merchant: door.merchant(hold.merchant).key, name: hold.id)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: key, name: form["id"]), form["id"])
        let text = form["evidence"].isEmpty ? nil : form["evidence"]
        let answer = try await door.submit(
            .requestRelease(RequestRelease(hold: key, operation: operation.key, reason: reason)),
            names: [operation.name], text: Door.Text(text, field: "evidence"), about: key,
            for: call)
        guard answer.outcome.code.isSuccess else {
            var page = try await page(asked, call)
            page.fault = door.words.said(Catalogue.said(answer.outcome.code, to: .staff))
            return response(of: page, status: .conflict)
        }
        return .onward(SupportSearch.path(hold: hold.id, of: hold.merchant))
    }

    private func named(_ call: Call) async throws -> (hold: HoldDocument, asked: String) {
        let form = Visit.current.form
        guard FieldRules.identifierFault(form["merchant"]) == nil,
            FieldRules.identifierFault(form["hold"]) == nil,
            let lock = try await door.lock(
                KeyDerivation.hold(
                    merchant: door.merchant(form["merchant"]).key, name: form["hold"]),
                for: call.principal)
        else { throw OutcomeCode.holdNotFound.refusal() }
        return (lock.source.hold, form["merchant"] + "/" + form["hold"])
    }

    @Sendable private func events(_ call: Call) async throws -> Response {
        guard let session = Visit.current.session,
            let account = call.query["account"].flatMap({ AccountKey(hexadecimal: $0) })
        else { throw OutcomeCode.accountNotFound.refusal() }
        let scope = try await door.pageScope(of: account)
        return try EventsController(door: door).stream(
            scope, call, isBare: true, while: door.follows(session, in: sessions))
    }
}
