import HTTPTypes
import Hummingbird
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The pages for people: who is let in, and what becomes of a request for one.
///
/// They are apart from the JSON interface: they know sessions and no keys, and it knows keys alone.
struct Console: Sendable {
    let door: Door
    let sessions: SessionTable
    private let table: RouteTable

    init(door: Door) {
        self.door = door
        let clock = door.options.clock
        let sessions = SessionTable(nowNs: { clock.risingNs })
        self.sessions = sessions
        table = RouteTable(
            ConsoleController(door: door, sessions: sessions).routes
                + MeController(door: door, sessions: sessions).routes
                + MeQuoteController(door: door, sessions: sessions).routes
                + SupportController(door: door, sessions: sessions).routes
                + OperationsController(door: door, sessions: sessions).routes
                + ReviewsPageController(door: door).routes
                + LevelsController(door: door).routes
                + MerchantController(door: door, sessions: sessions).routes
                + (door.options.demo.map {
                    DemoController(door: door, sessions: sessions, stage: $0).routes
                } ?? []))
    }

    /// What browsers may load for the pages: nothing but what we serve, and no script within a page.
    static let policy = policy(framedBy: "'none'")

    private static func policy(framedBy ancestors: String) -> String {
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors \(ancestors); "
            + "object-src 'none'"
    }

    /// Whether a site of the lender may show the answer in a frame: pages of consumers, where any may.
    func mayBeFramed(_ request: Request) -> Bool {
        Room.consumer.has(request.uri.path) && !door.options.embedOrigins.isEmpty
    }

    /// Whether a request is for the pages.
    func owns(_ request: Request) -> Bool { Room(of: request.uri.path) != nil }

    func respond(
        to request: Request, from peer: PeerAddress?, requestID: String
    ) async -> Response {
        var visit = Visit(
            look: Look(request), target: request.head.path ?? "/")
        (visit.session, visit.isFramed) = session(of: request)
        visit.peer = peer
        visit.isDemo = door.options.demo != nil
        visit.wantsJSON =
            request.uri.path == MeQuoteController.path && request.method == .post
            && request.headers[.accept]?.hasPrefix("application/json") == true
        var response = await Visit.$current.withValue(visit) {
            await answer(request, visit, requestID)
        }
        response.headers[.contentSecurity] =
            mayBeFramed(request)
            ? Self.policy(
                framedBy: door.options.embedOrigins.map(\.text).joined(separator: " "))
            : Console.policy
        // Without a referrer browsers send forms with the origin `null`.
        if !response.headers.contains(.referrerPolicy) {
            response.headers[.referrerPolicy] = "same-origin"
        }
        return response
    }

    private func answer(
        _ request: Request, _ visit: Visit, _ requestID: String
    ) async -> Response {
        var attempt = AccessAttempt(requestID)
        do {
            let response = try await perform(request, visit, &attempt)
            door.note(attempt, request.method, response.status.code)
            return response
        } catch let problem as Problem {
            door.note(attempt, request.method, problem)
            return refusal(problem, of: request, visit, requestID)
        } catch let refused as EngineRefusal {
            return refusal(Problem(refused), of: request, visit, requestID)
        } catch let error as FieldError {
            return refusal(Problem(error), of: request, visit, requestID)
        } catch {
            // The text may hold anything, so it goes to the operator and not to the caller.
            door.logger.error(
                "page failed", metadata: ["request_id": "\(requestID)", "error": "\(error)"])
            let problem = Problem(
                .internal, detail: "The server failed; its log has the request id.")
            return refusal(problem, of: request, visit, requestID)
        }
    }

    private func perform(
        _ request: Request, _ visit: Visit, _ attempt: inout AccessAttempt
    ) async throws -> Response {
        let halves = visit.target.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard visit.target.utf8.count <= ServerLimits.targetBytesMax, let path = halves.first,
            let (place, parts) = table.place(of: path), let route = place.route(request.method)
        else { throw Problem(.notFound, detail: "There is no such page.") }
        var visit = visit
        // What a form leads to is no page by itself: the page it stands on is.
        if request.method == .post, place.route(.get) == nil,
            let slash = path.lastIndex(of: "/")
        {
            visit.target = String(path[..<slash])
        }
        attempt.route = route
        // A file that every page loads is nothing that somebody looked at.
        if let session = visit.session, route.right != nil { attempt.principal = session.principal }
        if request.method == .post {
            visit.form = try await form(
                of: request, visit, mayArrive: route.path == MeQuoteController.path)
        }
        if let right = route.right {
            guard let session = visit.session else { return signIn(visit, for: request) }
            try session.principal.check(right)
        }
        let principal = visit.session?.principal ?? .anybody
        let call = Call(
            request: request, parts: try decode(parts),
            query: try Query(halves.count > 1 ? halves[1] : "", known: route.query),
            principal: principal, peer: visit.peer, trace: .none, language: visit.look.language,
            notes: attempt.notes)
        let addressee = Addressee(Audience(principal.role), visit.look.language)
        return try await Visit.$current.withValue(visit) {
            try await Addressee.$current.withValue(addressee) { try await route.handle(call) }
        }
    }

