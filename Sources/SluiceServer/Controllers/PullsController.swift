import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/orders/{merchant}/{number}/pulls`: a merchant's own view of an order, brought by the lender;
/// `/v1/orders/{merchant}/{number}/pull-requests`: a person wants the merchant to be asked.
struct PullsController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/orders/{merchant}/{number}/pulls", .recordPulls, handle: record),
            Route(
                .post, "/v1/orders/{merchant}/{number}/pull-requests", .askMerchants,
                handle: request),
        ]
    }

    @Sendable private func request(_ call: Call) async throws -> Response {
        let merchant = door.merchant(call.part("merchant"))
        let number = call.part("number")
        let order = KeyDerivation.order(merchant: merchant.key, name: number)
        guard try await door.engine.read(.order(order)).order != nil else {
            throw Problem(.notFound, detail: "Nothing is known of this order.")
        }
        guard let at = door.puller?.request(merchant.key, order, number: number) else {
            throw Problem(
                .noConnector,
                detail: "The merchant has no connector: nobody can be asked for its orders.")
        }
        return .json(.accepted) { writer in
            writer.object { $0.member("next_at", at) }
        }
    }

    @Sendable private func record(_ call: Call) async throws -> Response {
        let request = try PullRequest(body: try await call.body())
        let (command, names) = RecordPull.command(
            of: request.view, merchant: door.merchant(call.part("merchant")),
            number: call.part("number"), askedAt: request.askedAt)
        let answer = try await door.submit(.recordPull(command), names: names, for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess else { throw outcome.code.refusal(field: outcome.field()) }
        guard let order = answer.order, let pull = order.pull else {
            preconditionFailure("a pull that was recorded stands on its order")
        }
        let document = OrderDocument.Pull(pull)
        return .json(sequence: outcome.sequence, isReplay: outcome.isReplay) { writer in
            document.write(to: &writer)
        }
    }
}

extension RecordPull {
    /// The command of a view with all names it derives keys from.
    ///
    /// The key of a fact is made of its order, kind and lines: the same fact pulled twice is one.
    static func command(
        of view: OrderView, merchant: Keyed<MerchantTag>, number: String, askedAt: Instant
    ) -> (command: RecordPull, names: Names) {
        let order = Keyed<OrderTag>(
            .order, KeyDerivation.order(merchant: merchant.key, name: number), number)
        let source = Keyed<SourceTag>(
            .source, KeyDerivation.source(PullSource.name), PullSource.name)
        var names: Names = [merchant.name, order.name]
        if !view.facts.isEmpty { names.append(source.name) }
        let facts = view.facts.map { fact in
            let lines = fact.lines.map { line in
                let key = KeyDerivation.line(order: order.key, name: line.line)
                names.append(Name(NamedKey(.line, key), line.line))
                return LineAmount(line: key, amount: line.amount)
            }
            let id = PullSource.id(of: fact.kind, lines, in: order.key)
            let key = KeyDerivation.fact(source: source.key, name: id)
            names.append(Name(NamedKey(.fact, key), id))
            return PulledFact(
                fact: key, kind: fact.kind, occurredAt: fact.occurredAt, lines: lines,
                amount: fact.amount, reason: fact.reason)
        }
        let command = RecordPull(
            merchant: merchant.key, order: order.key, source: source.key, askedAt: askedAt,
            isKnown: view.isKnown, covers: view.covers, facts: facts)
        return (command, names)
    }
}

/// The source of what merchants say when they are asked, and the ids of its facts.
enum PullSource {
    static let name = "pull"

    /// Of at most 64 bytes: the order's key, the kind, and 56 bits of all its lines.
    static func id(of kind: FactKind, _ lines: [LineAmount], in order: OrderKey) -> String {
        let plain = order.hexadecimal + ":" + kind.code
        if lines.isEmpty { return plain }
        let sum = lines.reduce(UInt64(0)) { $0 ^ $1.line.low } >> 8
        let digits = String(sum, radix: 16)
        return plain + ":" + String(repeating: "0", count: 14 - digits.count) + digits
    }
}
