import SluiceCore

/// Which field a problem document names.
public enum ProblemFields: Hashable, Sendable {
    case none
    /// Whichever is at fault, as a path.
    case atFault
    /// Always one of these.
    case named([String])
}

/// What is known of a problem code, for whoever meets it.
public struct ProblemEntry: Hashable, Sendable {
    public let code: String
    /// Ascending; one, but of codes that stand for several.
    public let statuses: [Int]
    public let retryable: Bool
    public let title: Bilingual
    public let fields: ProblemFields
    public let reaction: ProblemReaction

    /// A problem of the door.
    init(_ code: ProblemCode) {
        let terms = code.terms
        self.code = code.rawValue
        statuses = [terms.status]
        retryable = terms.isRetryable
        title = terms.title
        fields = terms.fields
        reaction = terms.reaction
    }

    /// A refusal of the ledger; nil for a success.
    init?(_ outcome: OutcomeCode) {
        guard let english = outcome.problem(to: Addressee(.staff, .english)),
            let chinese = outcome.problem(to: Addressee(.staff, .chinese))
        else { return nil }
        code = outcome.code
        statuses = [english.status]
        retryable = english.retryable
        title = Bilingual(english.title, chinese.title)
        fields = outcome.problemFields
        reaction = outcome.reaction
    }

    /// A code that stands for several of the ledger's; nil for one that is told of no refusal.
    init?(_ shared: SharedCode) {
        let told = Audience.allCases.flatMap { audience in
            OutcomeCode.allCases.compactMap { outcome -> (OutcomeCode, Int)? in
                guard Catalogue.said(outcome, to: audience).code == shared.rawValue,
                    let problem = outcome.problem(to: Addressee(audience, .english))
                else { return nil }
                return (outcome, problem.status)
            }
        }
        guard !told.isEmpty else { return nil }
        code = shared.rawValue
        statuses = Set(told.map(\.1)).sorted()
        retryable = false
        title = Bilingual(
            shared.english.filter { $0 != "." }, shared.chinese.filter { $0 != "。" })
        fields = .none
        reaction = shared.reaction
    }
}
