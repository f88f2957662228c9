import SluiceAPI

/// Why a consumer asks for a release. It is part of the evidence: the consumer's word alone undoes no
/// promise to a merchant, whatever it says.
enum ReleaseGround: String, CaseIterable, Sendable {
    case cancelled
    case unshipped
    case returned
    case twice
    case other

    struct Choice: Sendable {
        var code: String
        var groundText: String
        var isChosen: Bool
    }

    var text: ConsoleText {
        switch self {
        case .cancelled: .groundCancelled
        case .unshipped: .groundNotShipped
        case .returned: .groundReturned
        case .twice: .groundTwice
        case .other: .groundOther
        }
    }

    static func choices(_ chosen: ReleaseGround?, _ words: PageWords) -> [Choice] {
        allCases.map {
            Choice(
                code: $0.rawValue, groundText: words.text($0.text), isChosen: $0 == chosen)
        }
    }
}
