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
        try door.check(event.merchant, isOpenTo: call, field: "data.merchant")
        let recorded = try await door.record(
            [.event(event)], spelling: OrderEventRequest.spelling, for: call)
        let result = recorded.results[0]
        if let refusal = result.refusal { throw refusal }
        return .json(sequence: recorded.sequence, isReplay: result.isReplay) {
            result.write(to: &$0)
        }
    }

    private func recordBatch(_ body: [UInt8], _ call: Call) async throws -> Response {
        let recorded = try await door.record(
            try door.cloudEvents(body, for: call), spelling: OrderEventRequest.spelling,
            for: call)
        return .json(sequence: recorded.sequence) { recorded.write(to: &$0) }
    }
}

extension Door {
    /// The CloudEvents of a batch, each as far as it can be read.
    func cloudEvents(_ body: [UInt8], for call: Call) throws(FieldError) -> [ReadEvent] {
        let readers = try ObjectReader.list(body: body, count: 1...APILimits.arrayElementsMax)
        return readers.map { reader in
            do {
                let event = try OrderEventRequest(reader)
                try check(event.merchant, isOpenTo: call, field: "data.merchant")
                return .event(event)
            } catch let error as FieldError {
                var problem = Problem(error)
                problem.field = problem.field.map { $0.trimmingPrefix(reader.path + ".") }
                    .map(String.init)
                return .refused(id: OrderEventRequest.id(of: reader), problem)
            } catch let problem as Problem {
                call.notes.refused(problem, to: call.principal)
                return .refused(id: OrderEventRequest.id(of: reader), problem)
            } catch {
                preconditionFailure("an event is refused by field or by merchant: \(error)")
            }
        }
    }

    /// The command of an event with all names it derives keys from.
    func fact(
        _ event: OrderEventRequest, merchant: Keyed<MerchantTag>
    ) -> (command: RecordFact, names: Names) {
        let order = Keyed<OrderTag>(
            .order, KeyDerivation.order(merchant: merchant.key, name: event.number),
            event.number)
        let source = Keyed<SourceTag>(
            .source, KeyDerivation.source(event.source), event.source)
        let fact = Keyed<FactTag>(
            .fact, KeyDerivation.fact(source: source.key, name: event.id), event.id)
        var names: Names = [merchant.name, order.name, source.name, fact.name]
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

extension OrderEventRequest {
    /// The fields of a fact as a CloudEvent spells them.
    static let spelling: [Field: String?] = [
        .merchant: "data.merchant", .order: "data.order", .lines: "data.lines",
        .amount: "data.amount", .merchantSequence: "data.merchant_sequence",
        .reason: "data.reason", .occurredAt: "time", .kind: "type",
    ]
}
