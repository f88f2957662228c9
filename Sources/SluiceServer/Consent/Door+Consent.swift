import SluiceAPI
import SluiceCore
import SluiceEngine

/// A merchant locks nothing that the consumer has not agreed to.
///
/// Only what is not there yet needs a consent: a request sent again is answered by the ledger as ever,
/// long after the consent it came with.
extension Door {
    /// Refuses a placement without the consent it needs, or whose consent is of something else.
    /// - Parameter path: gives the path of a field, in a batch that of its command.
    func checkConsent(
        _ body: PlaceHoldRequest, id: String, for call: Call,
        _ path: (String) -> String = { $0 }
    ) async throws {
        guard !body.isDryRun, needsConsent(call) || body.consent != nil else { return }
        let asked = ConsentToken.Asked(
            purpose: .place, account: body.account, merchant: body.merchant,
            currency: body.currency.code, amount: body.amount, id: id,
            needsQuote: needsConsent(call) && body.hasConsent)
        do {
            try check(body.consent, for: asked, path) {
                engine.status.snapshot.policies.last.map {
                    QuoteTerms(request: body, policyVersion: $0.version).digest
                }
            }
        } catch {
            let hold = KeyDerivation.hold(merchant: merchant(body.merchant).key, name: id)
            guard try await engine.read(.hold(hold)).hold != nil else { throw error }
        }
    }

    /// Refuses an increment without the consent it needs, or whose consent is of something else.
    func checkConsent(
        _ body: IncrementRequest, id: String, of hold: String, by merchant: String,
        for call: Call, _ path: (String) -> String = { $0 }
    ) async throws {
        guard needsConsent(call) || body.consent != nil else { return }
        let key = KeyDerivation.hold(merchant: self.merchant(merchant).key, name: hold)
        // Whose credit it is the hold says; one that comes only now would be raised unasked.
        guard let record = try await engine.read(.hold(key)).hold else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        let operation = KeyDerivation.operation(hold: key, name: id)
        guard !record.operations.contains(where: { $0.key == operation }) else { return }
        try check(
            body.consent,
            for: ConsentToken.Asked(
                purpose: .increment, account: naming.account(record.account),
                merchant: merchant, currency: record.currency.code, amount: body.amount,
                hold: hold, id: id), path)
    }

    /// Refuses a batch with a command that lacks the consent it needs.
    func checkConsents(_ commands: [BatchCommand], for call: Call) async throws {
        for (index, command) in commands.enumerated() {
            let path = { Batch.path(index, $0) }
            switch command {
            case .place(let body):
                try await checkConsent(body, id: body.id ?? "", for: call, path)
            case .increment(let hold, let body):
                try await checkConsent(
                    body, id: body.id ?? "", of: hold.hold,
                    by: hold.merchant ?? call.principal.merchant ?? "", for: call, path)
            default: break
            }
        }
    }

    /// Whether the caller locks nothing without a consent.
    func needsConsent(_ call: Call) -> Bool {
        call.principal.role == .merchant && !options.trustsMerchants
    }

    private func check(
        _ text: String?, for asked: ConsentToken.Asked, _ path: (String) -> String,
        quoted: () -> String? = { nil }
    ) throws(Problem) {
        guard let consents = options.consents else {
            throw Query.fault(
                .consentRequired, path("consent"),
                "Consents cannot be verified here: the server needs --jwt-keys, or "
                    + "--merchants-without-consent where merchants are trusted to have asked.")
        }
        guard let text else {
            throw Query.fault(
                .consentRequired, path("consent"),
                "A merchant's key sends what the lender signed of the consumer's consent.")
        }
        let token: ConsentToken
        do throws(ConsentToken.Fault) {
            token = try consents.token(text, at: options.webhookClock.now())
            if let fault = token.fault(for: asked) { throw fault }
        } catch {
            let field = error.claim.isEmpty ? "consent" : "consent." + error.claim
            throw Query.fault(.consentRefused, path(field), error.detail)
        }
        guard let quote = token.quote, !ConsentToken.equal(quote, quoted()) else { return }
        throw Query.fault(
            .quoteChanged, path("consent.quote"),
            "The terms are no longer those the consumer agreed to: ask for a quote and a consent.")
    }
}
