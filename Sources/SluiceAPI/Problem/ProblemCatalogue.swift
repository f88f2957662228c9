import SluiceCore

/// The problems there are, with what is fixed about each.
public enum ProblemCatalogue {
    /// The problems of the door, by status and then in the order of `ProblemCode`.
    public static let all: [ProblemKind] = ProblemCode.allCases.map { kind($0) }

    /// What every document of a problem of the door says, in one language.
    public static func kind(_ code: ProblemCode, in language: Language = .english) -> ProblemKind {
        let terms = code.terms
        return ProblemKind(
            code: code.rawValue, status: terms.status, retryable: terms.isRetryable,
            title: terms.title.text(in: language))
    }

    /// Every code a problem document may have: those of the door, the ledger's refusals, and the codes
    /// that stand for several of these.
    public static let entries: [ProblemEntry] =
        ProblemCode.allCases.map(ProblemEntry.init)
        + OutcomeCode.allCases.compactMap(ProblemEntry.init)
        + SharedCode.allCases.compactMap(ProblemEntry.init)

    private static let byCode = Dictionary(
        uniqueKeysWithValues: entries.map { ($0.code, $0) })

    /// - Returns: nil for a code that no problem has.
    public static func entry(_ code: String) -> ProblemEntry? { byCode[code] }
}
