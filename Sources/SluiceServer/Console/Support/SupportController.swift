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
        return .html(
            Templates.render(call.query["fragment"] == nil ? "support" : "support-body", page))
    }

    private func page(
        _ asked: String, isHold: Bool = true, _ call: Call
    ) async throws -> SupportPage {
        let words = door.words
        var page = SupportPage(asked, call.principal, words)
        let position = door.viewsPosition
        switch try await door.find(asked, isHold: isHold) {
        case .account(let name):
            guard let standing = try await door.standing(of: name, for: call.principal) else {
                return page
            }
            call.notes.saw("account", standing.account.id)
            page.account = SupportPage.Account(standing, words)
            page.follow(
                door.account(name).key, from: position,
                at: "/console/support?q=" + PercentEncoding.encode(asked), words)
        case .hold(let key):
            guard let lock = try await door.lock(key, for: call.principal) else { return page }
            let hold = lock.source.hold
            for (kind, name) in [
                ("account", hold.account), ("merchant", hold.merchant), ("hold", hold.id),
            ] { call.notes.saw(kind, name) }
            page.case = SupportCase(
                lock, letters: try await letters(lock), place: LocalTime(door.engine),
                clock: door.engine.localClock, answersWithinNs: door.releaseAnswerNs,
                mayAsk: door.puller != nil && call.principal.has(.askMerchants), words)
            page.follow(
                door.account(hold.account).key, from: position,
                at: SupportSearch.path(hold: hold.id, of: hold.merchant), words)
        case nil: return page
        }
        return page
    }

    /// What the consumer was sent about a lock, the newest first.
    private func letters(_ lock: AccountStanding.Lock) async throws -> [KeptMessage] {
        let account = door.account(lock.source.hold.account).key
        return try await door.inbox(of: account, hold: lock.key)
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
        return .html(Templates.render("support", page))
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
            return .html(status: .conflict, Templates.render("support", page))
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
