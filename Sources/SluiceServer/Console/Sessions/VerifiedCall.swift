import SluiceAPI
import SluiceCore

/// Somebody on the line who was found to be whose account it is, and until when that holds.
struct VerifiedCall: Sendable {
    /// How it was found out: a word of this list and nothing else, so that it says nothing of the person.
    enum Way: String, Sendable, CaseIterable {
        case calledBack = "called_back"
        case oneTimeCode = "one_time_code"
        case questions = "security_questions"
        case app = "in_the_app"

        var text: ConsoleText {
            switch self {
            case .calledBack: .wayCalledBack
            case .oneTimeCode: .wayOneTimeCode
            case .questions: .wayQuestions
            case .app: .wayApp
            }
        }
    }

    let account: AccountKey
    let way: Way
    /// The time of day it ends at, for people.
    let until: Instant
    /// The same by the clock of sessions.
    let endsNs: Int64
}
