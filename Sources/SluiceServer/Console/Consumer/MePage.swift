import SluiceAPI
import SluiceCore
import SluiceEngine

/// A consumer's own page. Members are those the templates name.
struct MePage: Sendable {
    struct Row: Sendable {
        var anchor: String
        var href: String
        var shop: String
        var order: String
        var amount: String
        var time: String
        var iso: String
        var tone: String
        var icon: String
        var word: String
    }

    struct Letter: Sendable {
        var id: String
        var text: String
        var time: String
        var iso: String
        var isUnread: Bool
    }

    var frame: Frame
    var t: [String: String]
    var live: LiveLine
    var stale: String?
    var sum: SumModel
    var notice: Bool
    var noticeTone = ""
    var noticeIcon = ""
    var noticeText = ""
    var noticeWhen = ""
    var cards: [CardModel]
    var moreCards: String?
    var moreCardsHref = "/me?all=true"
    var hasInbox: Bool
    var inbox: [Letter]
    var hasUnread: Bool
    var hasHistory: Bool
    var history: [Row]
    var moreHistory: String?

    /// - Parameter all: whether all cards are shown rather than the first, and of what ended more.
    init(_ standing: AccountStanding, all: Bool, _ words: PageWords) {
        frame = Frame(words.text(.myLockedCredit), words, scripts: [.live])
        t = words.texts
        live = LiveLine(
            stream: "/me/events",
            fragment: all ? "/me?fragment=body&all=true" : "/me?fragment=body",
            after: standing.position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]), pause: 1_000)
        stale = standing.stale.map { words.text($0) }
        sum = SumModel(standing.account, locks: standing.locks.count, words)
        let every = MePage.cards(standing, words)
        cards = all ? every : Array(every.prefix(ConsoleLimits.cardsFirst))
        moreCards =
            cards.count < every.count
            ? words.text(.moreLocks, ["count": "\(every.count)"]) : nil
        inbox = standing.messages.map { kept in
            Letter(
                id: kept.id, text: words.text(kept.message),
                time: words.short(kept.message.time), iso: words.machine(kept.message.time),
                isUnread: kept.readAt == nil)
        }
        hasInbox = !inbox.isEmpty
        hasUnread = inbox.contains(where: \.isUnread)
        history = standing.ended.map { MePage.row($0, words) }
        hasHistory = !history.isEmpty
        moreHistory = standing.hasMoreEnded && !all ? words.text(.listAll) : nil
        notice = false
        tellReturn(standing, words)
    }

    /// Needs you, late, then soonest.
    private static func cards(_ standing: AccountStanding, _ words: PageWords) -> [CardModel] {
        let locks = standing.locks.map { LockCard(lock: $0, words: words).card }
        let returns = standing.returns.map { ReturnCard(item: $0, words: words).card }
        return (locks + returns).sorted { ($0.rank, $0.endsAt) < ($1.rank, $1.endsAt) }
    }

    /// What came back last stands on top for a day: that it did, or why available did not rise.
    private mutating func tellReturn(_ standing: AccountStanding, _ words: PageWords) {
        let newest = standing.messages.first {
            $0.message.code == .returned || $0.message.code == .refunded
        }
        guard let message = newest?.message, words.now.ns - message.time.ns < Span.dayNs else {
            return
        }
        let hasRisen = message.slots[.rise] == message.slots[.amount]
        notice = true
        noticeTone = hasRisen ? "good" : "watch"
        noticeIcon = hasRisen ? "✓" : "!"
        noticeText = words.text(message)
        noticeWhen = words.moment(message.time)
    }

    private static func row(_ hold: HoldDocument, _ words: PageWords) -> Row {
        let (tone, icon, word): (String, String, ConsoleText) =
            switch hold.status {
            case .captured: ("", "▤", .endedBilled)
            case .closed: ("", "◐", .endedPart)
            case .released, .expired: ("good", "↩", .endedUnlocked)
            case .declined: ("", "–", .endedDeclined)
            default: ("", "⑂", .endedSplit)
            }
        return Row(
            anchor: "e"
                + PercentEncoding.encode(hold.merchant + "/" + hold.id)
                .replacing("%", with: "-"),
            href: hold.consumerPath, shop: hold.merchant,
            order: words.text(.orderNumber, ["number": hold.number]),
            amount: words.amount(hold.amounts.authorised, hold.currency),
            time: words.short(hold.endedAt), iso: words.machine(hold.endedAt), tone: tone,
            icon: icon, word: words.text(word))
    }
}
