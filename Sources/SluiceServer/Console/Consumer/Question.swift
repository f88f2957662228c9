import SluiceAPI

/// The ten questions a consumer asks of a lock. Raw values are words of links; never renamed.
enum Question: String, CaseIterable, Sendable {
    case cancelled
    case returned
    case repaid
    case unchanged
    case who
    case long
    case when
    case billed
    case unshipped
    case release

    var word: ConsoleText {
        switch self {
        case .cancelled: .askCancelled
        case .returned: .askReturned
        case .repaid: .askRepaid
        case .unchanged: .askUnchanged
        case .who: .askWho
        case .long: .askSoLong
        case .when: .askWhen
        case .billed: .askBilled
        case .unshipped: .askNotShipped
        case .release: .askRelease
        }
    }

    /// What the consumer names when it asks a person, so that it is counted what people call about.
    var contactCode: String {
        let number = Question.allCases.firstIndex(of: self).map { $0 + 1 } ?? 0
        return "R-" + (number < 10 ? "0" : "") + "\(number)"
    }
}
