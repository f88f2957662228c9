import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/merchant`: what a merchant is to do, and what it is owed.
///
/// A merchant has its own page and no other; staff who may read all that is on it look at any, by name.
struct MerchantController {
    let door: Door
    let sessions: SessionTable

    /// They count to the limits of who asks, as those of the interface do.
    var routes: [Route] {
        pages.map { route in
            guard route.right != nil else { return route }
            var rated = route
            rated.handle = { call in
                try door.rates.admit(RatedRequest(call.principal, route))
                return try await route.handle(call)
            }
            return rated
        }
    }

    private var pages: [Route] {
        [
            Route(
                .get, "/merchant", .readHolds,
                query: ["merchant", "list", "cursor", "fragment", "seen"], handle: show),
            Route(
                .get, "/merchant/holds/{id}", .readHolds,
                query: ["merchant", "fragment", "seen", "done"], handle: hold),
            Route(.post, "/merchant/holds/{id}/extend", .moveHolds, handle: extend),
            Route(.post, "/merchant/holds/{id}/release", .moveHolds, handle: release),
            Route(
                .get, "/merchant/statement.csv", .readStatements, query: ["merchant", "date"],
                handle: statement),
            Route(
                .get, "/merchant/events", .readHolds, query: ["merchant", "after"],
                handle: events),
            Route(.post, "/merchant/leave", nil, handle: leave),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try check(call.principal)
        guard call.principal.role == .merchant || call.query["merchant"] != nil else {
            return find(.ok, nil, call)
        }
        let place = MerchantPlace(try door.merchant(of: call), call.principal)
        try await door.viewsSee(call.query["seen"])
        let part = try part(call)
        let figures = try await door.merchantFigures(of: place.merchant, part)
        if !place.isOwn, figures.health == nil, !figures.isStale {
            return find(.notFound, .merchantUnknown, call)
        }
        let list = call.list
        let page = MerchantPage(
            figures, part, at: place, StaffBar(.merchant, call.principal, door.words),
            cursor: { PageCursor(place: $0, asOf: $1).text(of: list) }, door)
        return .html(Templates.render(isFragment(call) ? "merchant-body" : "merchant", page))
    }

    /// Asks staff for the merchant.
    private func find(
        _ status: HTTPResponse.Status, _ fault: ConsoleText?, _ call: Call
    ) -> Response {
        let words = door.words
        return .html(
            status: status,
            Templates.render(
                "merchant-find",
                MerchantFindPage(
                    frame: Frame(words.text(.navMerchant), words), t: words.texts,
                    staff: StaffBar(.merchant, call.principal, words),
                    askedName: call.query["merchant"] ?? "",
                    fault: fault.map { words.text($0) })))
    }

    private func part(_ call: Call) throws -> MerchantFigures.Part {
        var part = MerchantFigures.Part()
        guard let text = call.query["list"] else { return part }
        guard let list = MerchantList(rawValue: text) else {
            throw Query.fault(.invalidField, "list", "There is no such list.")
        }
        part.list = list
        let cursor = try call.cursor()
        if list == .owed {
            part.before = try cursor.numbers(1).map {
                BusinessDate(day: Int32(clamping: $0[0]))
            }
        } else {
            part.position = try cursor.duePosition()
        }
        return part
    }

    // MARK: One lock

    @Sendable private func hold(_ call: Call) async throws -> Response {
        try check(call.principal)
        try await door.viewsSee(call.query["seen"])
        let page = try await page(call)
        return .html(
            Templates.render(isFragment(call) ? "merchant-hold-body" : "merchant-hold", page))
    }

    private func page(_ call: Call) async throws -> MerchantHoldPage {
        let place = MerchantPlace(try door.merchant(of: call), call.principal)
        let position = door.viewsPosition
        guard let lock = try await door.lock(try door.hold(of: call).key, for: call.principal)
        else { throw OutcomeCode.holdNotFound.refusal() }
        return MerchantHoldPage(
            lock, at: place, mayAct: place.isOwn && call.principal.has(.moveHolds),
            done: MerchantHoldPage.Done(rawValue: call.query["done"] ?? ""),
            StaffBar(.merchant, call.principal, door.words), position: position,
            door.words)
    }

    @Sendable private func extend(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let until = RFC3339.parse(form["until"]).map(Instant.init(ns:)),
            let reason = Reason(code: form["reason"]),
            MerchantHoldPage.extensionReasons.contains(reason)
        else { throw MerchantController.notOurs }
        return try await act(call, done: .extended) { hold, operation in
            .extend(
                ExtendHold(hold: hold, operation: operation, until: until, reason: reason))
        }
    }

    @Sendable private func release(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let reason = Reason(code: form["reason"]),
            MerchantHoldPage.releaseReasons.contains(reason), form["sure"] == "1"
        else { throw MerchantController.notOurs }
        return try await act(call, done: .released) { hold, operation in
            .release(ReleaseHold(hold: hold, operation: operation, reason: reason))
        }
    }

    /// Does what a form of a lock's page asks for. Staff look and do nothing here: a merchant's word is
    /// its own.
    private func act(
        _ call: Call, done: MerchantHoldPage.Done,
        _ body: (HoldKey, OperationKey) -> Command.Body
    ) async throws -> Response {
        try check(call.principal)
        guard call.principal.role == .merchant else {
            throw Problem(.forbidden, detail: "The merchant alone acts on its page.")
        }
        let id = Visit.current.form["id"]
        guard FieldRules.identifierFault(id) == nil else { throw MerchantController.notOurs }
        let hold = try door.hold(of: call)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: hold.key, name: id), id)
        let answer = try await door.submit(
            body(hold.key, operation.key), names: [operation.name], for: call)
        guard answer.outcome.code != .holdNotFound else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        guard answer.outcome.code.isSuccess else {
            var page = try await page(call)
            page.fault = door.words.said(Catalogue.said(answer.outcome.code, to: .merchant))
            return .html(status: .conflict, Templates.render("merchant-hold", page))
        }
        // The page that follows shows what came of it.
        try await door.viewsSee(EventPosition(row: door.engine.feed.newestRow, offset: 0).text)
        let place = MerchantPlace(try door.merchant(of: call), call.principal)
        return .onward(place.path(hold: hold.text, "", [("done", done.rawValue)]))
    }

    private static let notOurs = Problem(
        .invalidField, detail: "The form is not one of ours.")
    private static let nobodys = Problem(.forbidden, detail: "No page is for this role.")

    // MARK: Rows, events, leaving

    /// What the merchant became payable for on a day, order by order, as the interface tells it.
    @Sendable private func statement(_ call: Call) async throws -> Response {
        guard let session = Visit.current.session else { throw MerchantController.nobodys }
        try check(call.principal)
        let merchant = try door.merchant(of: call)
        guard let date = call.query["date"].flatMap(BusinessDate.init(text:)) else {
            throw Query.fault(.invalidField, "date", "A business date is needed, YYYY-MM-DD.")
        }
        var response = try await door.export(
            door.statementLines(of: merchant.key, on: date), as: .csv, for: call,
            while: door.follows(session, in: sessions))
        response.headers[.contentDisposition] =
            "attachment; filename=\"statement-\(date.text).csv\""
        return response
    }

    @Sendable private func events(_ call: Call) async throws -> Response {
        guard let session = Visit.current.session else { throw MerchantController.nobodys }
        try check(call.principal)
        let scope = EventScope(subject: .all, merchant: try door.merchant(of: call).key)
        return try EventsController(door: door).stream(
            scope, call, isBare: true, while: door.follows(session, in: sessions))
    }

    @Sendable private func leave(_ call: Call) async throws -> Response {
        if let session = Visit.current.session { sessions.end(session.token) }
        return .leaving(isSecure: door.hasSecureCookies)
    }

    /// The page shows all it has or nothing.
    private func check(_ principal: Principal) throws(Problem) {
        guard !StaffBar.Page.merchant.isFor(principal) else { return }
        throw Problem(.forbidden, detail: "The page is not for this credential.")
    }

    private func isFragment(_ call: Call) -> Bool { call.query["fragment"] != nil }
}

/// Asks which merchant is meant. Members are those the template names.
struct MerchantFindPage {
    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var askedName: String
    var fault: String?
}

extension Door {
    /// The orders of a merchant's statement of one day.
    fileprivate func statementLines(
        of merchant: MerchantKey, on date: BusinessDate
    ) -> Listing<MerchantStatement.Line> {
        Listing(
            name: "orders",
            columns: ["order", "currency"] + StatementAmounts().columns.map(\.name),
            store: .views,
            read: { cursor, limit in
                let after = try cursor.number()
                let viewed = try await browse {
                    try $0.statement(of: merchant, on: date, after: after, limit: limit)
                }
                return ListedPage(
                    items: viewed.value.lines, next: viewed.value.next.map { [$0] },
                    sequence: viewed.sequence)
            },
            write: { line, writer in
                writer.object { writer in
                    writer.member("order", Naming.text(line.order))
                    writer.member("currency", line.currency.code)
                    for (name, minor) in line.amounts.columns { writer.member(name, minor) }
                }
            })
    }
}
