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
    var yield: String?

    init(
        _ open: [ReviewView], yields: [ReviewYield], position: EventPosition,
        _ principal: Principal, _ words: PageWords
    ) {
        frame = Frame(words.text(.navReviews), words, scripts: [.live, .keys])
        t = words.texts
        staff = StaffBar(.reviews, principal, words)
        live = LiveLine(
            stream: "/console/events", fragment: "/console/reviews?fragment=body",
            after: position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]), pause: 1_000)
        // What was decided and can still be undone waits for nobody.
        reviews = open.filter { $0.review.overlay.decided == nil }.map {
            ReviewsPage.row($0, words)
        }
        hasReviews = !reviews.isEmpty
        let all = yields.reduce(Int64(0)) { $0 + $1.tally.found + $1.tally.nothing }
        let found = yields.reduce(Int64(0)) { $0 + $1.tally.found }
        yield =
            all == 0
            ? nil : words.text(.reviewYield, ["found": "\(found)", "all": "\(all)"])
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
