import Hummingbird
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What all controllers share: the engine, the views, the keys and how to speak to them.
struct Door: Sendable {
    let engine: Engine
    var views: any Views
    let messages: Messages
    let people: People
    let authenticator: Authenticator
    let ingestion: Ingestion
    let webhooks: WebhookSender
    let access: AccessTrail
    /// nil where no merchant is asked.
    let puller: Puller?
    /// nil where no desk is staffed.
    let desk: ReviewDesk?
    /// nil where nothing is forecast.
    let forecasts: ForecastFollower?
    let options: ServerOptions
    let metrics: ServerMetrics
    let router: EventRouter
    let rates: RateLimiter
    let connections: ConnectionGate
    let board = Board()
    let pulse = Pulse()
    let logger: Logger

    var keys: KeyStore { authenticator.keys }
    var naming: Naming { Naming(engine) }

    // MARK: Commands

    /// Gives a command to the ledger in the name of the caller.
    /// - Parameter note: the key of the text a person wrote with it.
    func submit(
        _ body: Command.Body, names: Names, note: Key<NoteTag> = .none, for call: Call
    ) async throws -> Answer {
        try await submit([(body, names)], note: note, for: call)[0]
    }

    /// Adopts a policy in place of the version that is to be in force then; nil: of any.
    func adopt(_ policy: Policy, over version: UInt32?, for call: Call) async throws -> Answer {
        var submission = envelope(of: call).submission(.adoptPolicy(policy), names: [])
        submission.policyInForce = version
        return try await engine.submit([submission])[0]
    }

    /// Gives commands to the ledger, in order and within one batch.
    func submit(
        _ commands: [(body: Command.Body, names: Names)], note: Key<NoteTag> = .none,
        for call: Call
    ) async throws -> [Answer] {
        let envelope = envelope(of: call, note: note)
        return try await engine.submit(
            commands.map { body, names in envelope.submission(body, names: names) })
    }

    private func envelope(of call: Call, note: Key<NoteTag> = .none) -> Envelope {
        Envelope(
            call.principal, on: engine.businessDate(at: options.clock.now()), trace: call.trace,
            note: note)
    }

    // MARK: Scopes

    func account(_ name: String) -> Keyed<AccountTag> {
        Keyed(
            .account, KeyDerivation.account(lender: engine.birth.lender, name: name), name)
    }

    func merchant(_ name: String) -> Keyed<MerchantTag> {
        Keyed(.merchant, KeyDerivation.merchant(name), name)
    }

    /// The merchant whose holds the path speaks of: the caller's, or the one the query names.
    func merchant(of call: Call) throws(Problem) -> Keyed<MerchantTag> {
        let asked = try call.query.identifier("merchant")
        if let own = call.principal.merchant {
            guard asked.map(call.principal.maySpeak) ?? true else {
                throw OutcomeCode.holdNotFound.refusal().of(another: "merchant", asked ?? "")
            }
            return merchant(own)
        }
        guard let asked else {
            throw Problem(
                FieldError(
                    code: .merchantRequired, field: "merchant",
                    detail: "The key is bound to no merchant: name one, `?merchant=…`."))
        }
        return merchant(asked)
    }

    /// The hold a path `/v1/holds/{id}…` speaks of.
    func hold(of call: Call) throws(Problem) -> Keyed<HoldTag> {
        let merchant = try merchant(of: call)
        let name = call.part("id")
        return Keyed(.hold, KeyDerivation.hold(merchant: merchant.key, name: name), name)
    }

    /// Refuses a body that names another merchant than the caller's own.
    func check(_ merchant: String, isOpenTo call: Call, field: String) throws(Problem) {
        guard !call.principal.maySpeak(of: merchant) else { return }
        throw Query.fault(.forbidden, field, "The key is bound to another merchant.")
            .of(another: "merchant", merchant)
    }
}

/// What all commands of one request carry: they are in the name of the holder of a key.
struct Envelope: Sendable {
    private let actor: Actor
    private let subject: Names
    private let date: BusinessDate
    private let trace: TraceID
    private let note: Key<NoteTag>

    init(
        _ principal: Principal, on date: BusinessDate, trace: TraceID = .none,
        note: Key<NoteTag> = .none
    ) {
        actor = principal.actor
        subject = [Name(NamedKey(.subject, actor.subject), principal.subject)]
        self.date = date
        self.trace = trace
        self.note = note
    }

    func submission(_ body: Command.Body, names: Names) -> Submission {
        Submission(
            command: Command(
                actor: actor, businessDate: date, trace: trace, note: note, body: body),
            names: names + subject)
    }
}

/// A key with the name it was derived from, as commands carry them.
struct Keyed<Tag>: Sendable where Tag: Sendable {
    var kind: KeyKind
    var key: Key<Tag>
    var text: String

    init(_ kind: KeyKind, _ key: Key<Tag>, _ text: String) {
        self.kind = kind
        self.key = key
        self.text = text
    }

    var name: Name { Name(NamedKey(kind, key), text) }
}
