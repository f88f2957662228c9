import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/console/reviews`: what waits for somebody's decision, decided with one key.
struct ReviewsPageController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/console/reviews", .decideReviews,
                query: ["cursor", "fragment", "seen"], handle: show),
            Route(
                .post, "/console/reviews/decide", .decideReviews, query: ["cursor"],
                handle: decide),
            Route(
                .post, "/console/reviews/undo", .decideReviews, query: ["cursor"],
                handle: undo),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await door.viewsSee(call.query["seen"])
        let page = try await page(call)
        return .html(
            Templates.render(call.query["fragment"] == nil ? "reviews" : "reviews-body", page))
    }

    /// The page that was asked for, or whose form leads here.
    private func page(_ call: Call) async throws -> ReviewsPage {
        let list = call.list(at: StaffBar.Page.reviews.path)
        let cursor = try call.cursor(of: list)
        let figures = try await door.reviewsFigures(after: cursor.duePosition())
        return ReviewsPage(
            figures, cursor: call.query["cursor"],
            next: figures.next.map { PageCursor($0).text(of: list) }, call.principal,
            door.words)
    }

    /// The decision of one key, with ten seconds to take it back where policy gives them.
    @Sendable private func decide(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard let decision = ReviewDecision(code: form["decision"]),
            [.approve, .decline, .release, .keep].contains(decision)
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        let (hold, operation) = try keys(form)
        let answer = try await door.submit(
            .decideReview(
                DecideReview(hold: hold, operation: operation.key, decision: decision)),
            names: [operation.name], for: call)
        let words = door.words
        guard answer.outcome.code.isSuccess, let record = answer.hold else {
            return try await refused(answer, call)
        }
        try await settled()
        var page = try await page(call)
        let order = door.naming.order(record.order)
        if let decided = record.overlays.compactMap(\.decided).first {
            page.done = words.text(
                .decided, ["order": order, "time": words.clock(decided.takesEffectAt)])
            page.undo = true
            page.undoId = Visit.current.operation("undo", at: record.sequence)
            (page.undoMerchant, page.undoHold) = (form["merchant"], form["hold"])
            page.undoDecision = form["id"]
        } else {
            page.done = words.text(.decidedNow, ["order": order])
        }
        return .html(Templates.render("reviews", page))
    }

    @Sendable private func undo(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        guard FieldRules.identifierFault(form["decision"]) == nil else {
            throw Problem(.invalidField, detail: "The form is not one of ours.")
        }
        let (hold, operation) = try keys(form)
        let answer = try await door.submit(
            .undoDecision(
                UndoDecision(
                    hold: hold, operation: operation.key,
                    decision: KeyDerivation.operation(hold: hold, name: form["decision"]))),
            names: [operation.name], for: call)
        guard answer.outcome.code.isSuccess, let record = answer.hold else {
            return try await refused(answer, call)
        }
        try await settled()
        var page = try await page(call)
        page.done = door.words.text(.undone, ["order": door.naming.order(record.order)])
        return .html(Templates.render("reviews", page))
    }

    private func refused(_ answer: Answer, _ call: Call) async throws -> Response {
        var page = try await page(call)
        page.fault = door.words.said(Catalogue.said(answer.outcome.code, to: .staff))
        return .html(status: .conflict, Templates.render("reviews", page))
    }

    /// The list that follows a decision shows what came of it.
    private func settled() async throws {
        try await door.viewsSee(
            EventPosition(row: door.engine.feed.newestRow, offset: 0).text)
    }

    private func keys(_ form: Form) throws(Problem) -> (HoldKey, Keyed<OperationTag>) {
        for name in ["merchant", "hold", "id"] {
            guard FieldRules.identifierFault(form[name]) == nil else {
                throw Problem(.invalidField, detail: "The form is not one of ours.")
            }
        }
        let hold = KeyDerivation.hold(
            merchant: door.merchant(form["merchant"]).key, name: form["hold"])
        return (
            hold,
            Keyed(
                .operation, KeyDerivation.operation(hold: hold, name: form["id"]), form["id"])
        )
    }
}
