import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/accounts`: opening and reading one.
struct AccountsController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/accounts", .openAccounts, handle: open),
            Route(.get, "/v1/accounts/{id}", .readAccounts, handle: show),
        ]
    }

    @Sendable private func open(_ call: Call) async throws -> Response {
        let body = try OpenAccountRequest(body: try await call.body())
        let account = door.account(try call.id(body.id))
        let answer = try await door.submit(
            .openAccount(
                OpenAccount(
                    account: account.key, currency: body.currency, limit: body.limit,
                    owner: KeyDerivation.subject(account.text), owed: body.owed,
                    creditBalance: body.creditBalance)),
            names: [account.name], for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let record = answer.account else {
            throw outcome.code.refusal(
                field: outcome.field([
                    .owed: "opening.owed", .creditBalance: "opening.credit_balance",
                ]))
        }
        let document = door.naming.document(record)
        return .json(.created, sequence: record.sequence, isReplay: outcome.isReplay) {
            document.write(to: &$0)
        }
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try call.ownAccount(call.part("id"))
        guard let (document, isStale) = try await door.accountDocument(call.part("id")) else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        return .document(for: call, sequence: document.sequence, isStale: isStale) {
            document.write(to: &$0)
        }
    }
}
