import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceForecast

extension Door {
    /// When a hold that is to be placed ends; nil where only policy says.
    func forecast(_ command: PlaceHold) -> Forecast? {
        guard let policy = engine.status.snapshot.policies.last else { return nil }
        return forecasts?.forecast(command, under: policy, at: boardTime)
    }

    func policy(_ version: UInt32) -> Policy? {
        engine.status.snapshot.policies.first { $0.version == version }
    }
}

/// What a placement would come to: the hold as it would be, what would remain, and why and until when in
/// words.
struct Quoted: Sendable {
    var hold: HoldDocument
    /// Of the terms, which a consent may be bound to.
    var digest: String
    /// As they would be.
    var balances: Balances
    var explanation: Explanation
    var sequence: UInt64

    func write(to writer: inout JSONWriter, in language: Language, clock: LocalClock) {
        writer.object(.quote) { writer in
            writer.member("dry_run", true)
            writer.member("quote", digest)
            writer.name("hold")
            hold.write(to: &writer, in: language)
            writer.member("available", balances.available)
            writer.name("explanation")
            explanation.write(to: &writer, in: language, clock: clock)
        }
    }
}

extension Door {
    /// - Parameters:
    ///   - quote: what the ledger answered.
    ///   - body: what it was asked.
    func quoted(
        _ quote: HoldPlaced, of body: PlaceHoldRequest, _ answer: Answer, _ forecast: Forecast?,
        for call: Call
    ) -> Quoted {
        let (now, sequence) = (answer.time, answer.outcome.sequence)
        var document = naming.document(quote, at: now, under: policy(quote.policyVersion))
        if document.status.isOpen { document.eta = forecast.map { Forecast(Told($0), $0.basis) } }
        let step = HoldStep(
            .holdPlaced(quote), sequence: sequence, at: now, by: call.principal.role,
            policyVersion: quote.policyVersion)
        var source = ExplanationSource(
            hold: document, facts: [], steps: step.map { [$0] } ?? [], asOf: now)
        source.expectation = document.eta.map {
            ExplanationSource.Expectation(likelyAt: $0.p80, latestAt: $0.latest)
        }
        return Quoted(
            hold: document,
            digest: QuoteTerms(request: body, policyVersion: quote.policyVersion).digest,
            balances: quote.balances,
            explanation: Explanation(source, for: Addressee.current.audience),
            sequence: sequence)
    }
}

extension Told {
    init(_ forecast: Forecast) {
        self.init(
            p50: forecast.p50, p80: forecast.p80, p90: forecast.p90, latest: forecast.latest,
            billedBasisPoints: forecast.billedBasisPoints.map { UInt16(clamping: $0) })
    }
}

extension Forecast {
    /// As it was told.
    init(_ told: Told, _ basis: Basis) {
        self.init(
            p50: told.p50, p80: told.p80, p90: told.p90, latest: told.latest,
            billedBasisPoints: told.billedBasisPoints.map(Int64.init), basis: basis)
    }
}

extension Naming {
    /// A hold as it would be if it were placed now.
    func document(_ quote: HoldPlaced, at now: Instant, under policy: Policy?) -> HoldDocument {
        let isDeclined = quote.decision != .approved
        var amounts = HoldAmounts(authorised: quote.amount)
        if isDeclined { amounts.released = quote.amount }
        let maximumAgeNs = policy?.scenario(quote.scenario)?.maximumAgeNs ?? 0
        let review = quote.reviewUntil.map {
            Overlay(kind: .placementReview, key: .none, since: now, until: $0)
        }
        return HoldDocument(
            id: hold(quote.hold), account: account(quote.account),
            merchant: merchant(quote.merchant), number: order(quote.order),
            purpose: quote.purpose, scenario: quote.scenario, plan: quote.plan,
            hasConsent: quote.hasConsent, currency: quote.currency, amounts: amounts,
            status: HoldStatus(amounts, isDeclined: isDeclined, isPending: review != nil),
            reason: review == nil ? quote.decision : .reviewPending, captureOn: quote.captureOn,
            expiresAt: quote.expiresAt, guaranteedUntil: quote.guaranteedUntil,
            extendableUntil: max(quote.expiresAt, now.adding(spanNs: maximumAgeNs)), placedAt: now,
            endedAt: isDeclined ? now : .never, overlays: review.map { [document($0)] } ?? [],
            lines: quote.linesAsPlaced.map {
                HoldDocument.Line(
                    line: line($0.key), seller: $0.seller.isNone ? nil : merchant($0.seller),
                    amounts: $0.amounts)
            },
            link: quote.link, linked: quote.linked.isNone ? nil : hold(quote.linked),
            generation: quote.generation, policyVersion: quote.policyVersion,
            decidedBy: Decision.Maker(
                of: quote.decision, isPending: review != nil, isApprovedByPerson: false),
            noticeWithinNs: notices.withinNs(quote.policyVersion), sequence: 0)
    }
}
