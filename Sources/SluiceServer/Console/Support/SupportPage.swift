import SluiceAPI
import SluiceCore
import SluiceEngine

/// The page that answers a call. Members are those the templates name.
struct SupportPage: Sendable {
    struct Row: Sendable {
        var order: String
        var href: String
        var merchant: String
        var amount: String
        var status: String
        var tone: String
        var icon: String
        var ends: String
    }

    struct Account: Sendable {
        var accountTitle: String
        var sum: SumModel
        var hasLocks: Bool
        var locks: [Row]
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var done: String?
    var fault: String?
    var emptyTitle: String
    var empty: String?
    var live: LiveLine?
    var stale: String?
    var caller: SupportCaller?
    var account: Account?
    var `case`: SupportCase?

    init(_ asked: String, _ principal: Principal, _ words: PageWords) {
        frame = Frame(words.text(.navSupport), words, scripts: [.live])
        t = words.texts
        staff = StaffBar(.support, principal, asked: asked, words)
        emptyTitle = words.text(.navSupport)
        empty = words.text(asked.isEmpty ? .searchHint : .searchNone)
    }

    /// Shows what was found, and follows the account it is of: by its key, for it may be masked.
    mutating func follow(
        _ caller: SupportCaller, from position: EventPosition, stale: ConsoleText?,
        _ words: PageWords
    ) {
        empty = nil
        self.stale = stale.map { words.text($0) }
        self.caller = caller
        live = LiveLine(
            stream: "/console/support/events?account=" + caller.key,
            fragment: caller.path + "&fragment=body", after: position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]))
    }
}

extension SupportPage.Account {
    /// - Parameter name: the account as it may stand on the screen.
    init(_ standing: AccountStanding, _ name: String, _ words: PageWords) {
        accountTitle = words.text(.accountTitle, ["account": name])
        sum = SumModel(standing.account, locks: standing.locks.count, words)
        let open = standing.locks.map(\.source.hold).sorted { $0.expiresAt < $1.expiresAt }
        locks = (open + standing.ended).map { hold in
            let isLate = hold.status.isOpen && hold.expiresAt <= words.now
            let amount = hold.status.isOpen ? hold.amounts.open : hold.amounts.authorised
            return SupportPage.Row(
                order: hold.number, href: SupportSearch.path(hold: hold.id, of: hold.merchant),
                merchant: hold.merchant, amount: words.amount(amount, hold.currency),
                status: words.text(ConsoleText(hold.status)), tone: isLate ? "bad" : "",
                icon: hold.status.isOpen ? "●" : "–",
                ends: words.short(hold.status.isOpen ? hold.expiresAt : hold.endedAt))
        }
        hasLocks = !locks.isEmpty
    }
}
