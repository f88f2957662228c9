import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/order-events`: facts of orders as CloudEvents, one or a batch.
struct OrderEventsController {
    let door: Door

    var routes: [Route] {
        [Route(.post, "/v1/order-events", .recordOrderEvents, handle: record)]
    }

    @Sendable private func record(_ call: Call) async throws -> Response {
        let types = [OrderEventRequest.mediaType, OrderEventRequest.batchMediaType]
        let type = try call.mediaType(among: types)
        let body = try await call.body(of: types)
        return type == OrderEventRequest.mediaType
            ? try await recordOne(body, call) : try await recordBatch(body, call)
    }

    private func recordOne(_ body: [UInt8], _ call: Call) async throws -> Response {
        let event = try OrderEventRequest(body: body)
        try check(event, call)
        let (command, names) = door.fact(event, merchant: door.merchant(event.merchant))
        let outcome = try await door.submit(
            .recordFact(command), names: names, for: call
        ).outcome
        guard outcome.code.isSuccess else { throw refusal(outcome) }
        return .json(sequence: outcome.sequence, isReplay: outcome.isReplay) { writer in
            write(event.id, outcome, to: &writer)
        }
    }

    /// Each event stands for itself: one that is refused keeps no other from being recorded.
    private func recordBatch(_ body: [UInt8], _ call: Call) async throws -> Response {
        let readers = try ObjectReader.list(body: body, count: 1...APILimits.arrayElementsMax)
        var results: [(id: String?, refusal: Problem?, outcome: Outcome?)] = []
        var commands: [(body: Command.Body, names: [Name])] = []
        var places: [Int] = []
        for reader in readers {
            do {
                let event = try OrderEventRequest(reader)
                try check(event, call)
                let (command, names) = door.fact(event, merchant: door.merchant(event.merchant))
                commands.append((.recordFact(command), names))
                places.append(results.count)
                results.append((event.id, nil, nil))
            } catch let error as FieldError {
                var problem = Problem(error)
                problem.field = problem.field.map { $0.trimmingPrefix(reader.path + ".") }
                    .map(String.init)
                results.append((OrderEventRequest.id(of: reader), problem, nil))
            } catch let problem as Problem {
                results.append((OrderEventRequest.id(of: reader), problem, nil))
            }
        }
        var newest: UInt64 = 0
        if !commands.isEmpty {
            let answers = try await door.submit(commands, for: call)
            for (place, answer) in zip(places, answers) {
                let outcome = answer.outcome
                newest = max(newest, outcome.sequence)
                if outcome.code.isSuccess {
                    results[place].outcome = outcome
                } else {
                    results[place].refusal = refusal(outcome)
                }
            }
        }
        return .json(sequence: newest > 0 ? newest : nil) { writer in
            writer.object { writer in
                writer.name("results")
                writer.array { writer in
                    for result in results {
                        write(result.id, result.outcome, result.refusal, to: &writer)
                    }
                }
            }
        }
    }

    private func check(_ event: OrderEventRequest, _ call: Call) throws(Problem) {
        try door.check(event.merchant, isOpenTo: call, field: "data.merchant")
    }

    private func refusal(_ outcome: Outcome) -> Problem {
        outcome.code.refusal(
            field: outcome.field([
                .merchant: "data.merchant", .order: "data.order", .lines: "data.lines",
                .amount: "data.amount", .merchantSequence: "data.merchant_sequence",
                .reason: "data.reason", .occurredAt: "time", .kind: "type",
            ]))
    }

    private func write(_ id: String, _ outcome: Outcome, to writer: inout JSONWriter) {
        write(id, outcome, nil, to: &writer)
    }

    private func write(
        _ id: String?, _ outcome: Outcome?, _ refusal: Problem?, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            if let id { writer.member("id", id) }
            writer.member("result", outcome?.factResult ?? "refused")
            if let refusal {
                writer.name("error")
                writer.object { writer in
                    writer.member("code", refusal.kind.code)
                    writer.member("status", Int64(refusal.kind.status))
                    writer.member("retryable", refusal.kind.retryable)
                    if let field = refusal.field { writer.member("field", field) }
                    writer.member("detail", refusal.detail)
                }
            }
        }
    }
}

extension Outcome {
    /// The word of an accepted event.
    fileprivate var factResult: String {
        if isReplay { return "duplicate" }
        return code == .parked ? "parked" : "applied"
    }
}

extension Door {
    /// The command of an event with all names it derives keys from.
    func fact(
        _ event: OrderEventRequest, merchant: Keyed<MerchantTag>
    ) -> (command: RecordFact, names: [Name]) {
        let order = Keyed<OrderTag>(
            .order, KeyDerivation.order(merchant: merchant.key, name: event.number),
            event.number)
        let source = Keyed<SourceTag>(
            .source, KeyDerivation.source(event.source), event.source)
        let fact = Keyed<FactTag>(
            .fact, KeyDerivation.fact(source: source.key, name: event.id), event.id)
        var names = [merchant.name, order.name, source.name, fact.name]
        let lines = event.lines.map { line in
            let key = KeyDerivation.line(order: order.key, name: line.line)
            names.append(Name(NamedKey(.line, key), line.line))
            return LineAmount(line: key, amount: line.amount)
        }
        let command = RecordFact(
            fact: fact.key, source: source.key, merchant: merchant.key, order: order.key,
            kind: event.kind, occurredAt: event.occurredAt, lines: lines,
            merchantSequence: event.merchantSequence, amount: event.amount,
            reason: event.reason)
        return (command, names)
    }
}
