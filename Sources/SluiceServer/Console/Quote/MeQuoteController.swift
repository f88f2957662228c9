import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/me/quote`: what a purchase would lock, told at the checkout before anybody agrees.
///
/// That it was told is journalled, so it is told for a form alone: a link shows the purchase and the
/// button, and whoever merely fetches it is told nothing.
struct MeQuoteController {
    static let path = "/me/quote"
    /// What a form has beside the purchase.
    private static let ways = ["token", "embed", "csrf"]

    let door: Door
    let sessions: SessionTable

    var routes: [Route] {
        [
            Route(.get, Self.path, nil, query: ["token", "embed"] + Purchase.fields, handle: ask),
            Route(.post, Self.path, nil, handle: tell),
        ]
    }

    private func arrival(_ embed: String? = nil) -> Arrival {
        Arrival(door: door, sessions: sessions, embed: embed)
    }

    /// Shows what is about to be bought.
    @Sendable private func ask(_ call: Call) async throws -> Response {
        if let token = call.query["token"] {
            let rest = call.query.all.filter { !["token", "embed"].contains($0.name) }
                .map { $0.name + "=" + PercentEncoding.encode($0.value) }
            return try arrival(call.query["embed"]).response(
                to: token, onward: Self.path + "?" + rest.joined(separator: "&"))
        }
        guard let account = call.principal.account else {
            return arrival().refusal(.arriveFirst, .arriveWhy)
        }
        let purchase = try Purchase({ call.query[$0] }, account: account)
        return .html(Templates.render("me-quote-ask", MeQuoteAskPage(purchase, door.words)))
    }

    /// Tells what it would lock. A form may come from the lender's own checkout, with a token: it acts
    /// for whom the token names, and for nobody who happens to be signed in.
    @Sendable private func tell(_ call: Call) async throws -> Response {
        var (call, visit) = (call, Visit.current)
        var begun: Session?
        let arrival = arrival(visit.form.given("embed"))
        if let token = visit.form.given("token") {
            guard let principal = try arrival.consumer(of: token) else {
                guard !visit.wantsJSON else {
                    throw Problem(
                        .unauthenticated, detail: "The token is not good, or no consumer's.")
                }
                return arrival.refusal(.arriveFailed)
            }
            call.principal = principal
        }
        guard let account = call.principal.account else {
            guard !visit.wantsJSON else {
                throw Problem(.unauthenticated, detail: "The field token is needed.")
            }
            return arrival.refusal(.arriveFirst, .arriveWhy)
        }
        try call.principal.check(.readAccounts)
        try door.rates.admit(RatedRequest(call.principal, .usual))
        for name in visit.form.names where !(Purchase.fields + Self.ways).contains(name) {
            throw FieldError(
                code: .unknownField, field: name, detail: "There is no such field here.")
        }
        let purchase = try Purchase(visit.form.given, account: account)
        if visit.form.given("token") != nil, !visit.wantsJSON {
            guard let session = sessions.begin(call.principal) else {
                return arrival.refusal(.tooManySessions)
            }
            begun = session
            (visit.session, visit.isFramed) = (session, arrival.isFramed)
        }
        // Where the switches of language and theme lead back to.
        visit.target = Self.path + "?" + purchase.query
        do {
            var response = try await Visit.$current.withValue(visit) {
                try await Addressee.$current.withValue(Addressee(.consumer, call.language)) {
                    try await answer(purchase, call)
                }
            }
            if let begun {
                arrival.endFormer()
                response.set(arrival.cookies(begun))
            }
            return response
        } catch {
            // Who was signed in stays so, and nobody has the cookie of what began.
            if let begun { sessions.end(begun.token) }
            throw error
        }
    }

    private func answer(_ purchase: Purchase, _ call: Call) async throws -> Response {
        let body = purchase.request
        let (answer, forecast) = try await door.place(body, id: body.id ?? "", for: call)
        guard let quote = answer.quote else { return try known(answer, call) }
        let quoted = door.quoted(quote, of: body, answer, forecast, for: call)
        guard Visit.current.wantsJSON else {
            let policy = door.policy(quote.policyVersion)
            let left = try await left(of: quoted)
            return .html(
                Templates.render(
                    "me-quote",
                    MeQuotePage(quoted, left, purchase.cost, under: policy, door.words)))
        }
        return .json(sequence: quoted.sequence) { writer in
            writer.object { writer in
                writer.name("quote")
                quoted.write(to: &writer, in: call.language, clock: door.engine.localClock)
                writer.member("annual_rate", purchase.cost.annualRate)
                writer.member("due_on", purchase.cost.dueOn.text)
            }
        }
    }

    /// What purchases like it may take then: limits bound to others do not count, as they did not for it.
    private func left(of quoted: Quoted) async throws -> Money {
        guard var account = try await door.accountDocument(quoted.hold.account)?.document else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        account.balances = quoted.balances
        return account.available(in: quoted.hold.scenario)
    }

    /// What was placed already is shown as it is; what cannot be placed, with why.
    private func known(_ answer: Answer, _ call: Call) throws -> Response {
        let outcome = answer.outcome
        let document = door.document(answer)
        // Of what others have nothing is told, neither what differs nor that it is theirs.
        if let document, document.account != call.principal.account {
            throw FieldError(
                code: .invalidField, field: "id", detail: "This purchase cannot be made so.")
        }
        guard outcome.isReplay, let hold = document else {
            throw outcome.code.refusal(
                field: outcome.field([.merchant: "merchant", .order: "order"]))
        }
        guard !Visit.current.wantsJSON else {
            return .json(sequence: hold.sequence, isReplay: true) {
                hold.write(to: &$0, in: call.language)
            }
        }
        return arrival().page(onward: hold.consumerPath)
    }
}
