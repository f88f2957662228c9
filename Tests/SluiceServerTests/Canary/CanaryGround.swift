import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

@testable import SluiceServer

extension TestServer {
    /// The standard policy with a scenario whose name nobody should read by chance.
    static var canaryPolicy: Policy {
        var policy = Policy.standard
        let physical = policy.scenario(.physical)!
        policy.scenarios.append(
            ScenarioPolicy(
                name: Code("canary-scenario")!, timeToLiveNs: physical.timeToLiveNs,
                captureOn: .shipped))
        policy.scenarios.sort { $0.name < $1.name }
        return policy
    }

    /// Plants every canary: an account with limits, money, restrictions and texts, and holds of the
    /// merchant `shop` in every state that says something of the consumer.
    func plantCanaries() async throws {
        try await open("a1", limit: Canary.limit)
        try await open("a2", limit: 5)
        let account = door.account("a1").key
        try await give(
            .setLimit(
                SetLimit(
                    account: account, operation: operation(of: account, "temporary"),
                    limit: Money(minor: Canary.temporaryLimit), until: after(days: 20),
                    scenario: Code("canary-scenario"), reason: .limitGranted)))
        // The sum is of the account; the parts the merchant knows.
        for (name, amount) in [("owed", 1_111_111), ("billed", Canary.owed - 1_111_111)] {
            _ = try await place("canary-hold-\(name)", amount: amount)
            let answer = try await post(
                "/v1/holds/canary-hold-\(name)/captures", #"{"id":"c"}"#, key: shop)
            try #require(answer.status == 201, "\(answer.body)")
        }
        // Declined for want of limit, in review and for a restriction.
        _ = try await place("canary-hold-limit", amount: 99_999_999)
        try await placeInReview("canary-hold-rejected")
        try await decide("canary-hold-rejected", .decline)
        try await placeInReview("canary-hold-late")
        clock.advance(ns: 11 * Span.minuteNs)
        try await placeInReview("canary-hold-passed")
        try await decide("canary-hold-passed", .approve)
        // Returned by the lender, asked for, frozen.
        for (name, reason) in [
            ("fraud", "FRAUD_CONFIRMED"), ("law", "REGULATORY"),
        ] {
            _ = try await place("canary-hold-\(name)")
            let answer = try await post(
                "/v1/holds/canary-hold-\(name)/releases?merchant=shop",
                #"{"id":"r","reason":"\#(reason)"}"#)
            try #require(answer.status == 201, "\(answer.body)")
        }
        // Only a merchant's key may give this reason before the promise ends.
        _ = try await place("canary-hold-staff")
        _ = try await post(
            "/v1/holds/canary-hold-staff/releases", #"{"id":"r","reason":"OPS_MANUAL"}"#, key: shop)
        _ = try await place("canary-hold-asked")
        let asked = hold("canary-hold-asked")
        try await give(
            .requestRelease(
                RequestRelease(
                    hold: asked, operation: operation(on: asked, "ask"),
                    reason: .customerRequest)))
        _ = try await place("canary-hold-frozen")
        let frozen = hold("canary-hold-frozen")
        try await give(
            .setOverlay(
                SetOverlay(
                    hold: frozen, operation: operation(on: frozen, "freeze"),
                    kind: .legalFreeze, reviewBy: after(days: 10),
                    authority: Code("canary-authority"))),
            names: [Name(NamedKey(.operation, operation(on: frozen, "freeze")), "canary-freeze")])
        try await give(
            .restrict(
                Restrict(
                    account: account, operation: operation(of: account, "ban"),
                    kind: .delinquency, reviewBy: after(days: 5))))
        _ = try await place("canary-hold-restricted")
        _ = try await fact("f1", "cancelled", order: "canary-hold-frozen")
        _ = try await send(
            .put, "/v1/people/a1", #"{"name":"canary-name","mail":"canary@example.com"}"#,
            key: lender)
        _ = try people.seal(
            "canary-text", of: KeyDerivation.subject("a1"), about: NamedKey(.hold, asked))
        try await viewsCaughtUp()
    }

    /// An endpoint of the lender's staff; whoever may, forgets it.
    func plantWebhook() async throws -> String {
        let answer = try await post(
            "/v1/webhooks", #"{"url":"https://canary-hook.example/","audience":"staff"}"#)
        return try #require(answer["id"].text, "\(answer.body)")
    }

    private func placeInReview(_ name: String) async throws {
        let order = KeyDerivation.order(merchant: door.merchant("shop").key, name: name)
        try await give(
            .place(
                PlaceHold(
                    hold: hold(name), account: door.account("a1").key,
                    merchant: door.merchant("shop").key, order: order,
                    amount: Money(minor: 1_000), currency: Currency("CNY")!, review: .person)),
            names: [Name(NamedKey(.hold, hold(name)), name), Name(NamedKey(.order, order), name)])
    }

    private func decide(_ name: String, _ decision: ReviewDecision) async throws {
        let hold = hold(name)
        try await give(
            .decideReview(
                DecideReview(
                    hold: hold, operation: operation(on: hold, "decide"), decision: decision)))
    }

    /// Gives the ledger a command that has no route, in the lender's name unless told otherwise.
    func give(
        _ body: Command.Body, as role: Role = .lender, names: Names = []
    ) async throws {
        let actor = Actor(role: role, subject: KeyDerivation.subject("a lender"))
        let command = Command(
            actor: actor, businessDate: engine.calendar.date(of: clock.wall.now()), body: body)
        let answers = try await engine.submit([Submission(command: command, names: names)])
        let outcome = try #require(answers.first).outcome
        try #require(outcome.code.isSuccess, "\(body): \(outcome.code)")
    }

    private func hold(_ name: String) -> HoldKey {
        KeyDerivation.hold(merchant: door.merchant("shop").key, name: name)
    }

    private func operation(on hold: HoldKey, _ name: String) -> OperationKey {
        KeyDerivation.operation(hold: hold, name: name)
    }

    private func operation(of account: AccountKey, _ name: String) -> OperationKey {
        KeyDerivation.accountOperation(account: account, name: name)
    }

    private func after(days: Int64) -> Instant {
        Instant(ns: clock.wall.now().ns + days * Span.dayNs)
    }
}
