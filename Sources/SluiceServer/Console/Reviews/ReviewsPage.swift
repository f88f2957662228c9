import SluiceAPI
import SluiceCore
import SluiceEngine

/// The review desk. Members are those the templates name.
struct ReviewsPage: Sendable {
    struct Row: Sendable {
        var anchor: String
        var order: String
        var merchant: String
        var hold: String
        var account: String
        var amount: String
        var why: String
        var asked: String
        var tone: String
        var itself: String
        var operation: String
        var yes: String
        var yesWord: String
        var no: String
        var noWord: String
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var live: LiveLine
    var done: String?
    var fault: String?
    var undo = false
    var undoId = ""
    var undoMerchant = ""
    var undoHold = ""
    var undoDecision = ""
    var hasReviews: Bool
    var reviews: [Row]
    var empty: String
    var yield: String?
    /// What forms add to their addresses, so that they lead back to this page of the list.
    var query: String
    /// How many wait after these, and where; nil at the end.
    var more: String?
    var nextHref: String?
    /// The first page, from another.
    var firstHref: String?

    /// - Parameters:
    ///   - cursor: where the page begins, as it was asked for; nil at the beginning.
    ///   - next: where the following one does.
    init(
        _ figures: ReviewsFigures, cursor: String?, next: String?, _ principal: Principal,
        _ words: PageWords
    ) {
        frame = Frame(words.text(.navReviews), words, scripts: [.live, .keys])
        t = words.texts
        staff = StaffBar(.reviews, principal, words)
        live = LiveLine(
            stream: "/console/events",
            fragment: StaffBar.Page.reviews.path([("cursor", cursor), ("fragment", "body")]),
            after: figures.position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]), pause: 1_000)
        reviews = figures.open.map { ReviewsPage.row($0, words) }
        hasReviews = !reviews.isEmpty
        empty = words.text(cursor == nil ? .reviewsNone : .emptyRest)
        let all = figures.yields.reduce(Int64(0)) { $0 + $1.tally.found + $1.tally.nothing }
        let found = figures.yields.reduce(Int64(0)) { $0 + $1.tally.found }
        yield =
            all == 0
            ? nil : words.text(.reviewYield, ["found": "\(found)", "all": "\(all)"])
        query = cursor.map { "?cursor=" + PercentEncoding.encode($0) } ?? ""
        firstHref = cursor.map { _ in StaffBar.Page.reviews.path }
        nextHref = next.map { StaffBar.Page.reviews.path([("cursor", $0)]) }
        more = next.map { _ in
            let count = "\(figures.more)" + (figures.hasMoreThanCounted ? "+" : "")
            return words.text(.moreReviews, ["count": count])
        }
    }

    private static func row(_ item: ReviewView, _ words: PageWords) -> Row {
        let (hold, overlay) = (item.hold, item.review.overlay)
        let isPurchase = overlay.kind == .placementReview
        let time = words.moment(min(overlay.until, hold.expiresAt))
        let amount = min(hold.amounts.open, overlay.doubt?.amount ?? hold.amounts.open)
        let reasons = overlay.judgement.map { [words.text(ConsoleText($0.tier))] } ?? []
        let why = isPurchase ? words.text(.purchase) : overlay.reason.said(in: words)
        return Row(
            anchor: "v" + hold.hold.key.hexadecimal, order: Naming.text(hold.order),
            merchant: Naming.text(hold.merchant), hold: Naming.text(hold.hold),
            account: SupportSearch.masked(Naming.text(hold.account)),
            amount: words.amount(amount, hold.currency),
            why: ([why] + reasons).joined(separator: " · "),
            asked: isPurchase
                ? "" : words.text(overlay.isMerchantWord ? .askedMerchant : .askedOther),
            tone: overlay.until <= words.now ? "bad" : "watch",
            itself: words.text(isPurchase ? .selfDecline : .selfRelease, ["time": time]),
            operation: Visit.current.operation("desk", at: hold.sequence),
            yes: isPurchase ? "approve" : "release",
            yesWord: words.text(isPurchase ? .decideApprove : .decideRelease),
            no: isPurchase ? "decline" : "keep",
            noWord: words.text(isPurchase ? .decideDecline : .decideKeep))
    }
}

extension Reason {
    fileprivate func said(in words: PageWords) -> String {
        words.said(Catalogue.said(self, to: .staff))
    }
}
