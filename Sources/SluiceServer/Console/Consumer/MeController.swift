import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/me`: a consumer's own locked credit.
struct MeController {
    let door: Door
    let sessions: SessionTable

    var routes: [Route] {
        [
            Route(
                .get, "/me", nil, query: ["token", "embed", "fragment", "seen", "all"],
                handle: show),
            Route(
                .get, "/me/holds/{merchant}/{id}", .readHolds,
                query: ["ask", "fragment", "seen", "done"], handle: hold),
            Route(
                .post, "/me/holds/{merchant}/{id}/release", .readHolds, handle: askRelease),
            Route(.post, "/me/helpful", .readHolds, handle: helpful),
            Route(.post, "/me/read", .readMessages, handle: read),
            Route(.post, "/me/leave", nil, handle: leave),
            Route(.get, "/me/events", .followAccounts, query: ["after"], handle: events),
        ]
    }

    // MARK: Coming and going

    @Sendable private func show(_ call: Call) async throws -> Response {
        if let token = call.query["token"] {
            return try Arrival(door: door, sessions: sessions, embed: call.query["embed"])
                .response(to: token, onward: "/me")
        }
        guard let name = call.principal.account, Visit.current.session != nil else {
            return refuse([.arriveFirst, .arriveWhy])
        }
        for right in [Right.readAccounts, .readHolds, .readMessages] {
            try call.principal.check(right)
        }
        try await door.viewsSee(call.query["seen"])
        let all = try call.query.flag("all") ?? false
        guard
            let standing = try await door.standing(
                of: name, for: call.principal,
                endedMax: all ? ConsoleLimits.cardsMax : ConsoleLimits.historyMax)
        else { throw OutcomeCode.accountNotFound.refusal() }
        let page = MePage(standing, all: all, door.words)
        return .html(Templates.render(isFragment(call) ? "me-body" : "me", page))
    }

    private func refuse(_ texts: [ConsoleText]) -> Response {
        .notice(.unauthorized, texts, door.words)
    }

    @Sendable private func leave(_ call: Call) async throws -> Response {
        if let session = Visit.current.session { sessions.end(session.token) }
        return .onward(
            "/me",
            cookies: [Cookie.end(.consumer, isSecure: door.hasSecureCookies)]
                + door.endOfFramedCookie)
    }

    // MARK: One lock

    @Sendable private func hold(_ call: Call) async throws -> Response {
        try await door.viewsSee(call.query["seen"])
        var page = try await page(call, asked: call.query["ask"].flatMap(Question.init))
        if let done = call.query["done"].flatMap(Question.init) {
            page.done = door.words.text(.helpfulThanks, ["code": done.contactCode])
        }
        return .html(Templates.render(isFragment(call) ? "me-hold-body" : "me-hold", page))
    }

    private func page(_ call: Call, asked: Question?) async throws -> MeHoldPage {
        let position = door.viewsPosition
        guard let lock = try await door.lock(key(call), for: call.principal),
            let (account, _) = try await door.accountDocument(lock.source.hold.account)
        else { throw OutcomeCode.holdNotFound.refusal() }
        // What the shop told is in the ledger alone: unseen it is not said not to have been told.
        if asked != nil, lock.order == nil {
            throw Problem(.journalStalled(door.engine.status.snapshot.stalled ?? .busy))
        }
        let line = try await door.line(of: account, since: lock.source.steps.first?.sequence)
        return MeHoldPage(
            lock, line: line, asked: asked, answersWithinNs: door.releaseAnswerNs,
            position: position, door.words)
    }

    private func key(_ call: Call) -> HoldKey {
        KeyDerivation.hold(
            merchant: door.merchant(call.part("merchant")).key, name: call.part("id"))
    }

    /// Asks for a release in the consumer's name. What it says is evidence: the reason is the
    /// consumer's word, which undoes no promise.
    @Sendable private func askRelease(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        let words = door.words
        let key = key(call)
        guard let ground = ReleaseGround(rawValue: form["ground"]),
            FieldRules.identifierFault(form["id"]) == nil,
            form["evidence"].utf8.count <= ConsoleLimits.evidenceBytesMax,
            let lock = try await door.lock(key, for: call.principal)
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: key, name: form["id"]), form["id"])
        let evidence = words.text(ground.text) + "\n" + form["evidence"]
        let answer = try await door.submit(
            .requestRelease(
                RequestRelease(
                    hold: key, operation: operation.key, reason: .customerRequest)),
            names: [operation.name], text: Door.Text(evidence, field: "evidence"), about: key,
            for: call)
        guard answer.outcome.code.isSuccess else {
            var page = try await page(call, asked: .release)
            page.fault = words.said(Catalogue.said(answer.outcome.code, to: .consumer))
            return .html(status: .conflict, Templates.render("me-hold", page))
        }
        // The merchant's own word decides at once, so it is asked for.
        let hold = lock.source.hold
        let merchant = door.merchant(hold.merchant).key
        _ = door.puller?.request(
            merchant, KeyDerivation.order(merchant: merchant, name: hold.number),
            number: hold.number)
        return .onward(hold.consumerPath + "?ask=release#answer")
    }

    @Sendable private func helpful(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let question = Question(rawValue: form["ask"]),
            form["yes"] == "1" || form["yes"] == "0",
            FieldRules.identifierFault(form["merchant"]) == nil,
            FieldRules.identifierFault(form["hold"]) == nil
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        door.metrics.countAnswer(question.rawValue, isHelpful: form["yes"] == "1")
        return .onward(
            "/me/holds/\(PercentEncoding.encode(form["merchant"]))/"
                + "\(PercentEncoding.encode(form["hold"]))?ask=\(question.rawValue)"
                + "&done=\(question.rawValue)#done")
    }

    // MARK: Messages and events

    /// Notes of all that the page showed that it was read.
    @Sendable private func read(_ call: Call) async throws -> Response {
        guard let name = call.principal.account else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        let (messages, now) = (door.messages, door.options.clock.now())
        let unread = try await door.inbox(of: door.account(name).key)
            .filter { $0.readAt == nil }.map(\.message.position)
        try await door.offThread {
            for position in unread { try messages.read(position, .consumer, now) }
        }
        return .onward("/me#inbox")
    }

    @Sendable private func events(_ call: Call) async throws -> Response {
        guard let name = call.principal.account, let session = Visit.current.session else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        let scope = try await door.pageScope(of: door.account(name).key)
        return try EventsController(door: door).stream(
            scope, call, isBare: true, while: door.follows(session, in: sessions))
    }

    private func isFragment(_ call: Call) -> Bool { call.query["fragment"] != nil }
}

extension Door {
    /// What of an account the answers of a lock rest on.
    /// - Parameter first: the event with which it was locked; nil where that is not known yet.
    func line(of account: AccountDocument, since first: UInt64?) async throws -> Answerer.Line {
        guard let first else {
            return Answerer.Line(balances: account.balances, repayments: [], limitChanges: [])
        }
        let key = self.account(account.id).key
        return try await view { views in
            Answerer.Line(
                balances: account.balances,
                repayments: try views.repayments(of: key, after: first),
                limitChanges: try views.limitChanges(of: key, after: first, before: .max))
        }
    }

    /// How soon somebody who asks for a release is answered at the latest, by policy.
    var releaseAnswerNs: Int64 {
        let policy = engine.status.snapshot.policies.last ?? .standard
        return policy.reviews.unlockHardStopNs + (policy.gate.isOn ? policy.gate.verdictNs : 0)
    }
}
