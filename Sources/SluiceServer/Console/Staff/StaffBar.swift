import SluiceAPI
import SluiceCore

/// The bar on top of the pages of staff: what the role may open, and nothing else. Members are those
/// the template names.
struct StaffBar: Sendable {
    struct Item: Sendable {
        var word: String
        var href: String
        var isHere: Bool
    }

    /// A page of staff, and the right it takes.
    enum Page: String, CaseIterable, Sendable {
        case operations
        case support
        case reviews

        var right: Right {
            switch self {
            case .operations: .repairAnomalies
            case .support: .requestReleases
            case .reviews: .decideReviews
            }
        }

        var path: String { "/console/" + rawValue }

        fileprivate var word: ConsoleText {
            switch self {
            case .operations: .navOperations
            case .support: .navSupport
            case .reviews: .navReviews
            }
        }

        /// Whether somebody opens the page.
        func isFor(_ principal: Principal) -> Bool {
            Audience(principal.role) == .staff && principal.has(right)
        }
    }

    var nav: [Item]
    var searches: Bool
    var asked: String
    var person: String

    /// Of a demonstration alone.
    static let demoPath = "/console/demo"

    /// - Parameter here: nil on the page of a demonstration.
    init(_ here: Page?, _ principal: Principal, asked: String = "", _ words: PageWords) {
        nav = Page.allCases.filter { $0.isFor(principal) }.map {
            Item(word: words.text($0.word), href: $0.path, isHere: $0 == here)
        }
        if Visit.current.isDemo, principal.has(.repairAnomalies) {
            nav.append(Item(word: words.text(.demo), href: Self.demoPath, isHere: here == nil))
        }
        searches = Page.support.isFor(principal)
        self.asked = asked
        person = principal.subject
    }
}
