import SluiceCore

/// What one audience is told of something: a code and a sentence in each language.
public struct Said: Hashable, Sendable {
    public let code: String
    public let english: String
    public let chinese: String
    /// What an integrator reads beside it, where the code is not the ledger's own.
    public let advice: String?

    public func text(in language: Language) -> String {
        language == .chinese ? chinese : english
    }
}

/// A row of the catalogue: one subject in the words of each audience.
public struct CatalogueRow<Subject: Sendable>: Sendable {
    public let subject: Subject
    let consumer: Wording
    let merchant: Wording
    let staff: Wording

    init(_ subject: Subject, consumer: Wording, merchant: Wording, staff: Wording) {
        self.subject = subject
        self.consumer = consumer
        self.merchant = merchant
        self.staff = staff
    }

    /// The same words for all.
    init(_ subject: Subject, _ english: String, _ chinese: String) {
        self.init(
            subject, consumer: .own(english, chinese), merchant: .own(english, chinese),
            staff: .own(english, chinese))
    }

    /// Words for the consumer, and others for merchant and staff.
    init(_ subject: Subject, consumer: Wording, others: Wording) {
        self.init(subject, consumer: consumer, merchant: others, staff: others)
    }

    func said(to audience: Audience, code: String) -> Said {
        switch audience {
        case .consumer: consumer.said(code)
        case .merchant: merchant.said(code)
        case .staff: staff.said(code)
        }
    }
}

/// How a row says it.
enum Wording: Sendable {
    /// Under the subject's own code.
    case own(String, String)
    /// Under a code that several subjects share, so that the audience cannot tell them apart.
    case shared(SharedCode)

    fileprivate func said(_ code: String) -> Said {
        switch self {
        case .own(let english, let chinese):
            Said(code: code, english: english, chinese: chinese, advice: nil)
        case .shared(let shared):
            Said(
                code: shared.rawValue, english: shared.english, chinese: shared.chinese,
                advice: shared.advice)
        }
    }
}

/// Code × audience × language: everything people are told of reasons, outcomes and decisions.
public enum Catalogue {
    public static let reasons =
        placementReasons + returnedReasons + billedReasons + accountReasons + termReasons
        + gateReasons + silenceReasons
    public static let outcomes = moneyOutcomes + holdOutcomes + accountOutcomes

    public static func said(_ reason: Reason, to audience: Audience) -> Said {
        guard let row = reasonRows[reason] else { preconditionFailure("\(reason) has no row") }
        return row.said(to: audience, code: reason.code)
    }

    public static func said(_ outcome: OutcomeCode, to audience: Audience) -> Said {
        guard let row = outcomeRows[outcome] else { preconditionFailure("\(outcome) has no row") }
        return row.said(to: audience, code: outcome.code)
    }

    public static func said(_ reason: PrincipalReason, to audience: Audience) -> Said {
        guard let row = principalRows[reason] else { preconditionFailure("\(reason) has no row") }
        return row.said(to: audience, code: reason.rawValue)
    }

    private static let reasonRows = rows(reasons)
    private static let outcomeRows = rows(outcomes)
    private static let principalRows = rows(principalReasons)

    static func rows<Subject: Hashable>(
        _ list: [CatalogueRow<Subject>]
    ) -> [Subject: CatalogueRow<Subject>] {
        Dictionary(uniqueKeysWithValues: list.map { ($0.subject, $0) })
    }
}

extension JSONWriter {
    /// A reason as an object of code and text, in the words of the audience.
    public mutating func reason(_ reason: Reason, in language: Language) {
        said(Catalogue.said(reason, to: audience), in: language)
    }

    mutating func said(_ said: Said, in language: Language) {
        object { writer in
            writer.member("code", said.code)
            writer.member("text", said.text(in: language))
        }
    }

    /// A reason as its code alone.
    public mutating func member(_ name: String, _ reason: Reason) {
        member(name, Catalogue.said(reason, to: audience).code)
    }

    public mutating func member(_ name: String, _ outcome: OutcomeCode) {
        member(name, Catalogue.said(outcome, to: audience).code)
    }

    /// Who did something: outside the lender its own people are one party.
    public mutating func member(_ name: String, _ role: Role) {
        let isPerson = Audience(role) == .staff && role != .engine
        member(name, audience != .staff && isPerson ? Role.lender.code : role.code)
    }
}
