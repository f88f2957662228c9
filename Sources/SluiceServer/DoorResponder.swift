import HTTPTypes
import Hummingbird
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Answers every request: finds the route, authenticates, and makes a problem document of whatever
/// goes wrong.
struct DoorResponder: HTTPResponder {
    typealias Context = DoorContext

    let door: Door
    let routes: RouteTable
    /// The pages for people; nil where nobody has a browser.
    var console: Console?
    /// Who asks where no key is sent; nil: nobody is answered without one.
    var keyless: Principal?

    func respond(to request: Request, context: Context) async throws -> Response {
        let began = ContinuousClock.now
        let peer = peer(of: request, context)
        var response: Response
        var mayBeFramed = false
        if let console, console.owns(request) {
            mayBeFramed = console.mayBeFramed(request)
            let requestID = RequestIdentifier.of(request)
            response = await console.respond(to: request, from: peer, requestID: requestID)
            response.headers[.requestID] = requestID
        } else {
            response = await answer(request, from: peer)
        }
        response.headers[.contentTypeOptions] = "nosniff"
        // It knows no list of sites, and those who read the policy do not need it.
        if !mayBeFramed { response.headers[.frameOptions] = "DENY" }
        if !response.headers.contains(.referrerPolicy) {
            response.headers[.referrerPolicy] = "no-referrer"
        }
        if !response.headers.contains(.contentSecurity) {
            response.headers[.contentSecurity] = "default-src 'none'; frame-ancestors 'none'"
        }
        if !response.headers.contains(.cacheControl) {
            response.headers[.cacheControl] = "no-store"
        }
        if request.method == .head { response = response.createHeadResponse() }
        door.metrics.countRequest(status: response.status.code, since: began)
        return response
    }

    /// The answer alone, without what every answer over HTTP has.
    func answer(_ request: Request, from peer: PeerAddress?) async -> Response {
        let requestID = RequestIdentifier.of(request)
        let parent = TraceParent(
            request.headers[.traceParent], state: request.headers[.traceState])
        var response: Response
        if let tracer = door.options.tracer, let context = tracer.context(under: parent) {
            response = await tracer.serving(request, in: context) { span in
                await answer(request, from: peer, RequestScope(id: requestID, span.place), span)
            }
        } else {
            response = await answer(request, from: peer, RequestScope(id: requestID, parent))
        }
        response.headers[.requestID] = requestID
        return response
    }

    private func peer(of request: Request, _ context: Context) -> PeerAddress? {
        door.options.proxies.peer(
            of: IPAddress(context.remoteAddress), forwardedFor: request.headers[.forwardedFor])
    }

    private func answer(
        _ request: Request, from peer: PeerAddress?, _ scope: RequestScope,
        _ span: RecordedSpan? = nil
    ) async -> Response {
        await RequestScope.$current.withValue(scope) {
            let began = ContinuousClock.now
            var attempt = AccessAttempt(scope.id)
            let response: Response
            do {
                response = try await perform(request, from: peer, &attempt)
            } catch {
                response = refusal(error, to: request, attempt)
            }
            if let span, let route = attempt.route { span.found(route) }
            door.logger.info(
                "request answered",
                metadata: [
                    "method": "\(request.method.rawValue)",
                    "route": "\(attempt.route?.path ?? "none")",
                    "status": "\(response.status.code)",
                    "duration_us": "\(Int64((ContinuousClock.now - began) / .microseconds(1)))",
                ])
            return response
        }
    }

    /// The problem document of whatever went wrong, noted where that is to be kept.
    private func refusal(
        _ error: any Error, to request: Request, _ attempt: AccessAttempt
    ) -> Response {
        do {
            throw error
        } catch let problem as Problem {
            door.note(attempt, request.method, problem)
            return problem.response(to: request)
        } catch let failed as PreconditionFailed {
            door.note(attempt, request.method, failed.problem)
            return failed.response(to: request)
        } catch let error as FieldError {
            return Problem(error).response(to: request)
        } catch let refusal as EngineRefusal {
            return Problem(refusal).response(to: request)
        } catch {
            // The text may hold anything, so it goes to the operator and not to the caller.
            door.logger.error("request failed", metadata: ["error": "\(error)"])
            return Problem(
                .internal, detail: "The server failed; its log has the request id."
            ).response(to: request)
        }
    }

    private func perform(
        _ request: Request, from peer: PeerAddress?, _ attempt: inout AccessAttempt
    ) async throws -> Response {
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
            ).response(to: request)
            response.headers[.allow] = place.allow
            return response
        }
        attempt.route = route
        attempt.principal = try authenticate(request, for: route, from: peer)
        var response: Response
        do {
            response = try await perform(route, parts, halves, request, from: peer, &attempt)
            door.note(attempt, request.method, response.status.code)
        } catch {
            response = refusal(error, to: request, attempt)
        }
        if route.right != nil {
            response.headers[.vary] = "Accept, Accept-Language, Authorization"
            response.headers.tell(
                door.rates.standings(of: RatedRequest(attempt.principal, route)))
            // What was refused, or is of no follower, was so with all that is durable by now.
            if !response.headers.contains(.sluiceSequence) {
                response.headers[.sluiceSequence] = OpaqueSequence.encode(
                    door.engine.status.sequence)
            }
        }
        return response
    }

    private func perform(
        _ route: Route, _ parts: [(name: String, text: Substring)], _ halves: [Substring],
        _ request: Request, from peer: PeerAddress?, _ attempt: inout AccessAttempt
    ) async throws -> Response {
        // What was named is noted of who is refused, too.
        attempt.parts = (try? decode(parts)) ?? [:]
        if let right = route.right {
            try attempt.principal.check(right)
            try door.rates.admit(RatedRequest(attempt.principal, route))
        }
        if attempt.parts.isEmpty { attempt.parts = try decode(parts) }
        attempt.query = try Query(halves.count > 1 ? halves[1] : "", known: route.query)
        let call = Call(
            request: request, parts: attempt.parts, query: attempt.query,
            principal: attempt.principal, peer: peer,
            trace: RequestScope.current?.trace ?? .none,
            language: Language(acceptLanguage: request.headers[.acceptLanguage]),
            notes: attempt.notes)
        let addressee = try call.principal.addressee(call.query, call.language)
        return try await Addressee.$current.withValue(addressee) {
            if let store = route.reads { try await door.reach(store, for: call) }
            return try await route.handle(call)
        }
    }

    private func authenticate(
        _ request: Request, for route: Route, from peer: PeerAddress?
    ) throws(Problem) -> Principal {
        guard route.right != nil else { return .anybody }
        let header = request.headers[.authorization]
        if header == nil, let keyless { return keyless }
        return try door.authenticator.principal(authorization: header, from: peer)
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
    /// The document in the language asked for, with the headers its status asks for.
    func response(to request: Request) -> Response {
        var problem = self
        // The ledger's are in the words of whom they are told to already.
        if let code = ProblemCode(rawValue: kind.code) {
            let language = Language(acceptLanguage: request.headers[.acceptLanguage])
            problem.kind = ProblemCatalogue.kind(code, in: language)
        }
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