    // MARK: Who

    /// The session of a request, and whether it is of a page within one of the lender's.
    private func session(of request: Request) -> (Session?, isFramed: Bool) {
        guard let room = Room(of: request.uri.path) else { return (nil, false) }
        let header = request.headers[.cookie]
        // Where engine and lender are one site browsers send that of frames outside of them too: it
        // counts while its session lasts, and then stands in nobody's way.
        for name in mayBeFramed(request) ? [.framed, room.cookie] : [room.cookie] {
            // A consumer's or a merchant's opens none of staff, whatever it is called.
            guard let session = Cookie.value(name, in: header).flatMap(sessions.find),
                room.admits(session.principal.role)
            else { continue }
            guard door.isGood(session) else {
                sessions.end(session.token)
                continue
            }
            return (session, name == .framed)
        }
        return (nil, false)
    }

    /// Asks who it is: a page leads to where that is told, a form that came too late is refused.
    private func signIn(_ visit: Visit, for request: Request) -> Response {
        let words = PageWords(visit.look.language, door.engine, now: door.boardTime)
        if Room.consumer.has(request.uri.path) {
            return .notice(.unauthorized, [.arriveFirst, .arriveWhy], words)
        }
        return .onward(
            "/console/sign-in"
                + (request.method == .get ? "?to=" + PercentEncoding.encode(visit.target) : ""))
    }

    /// The form of a request, once it is known to come from a page of ours.
    /// - Parameter mayArrive: whether one with a token may come from anywhere.
    private func form(
        of request: Request, _ visit: Visit, mayArrive: Bool
    ) async throws -> Form {
        let type = request.headers[.contentType] ?? ""
        guard type.split(separator: ";").first.map(String.init) == Form.mediaType else {
            throw Problem(.unsupportedMediaType, detail: "A form is needed.")
        }
        let body = try await request.body.collect(upTo: ConsoleLimits.formBytesMax)
        guard let form = Form(String(buffer: body)) else {
            throw Problem(.invalidField, detail: "The form cannot be read.")
        }
        // It is nobody's who is signed in, and a page that has no token cannot make it.
        if mayArrive, form.given("token") != nil { return form }
        if let origin = request.headers[.origin], let host = request.head.authority {
            let isOwn = origin.hasSuffix("://" + host)
            guard isOwn else { throw Problem(.forbidden, detail: "The form is of another site.") }
        }
        // Before anybody was let in there is nothing to protect but the origin.
        guard let session = visit.session else { return form }
        guard Secret.isSame(form["csrf"], session.csrf) else {
            throw Problem(.forbidden, detail: "The form is of another session.")
        }
        return form
    }

    private func decode(
        _ parts: [(name: String, text: Substring)]
    ) throws(Problem) -> [String: String] {
        var decoded: [String: String] = [:]
        for part in parts {
            guard let text = PercentEncoding.decodeSegment(part.text),
                FieldRules.identifierFault(text) == nil
            else { throw Problem(.notFound, detail: "There is no such page.") }
            decoded[part.name] = text
        }
        return decoded
    }
}

// MARK: Pages that say one thing

extension Console {
    private func refusal(
        _ problem: Problem, of request: Request, _ visit: Visit, _ requestID: String
    ) -> Response {
        guard !visit.wantsJSON else { return problem.response(to: request) }
        let status = problem.kind.status
        let words = PageWords(visit.look.language, door.engine, now: door.boardTime)
        let isPurchase = request.uri.path == MeQuoteController.path
        let texts: [ConsoleText] =
            switch status {
            // Whoever built the checkout has to see what is wrong with what it sends.
            case 400..<429 where isPurchase && status != 403: [.quoteFault, .quoteFaultWhat]
            case 403: [.problemForbidden]
            case 404: [.problemNotFound]
            case 429, 503: [.problemBusy]
            case 500...: [.problemFailed]
            default: [.problemInput]
            }
        return .notice(
            HTTPResponse.Status(code: status), texts, words,
            places: [
                "id": requestID, "field": problem.field ?? "–", "detail": problem.detail,
            ])
    }
}

extension Response {
    /// A page of a heading and some sentences.
    static func notice(
        _ status: HTTPResponse.Status, _ texts: [ConsoleText], _ words: PageWords,
        places: [String: String] = [:]
    ) -> Response {
        let lines = texts.map { words.text($0, places) }
        return .html(
            status: status,
            Templates.render(
                "notice", NoticePage(lines[0], paragraphs: Array(lines.dropFirst()), words)))
    }
}

/// A page of a heading and some sentences.
struct NoticePage {
    var frame: Frame
    var t: [String: String]
    /// Where whoever is in goes on; nil for everybody else.
    var backHref: String?
    var heading: String
    var paragraphs: [String]

    init(_ heading: String, paragraphs: [String], _ words: PageWords) {
        let visit = Visit.current
        frame = Frame(heading, words)
        t = words.texts
        backHref = visit.session.flatMap { _ in
            Room(of: visit.target.prefix { $0 != "?" })?.cookie.path
        }
        self.heading = heading
        self.paragraphs = paragraphs
    }
}
