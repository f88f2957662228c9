import Hummingbird
import SluiceAPI
import SluiceCore

/// What is known of a request as far as it came.
struct AccessAttempt: Sendable {
    var requestID: String
    var route: Route?
    /// `anybody` until it is known, and where nobody needs to be.
    var principal = Principal.anybody
    var parts: [String: String] = [:]
    var query = Query()
    let notes = AccessNotes()

    init(_ requestID: String) { self.requestID = requestID }
}

extension Door {
    /// Notes in the access trail what became of a request, where that is to be kept.
    func note(_ attempt: AccessAttempt, _ method: HTTPRequest.Method, _ status: Int) {
        if let (problem, principal) = attempt.notes.overreach {
            var attempt = attempt
            attempt.principal = principal
            return note(attempt, method, problem)
        }
        note(attempt, method, status: status, code: nil, anothers: nil)
    }

    func note(_ attempt: AccessAttempt, _ method: HTTPRequest.Method, _ problem: Problem) {
        note(
            attempt, method, status: problem.kind.status, code: problem.kind.code,
            anothers: problem.anothers)
    }

    private func note(
        _ attempt: AccessAttempt, _ method: HTTPRequest.Method, status: Int, code: String?,
        anothers: Problem.Anothers?
    ) {
        guard let route = attempt.route,
            let event = Self.event(of: attempt, route, status, isAnothers: anothers != nil)
        else { return }
        let principal = attempt.principal == .anybody ? nil : attempt.principal
        var concerned: [AccessRecord.Concerned] = []
        if principal != nil {
            concerned = attempt.parts.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
            concerned += ["account", "merchant", "order"].compactMap { name in
                attempt.query[name].map { .init(name, $0) }
            }
            concerned += attempt.notes.seen
            if let anothers { concerned.append(.init(anothers.kind, anothers.name)) }
        }
        access.note(
            AccessRecord(
                time: access.now(), requestID: attempt.requestID, event: event,
                status: status, code: code, role: principal?.role, subject: principal?.subject,
                credential: principal?.credentialText, method: method.rawValue,
                route: route.path, concerned: concerned))
    }

    /// Refusals of access, every access to what is held on a person, every case somebody looked at, and
    /// whatever support reads.
    private static func event(
        of attempt: AccessAttempt, _ route: Route, _ status: Int, isAnothers: Bool
    ) -> AccessRecord.Event? {
        switch status {
        case 401: return .unauthenticated
        case 403: return .forbidden
        // While the journal takes nothing, what is another's is told as what cannot be looked up.
        case 404, 503:
            if isAnothers { return .notYours }
        default: break
        }
        if let event = attempt.notes.event { return event }
        // What was shown was seen, whatever the answer is called.
        let hasSeen = !attempt.notes.seen.isEmpty
        guard hasSeen || (200..<300).contains(status) else { return nil }
        switch route.right {
        case .readPeople: return .viewed
        case .changePeople: return .changed
        case .erasePeople: return .erased
        case nil: return nil
        default:
            let hasRead = attempt.principal.role == .support && route.method == .get
            return hasSeen || hasRead ? .viewed : nil
        }
    }
}
