import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceForecast

/// `/v1/holds`: placing and reading one.
struct HoldsController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/holds", .placeHolds, query: ["audience"], handle: place),
            Route(
                .get, "/v1/holds/{id}", .readHolds, query: ["merchant", "audience"],
                handle: show),
        ]
    }

    @Sendable private func place(_ call: Call) async throws -> Response {
        let body = try PlaceHoldRequest(body: try await call.body())
        let id = try call.id(body.id)
        try door.check(body.merchant, isOpenTo: call, field: "order.merchant")
        try await door.checkConsent(body, id: id, for: call)
        if let placedAt = body.history?.placedAt, placedAt > door.options.clock.now() {
            throw Query.fault(.invalidField, "placed_at", "A migrated hold began in the past.")
        }
        let (answer, forecast) = try await door.place(body, id: id, for: call)
        let outcome = answer.outcome
        if let quote = answer.quote {
            let quoted = door.quoted(quote, of: body, answer, forecast, for: call)
            return .json(sequence: quoted.sequence) {
                quoted.write(to: &$0, in: call.language, clock: door.engine.localClock)
            }
        }
        let document = door.document(answer, told: outcome.isReplay ? nil : forecast)
        guard outcome.code.isSuccess, let document else {
            let problem = outcome.code.refusal(
                field: outcome.field([.merchant: "order.merchant", .order: "order.number"]),
                extra: document.map { $0.extra(in: call.language) })
            var response = problem.response(isReplay: outcome.isReplay)
            if let document {
                response.headers[.sluiceSequence] = OpaqueSequence.encode(document.sequence)
            }
            return response
        }
        let status: HTTPResponse.Status = outcome.code == .pending ? .accepted : .created
        return .json(status, sequence: document.sequence, isReplay: outcome.isReplay) {
            document.write(to: &$0, in: call.language)
        }
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let document: HoldDocument
        var unknown = OutcomeCode.holdNotFound.refusal()
        var isStale = false
        do {
            guard let found = door.document(try await door.engine.read(.hold(key))) else {
                throw unknown
            }
            document = found
        } catch EngineRefusal.journalStalled(let obstacle) {
            // What the views do not have may be there all the same, and another's is told as that.
            isStale = true
            unknown = Problem(.journalStalled(obstacle))
            guard let view = try await door.view({ try $0.hold(key) }).value else { throw unknown }
            document = door.document(view)
        }
        try call.principal.ownHold(of: document.account, else: unknown)
        // A forecast that moved is no change of the hold.
        var lasting = document
        lasting.eta = nil
        let tagged = lasting
        return .document(
            for: call, sequence: document.sequence, isStale: isStale,
            tagging: document.eta == nil
                ? nil : { tagged.write(to: &$0, in: call.language) }
        ) { document.write(to: &$0, in: call.language) }
    }
}

extension HoldDocument {
    /// The member `hold` of a problem document.
    func extra(in language: Language) -> Problem.Extra {
        var writer = JSONWriter(for: Addressee.current.audience)
        write(to: &writer, in: language)
        return Problem.Extra(name: "hold", json: writer.bytes)
    }
}

extension Door {
    /// The hold of an answer with when it ends, which is asked for beside the sequencer.
    /// - Parameter told: what the command journalled, which is told as it is and not asked for again.
    func document(_ answer: Answer, told: Forecast? = nil) -> HoldDocument? {
        guard var document = answer.document(naming), let hold = answer.hold else { return nil }
        if let told, hold.isOpen {
            document.eta = Forecast(Told(told), told.basis)
        } else {
            document.eta = forecasts?.forecast(hold, at: boardTime)
        }
        return document
    }

    /// The same of a hold as the views have it.
    func document(_ view: HoldView) -> HoldDocument {
        var document = HoldDocument(view, notices: naming.notices)
        document.eta = forecasts?.forecast(view, at: boardTime)
        return document
    }

    /// Gives a placement to the ledger, with when it is likely to end.
    func place(
        _ body: PlaceHoldRequest, id: String, for call: Call
    ) async throws -> (answer: Answer, forecast: Forecast?) {
        var (command, names) = placement(
            body, id: id, account: account(body.account).key, merchant: merchant(body.merchant))
        let forecast = forecast(command)
        command.told = forecast.map(Told.init)
        return (try await submit(.place(command), names: names, for: call), forecast)
    }

    /// The command of a placement with all names it derives keys from.
    func placement(
        _ body: PlaceHoldRequest, id: String, account: AccountKey,
        merchant: Keyed<MerchantTag>
    ) -> (command: PlaceHold, names: Names) {
        let order = Keyed<OrderTag>(
            .order, KeyDerivation.order(merchant: merchant.key, name: body.number), body.number)
        let hold = Keyed<HoldTag>(
            .hold, KeyDerivation.hold(merchant: merchant.key, name: id), id)
        var names: Names = [merchant.name, order.name, hold.name]
        let lines = body.lines.map { line in
            let key = KeyDerivation.line(order: order.key, name: line.line)
            names.append(Name(NamedKey(.line, key), line.line))
            let seller = line.seller.map { self.merchant($0) }
            if let seller { names.append(seller.name) }
            return PlaceLine(line: key, amount: line.amount, seller: seller?.key ?? .none)
        }
        let retryOf = body.retryOf.map { KeyDerivation.hold(merchant: merchant.key, name: $0) }
        var command = PlaceHold(
            hold: hold.key, account: account, merchant: merchant.key, order: order.key,
            amount: body.amount, currency: body.currency, purpose: body.purpose,
            scenario: body.scenario, plan: body.plan, hasConsent: body.hasConsent,
            lines: lines, retryOf: retryOf ?? .none, review: body.review,
            history: body.history)
        command.isDryRun = body.isDryRun
        return (command, names)
    }
}
