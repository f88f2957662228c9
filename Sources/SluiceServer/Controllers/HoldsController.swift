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
        var (command, names) = door.placement(
            body, id: id, account: door.account(body.account).key,
            merchant: door.merchant(body.merchant))
        let forecast = door.forecast(command)
        command.told = forecast.map(Told.init)
        if let placedAt = body.history?.placedAt, placedAt > door.options.clock.now() {
            throw Query.fault(.invalidField, "placed_at", "A migrated hold began in the past.")
        }
        let answer = try await door.submit(.place(command), names: names, for: call)
        let outcome = answer.outcome
        if let quote = answer.quote {
            let terms = QuoteTerms(request: body, policyVersion: quote.policyVersion)
            return try show(
                quote, terms, forecast, at: answer.time, sequence: outcome.sequence, for: call)
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

    /// What a placement would come to: the hold as it would be, what would remain, and why and until when in words.
    private func show(
        _ quote: HoldPlaced, _ terms: QuoteTerms, _ forecast: Forecast?, at now: Instant,
        sequence: UInt64, for call: Call
    ) throws -> Response {
        var document = door.naming.document(quote, at: now, under: door.policy(quote.policyVersion))
        if document.status.isOpen { document.eta = forecast.map { Forecast(Told($0), $0.basis) } }
        let step = HoldStep(
            .holdPlaced(quote), sequence: sequence, at: now, by: call.principal.role,
            policyVersion: quote.policyVersion)
        var source = ExplanationSource(
            hold: document, facts: [], steps: step.map { [$0] } ?? [], asOf: now)
        source.expectation = document.eta.map {
            ExplanationSource.Expectation(likelyAt: $0.p80, latestAt: $0.latest)
        }
        let explanation = Explanation(source, for: Addressee.current.audience)
        return .json(sequence: sequence) { writer in
            writer.object(.quote) { writer in
                writer.member("dry_run", true)
                writer.member("quote", terms.digest)
                writer.name("hold")
                document.write(to: &writer, in: call.language)
                writer.member("available", quote.balances.available)
                writer.name("explanation")
                explanation.write(to: &writer, in: call.language, clock: door.engine.localClock)
            }
        }
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let document: HoldDocument
        var isStale = false
        do {
            guard let found = door.document(try await door.engine.read(.hold(key))) else {
                throw OutcomeCode.holdNotFound.refusal()
            }
            document = found
        } catch EngineRefusal.journalStalled {
            isStale = true
            let viewed = try await door.view { try $0.hold(key) }
            guard let view = viewed.value else { throw OutcomeCode.holdNotFound.refusal() }
            document = door.document(view)
        }
        try call.ownHold(of: document.account)
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

    /// The command of a placement with all names it derives keys from.
    func placement(
        _ body: PlaceHoldRequest, id: String, account: AccountKey,
        merchant: Keyed<MerchantTag>
    ) -> (command: PlaceHold, names: [Name]) {
        let order = Keyed<OrderTag>(
            .order, KeyDerivation.order(merchant: merchant.key, name: body.number), body.number)
        let hold = Keyed<HoldTag>(
            .hold, KeyDerivation.hold(merchant: merchant.key, name: id), id)
        var names = [merchant.name, order.name, hold.name]
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
