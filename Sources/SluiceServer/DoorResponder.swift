import HTTPTypes
import Hummingbird
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Answers every request: finds the route, authenticates, and makes a problem document of whatever
/// goes wrong.
struct DoorResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let door: Door
    let routes: RouteTable

    func respond(to request: Request, context: Context) async throws -> Response {
        let began = ContinuousClock.now
        let requestID = RequestIdentifier.of(request)
        var response = await answer(request, requestID: requestID)
        response.headers[.requestID] = requestID
        response.headers[.contentTypeOptions] = "nosniff"
        response.headers[.frameOptions] = "DENY"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.contentSecurity] = "default-src 'none'; frame-ancestors 'none'"
        if !response.headers.contains(.cacheControl) {
            response.headers[.cacheControl] = "no-store"
        }
        if request.method == .head { response = response.createHeadResponse() }
        door.metrics.countRequest(status: response.status.code, since: began)
        return response
    }

    private func answer(_ request: Request, requestID: String) async -> Response {
        do {
            return try await perform(request)
        } catch let problem as Problem {
            return problem.response(to: request)
        } catch let error as FieldError {
            return Problem(error).response
        } catch let refusal as EngineRefusal {
            return Problem(refusal).response(to: request)
        } catch {
            // The text may hold anything, so it goes to the operator and not to the caller.
            door.logger.error(
                "request failed",
                metadata: ["request_id": "\(requestID)", "error": "\(error)"])
            return Problem(
                .internal, detail: "The server failed; its log has the request id."
            ).response
        }
    }

    private func perform(_ request: Request) async throws -> Response {
        let target = request.head.path ?? ""
        guard target.utf8.count <= ServerLimits.targetBytesMax else {
            throw Problem(
                .invalidField,
                detail: "A request target has at most \(ServerLimits.targetBytesMax) bytes.")
        }
        let halves = target.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first, let (place, parts) = routes.place(of: path) else {
            throw Problem(.notFound, detail: "There is nothing at this path.")
        }
        if request.method == .options {
            return Response(status: .noContent, headers: [.allow: place.allow])
        }
        guard let route = place.route(request.method) else {
            var response = Problem(
                .methodNotAllowed, detail: "The path takes \(place.allow)."
            ).response
            response.headers[.allow] = place.allow
            return response
        }
        let principal = try authenticate(request, for: route)
        let call = Call(
            request: request, parts: try decode(parts),
            query: try Query(halves.count > 1 ? halves[1] : "", known: route.query),
            principal: principal, trace: TraceParent.trace(request.headers[.traceParent]),
            language: Language(acceptLanguage: request.headers[.acceptLanguage]))
        let addressee = try principal.addressee(call.query, call.language)
        return try await Addressee.$current.withValue(addressee) {
            try await route.handle(call)
        }
    }

    private func authenticate(_ request: Request, for route: Route) throws(Problem) -> Principal {
        guard let right = route.right else { return .anybody }
        guard let principal = door.keys.authenticate(request.headers[.authorization]) else {
            throw Problem(
                .unauthenticated, detail: "Send the header `Authorization: Bearer sk_…`.")
        }
        guard principal.role.has(right) else {
            throw Problem(
                .forbidden,
                detail: "A key of role \(principal.role.code) may not \(right.rawValue).")
        }
        return principal
    }

    private func decode(
        _ parts: [(name: String, text: Substring)]
    ) throws(Problem) -> [String: String] {
        var decoded: [String: String] = [:]
        for part in parts {
            guard let text = PercentEncoding.decodeSegment(part.text) else {
                throw Query.fault(
                    .invalidField, part.name, "The path is not percent-encoded UTF-8.")
            }
            if let fault = FieldRules.identifierFault(text) {
                throw Query.fault(.invalidField, part.name, fault)
            }
            decoded[part.name] = text
        }
        return decoded
    }
}

extension RouteTable.Place {
    fileprivate var allow: String { methods.map(\.rawValue).joined(separator: ", ") }
}

extension Problem {
    /// The document with the headers its status asks for.
    fileprivate func response(to request: Request) -> Response {
        var problem = self
        // A shopper at the checkout is told what to do instead of waiting.
        let isCheckout = request.method == .post && request.uri.path == "/v1/holds"
        if isCheckout, kind.retryable { problem.fallback = .otherPayment }
        var response = problem.response
        if kind.status == 401 {
            response.headers[.wwwAuthenticate] = "Bearer realm=\"sluice\""
        }
        return response
    }
}

/// The id a request is found by in logs.
enum RequestIdentifier {
    /// The caller's own, if it is 1…64 visible ASCII characters, else a random one.
    static func of(_ request: Request) -> String {
        if let given = request.headers[.requestID],
            (1...ServerLimits.requestIDBytesMax).contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            return given
        }
        return String(UInt64.random(in: .min ... .max), radix: 16)
            + String(UInt64.random(in: .min ... .max), radix: 16)
    }
}
