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

    /// A page of staff, and the rights it takes.
    enum Page: String, CaseIterable, Sendable {
        case operations
        case support
        case reviews
        case levels
        case merchant

        /// All of them are needed.
        var rights: [Right] {
            switch self {
            case .operations: [.repairAnomalies]
            case .support: [.requestReleases]
            case .reviews: [.decideReviews]
            case .levels: [.readServiceLevels]
            // Those of the routes that tell the same: nobody sees here what the interface keeps from it.
            case .merchant: [.readHolds, .readOrders, .readMerchants, .readStatements]
            }
        }

        var room: Room { self == .merchant ? .merchant : .staff }
        var path: String { self == .merchant ? "/merchant" : "/console/" + rawValue }

        fileprivate var word: ConsoleText {
            switch self {
            case .operations: .navOperations
            case .support: .navSupport
            case .reviews: .navReviews
            case .levels: .navLevels
            case .merchant: .navMerchant
            }
        }

        /// Whether somebody opens the page; a merchant its own alone.
        func isFor(_ principal: Principal) -> Bool {
            let isIn =
                Audience(principal.role) == .staff
                || self == .merchant && principal.role == .merchant && principal.merchant != nil
            return isIn && rights.allSatisfy(principal.has)
        }

        /// The page as a query asks for it; what is nil is not asked.
        func path(_ query: [(name: String, value: String?)]) -> String {
            let parts = query.compactMap { name, value in
                value.map { name + "=" + PercentEncoding.encode($0) }
            }
            return path + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
        }

        /// Where it is, for who opens it.
        func href(for principal: Principal) -> String? { isFor(principal) ? path : nil }

        /// The rooms that somebody has pages in.
        static func rooms(of principal: Principal) -> [Room] {
            [.staff, .merchant].filter { room in
                allCases.contains { $0.room == room && $0.isFor(principal) }
            }
        }
    }

    var nav: [Item]
    var searches: Bool
    var asked: String
    var person: String
    /// Where one leaves: the cookie of the room comes with it.
    var leave: String

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
        leave = here?.room == .merchant ? "/merchant/leave" : "/console/sign-out"
    }
}
