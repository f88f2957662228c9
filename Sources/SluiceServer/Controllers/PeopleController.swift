import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/people/{id}`: what is held on a person beside the journal. Every access is in the access trail,
/// without a text.
struct PeopleController {
    let door: Door

    var routes: [Route] {
        [
            Route(.get, "/v1/people/{id}", .readPeople, handle: show),
            Route(.put, "/v1/people/{id}", .changePeople, handle: setContact),
            Route(.delete, "/v1/people/{id}", .erasePeople, query: ["reason"], handle: erase),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await document(of: call)
    }

    @Sendable private func setContact(_ call: Call) async throws -> Response {
        let body = try ContactRequest(body: try await call.body())
        if let shape = PersonalData.shape(of: call.part("id")) {
            throw Query.fault(
                .idIsPersonalData, "id",
                "The id has the shape of \(shape.text); a person is named by a pseudonym.")
        }
        let person = person(of: call)
        let contact = Contact(
            name: body.name, mobile: body.mobile, mail: body.mail,
            language: body.language?.rawValue)
        try await door.people { try $0.setContact(person, contact) }
        return try await document(of: call, isKnown: true)
    }

    @Sendable private func erase(_ call: Call) async throws -> Response {
        let reason = try reason(of: call)
        let id = call.part("id")
        let person = person(of: call)
        let held = try await door.people { try $0.holdings(person) }
        let account = try await account(id, isNeeded: held.isUnknown)
        let done = try await door.people { people -> PersonDestroyed? in
            if account == nil, try people.holdings(person).isUnknown { return nil }
            return try people.erase(person, reason)
        }
        guard let done else { throw unknown }
        let document = PersonErasedDocument(
            id: id, erasedAt: done.erasure.at, reason: done.erasure.reason,
            hadContact: done.hadContact, notes: done.notes,
            hasAccount: account != nil || door.isBehind(.views))
        return .json { document.write(to: &$0, in: call.language) }
    }

    /// - Parameter isKnown: whether a person with nothing held is shown too.
    private func document(of call: Call, isKnown: Bool = false) async throws -> Response {
        let id = call.part("id")
        let person = person(of: call)
        let held = try await door.people { try $0.holdings(person) }
        let account = try await account(id, isNeeded: !isKnown && held.isUnknown)
        guard isKnown || account != nil || !held.isUnknown else { throw unknown }
        let document = PersonDocument(
            held, id: id, account: account?.document, name: door.naming.text)
        return .json(
            sequence: account?.document.sequence,
            isStale: account?.isStale ?? (door.engine.status.snapshot.stalled != nil)
        ) { document.write(to: &$0) }
    }

    /// The account of a person. Where something else is held, what is held is not kept waiting for an
    /// account that cannot be looked up now.
    private func account(
        _ id: String, isNeeded: Bool
    ) async throws -> (document: AccountDocument, isStale: Bool)? {
        do {
            return try await door.accountDocument(id)
        } catch EngineRefusal.journalStalled(let obstacle) {
            guard isNeeded else { return nil }
            throw EngineRefusal.journalStalled(obstacle)
        }
    }

    private func person(of call: Call) -> SubjectKey {
        KeyDerivation.subject(call.part("id"))
    }

    private func reason(of call: Call) throws(Problem) -> Code {
        guard let text = call.query["reason"] else { return Erasure.requested }
        guard let code = Code(text) else {
            throw Query.fault(
                .invalidField, "reason", FieldRules.codeFault(text) ?? "A code is needed.")
        }
        return code
    }

    private var unknown: Problem {
        Problem(.notFound, detail: "Nothing is held under this id.")
    }
}

extension PersonDocument {
    /// - Parameter name: tells the name of what a text is about.
    public init(
        _ held: PersonHoldings, id: String, account: AccountDocument?,
        name: (NamedKey) -> String
    ) {
        self.init(
            id: id,
            contact: held.contact.flatMap { contact in
                held.contactAt.map { time in
                    ContactData(
                        name: contact.name, mobile: contact.mobile, mail: contact.mail,
                        language: contact.language, changedAt: time)
                }
            },
            notes: held.notes.map { note in
                Note(
                    note: note.note.hexadecimal, aboutKind: "\(note.about.kind)",
                    aboutID: name(note.about), madeAt: note.madeAt, text: note.text)
            },
            erasedAt: held.erasure?.at, account: account)
    }
}
