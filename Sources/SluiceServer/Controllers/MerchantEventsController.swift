import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/merchants/{id}/events`: a merchant's webhooks, by Standard Webhooks; its signature is the
/// authentication.
struct MerchantEventsController {
    let door: Door

    private static let types = [
        "application/json", OrderEventRequest.mediaType, OrderEventRequest.batchMediaType,
    ]

    var routes: [Route] {
        [Route(.post, "/v1/merchants/{id}/events", nil, isSigned: true, handle: receive)]
    }

    /// Cheapest first: nothing of a stranger's body is read, and only what is signed taken apart.
    @Sendable private func receive(_ call: Call) async throws -> Response {
        let merchant = door.merchant(call.part("id"))
        do {
            let signature = try WebhookSignature(call.request.headers)
            try signature.check(at: door.options.webhookClock.now())
            let secrets = door.ingestion.secrets.inForce(for: merchant.text)
            guard !secrets.isEmpty else { throw WebhookSignature.wrong }
            // The signature is over the body: until that is read nobody can be made to pay.
            let claimed = Principal(
                role: .merchant, merchant: merchant.text, subject: "", credential: 0)
            try door.rates.admit(RatedRequest(claimed, .facts))
            return try await door.ingestion.gate.pass(merchant.key) {
                let type = try call.mediaType(among: Self.types)
                let body = try await call.body(of: Self.types)
                guard let signer = signature.signer(of: body, among: secrets) else {
                    throw WebhookSignature.wrong
                }
                let call = call.of(Principal(signer))
                let addressee = try call.principal.addressee(call.query, call.language)
                return try await Addressee.$current.withValue(addressee) {
                    try await record(body, of: type, from: merchant, signature.id, call)
                }
            }
        } catch let problem as Problem {
            door.metrics.countWebhookRefusal(problem.kind.code)
            throw problem
        } catch let error as FieldError {
            door.metrics.countWebhookRefusal(error.code.rawValue)
            throw error
        }
    }

    private func record(
        _ body: [UInt8], of type: String, from merchant: Keyed<MerchantTag>,
        _ delivery: String, _ call: Call
    ) async throws -> Response {
        var spelling = OrderEventRequest.spelling
        let events: [ReadEvent]
        var isList = false
        switch type {
        case OrderEventRequest.batchMediaType:
            events = try door.cloudEvents(body, for: call)
            isList = true
        case OrderEventRequest.mediaType:
            let event = try OrderEventRequest(body: body)
            try door.check(event.merchant, isOpenTo: call, field: "data.merchant")
            events = [.event(event)]
        default:
            guard let mapping = door.ingestion.mappings.file(of: merchant.key) else {
                throw Problem(
                    .unsupportedMediaType,
                    detail: "The merchant has no mapping: send CloudEvents.")
            }
            spelling = mapping.spelling
            (events, isList) = try read(body, mapping, delivery)
        }
        let recorded = try await door.record(events, spelling: spelling, for: call)
        return try answer(recorded, isList: isList)
    }

    private func read(
        _ body: [UInt8], _ mapping: EventMapping, _ delivery: String
    ) throws -> (events: [ReadEvent], isList: Bool) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONReader.read(body, numbers: .asWritten)
        } catch {
            throw FieldError(error)
        }
        let found = try mapping.events(in: document)
        // An id that belongs to the webhook belongs to its only event.
        let own = found.count == 1 ? delivery : nil
        let events = found.map { event -> ReadEvent in
            do throws(FieldError) {
                switch try mapping.read(event, delivery: own) {
                case .event(let event): return .event(event)
                case .ignored(let id): return .ignored(id: id ?? own)
                }
            } catch {
                return .refused(id: mapping.id(of: event) ?? own, Problem(error))
            }
        }
        return (events, found.count > 1)
    }

    /// A sender looks at the status alone: 2xx means that nothing would come of sending it again.
    private func answer(_ recorded: EventResults, isList: Bool) throws -> Response {
        if !isList, let refusal = recorded.results.first?.refusal { throw refusal }
        let later = recorded.results.compactMap(\.refusal).filter(\.kind.retryable)
        var response = Response.json(
            later.isEmpty ? .ok : .tooManyRequests, sequence: recorded.sequence
        ) { recorded.write(to: &$0) }
        if !later.isEmpty {
            let seconds = later.compactMap(\.retryAfterSeconds).max()
            response.headers[.retryAfter] = String(seconds ?? ServerLimits.retryAfterSeconds)
        }
        return response
    }
}

extension Principal {
    /// A merchant that signed with a secret.
    fileprivate init(_ signer: WebhookSecretRecord) {
        self.init(
            role: .merchant, merchant: signer.merchant, subject: "webhook:" + signer.id,
            credential: APIKey.number(of: signer.id))
    }
}

extension Call {
    /// The same request in the name of another.
    fileprivate func of(_ principal: Principal) -> Call {
        Call(
            request: request, parts: parts, query: query, principal: principal, peer: peer,
            trace: trace, language: language, notes: notes)
    }
}
