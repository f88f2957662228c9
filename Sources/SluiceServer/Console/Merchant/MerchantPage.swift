import SluiceAPI
import SluiceCore
import SluiceEngine

/// A merchant's page: what it is to do, and what it is owed. Members are those the templates name.
struct MerchantPage: Sendable {
    /// Orders that wait for the same of the merchant.
    struct Orders: Sendable {
        var anchor: String
        var heading: String
        var hint: String
        var dueWord: String
        var hasRows: Bool
        var rows: [MerchantRow]
        var empty: String
        var more: String?
        var moreHref: String
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var live: LiveLine
    var name: String
    /// Whether a merchant is looked at by staff.
    var isLooking: Bool
    var stale: String?
    /// Whether it is known how much is heard of the merchant.
    var hasFeed: Bool
    var feedTone: String
    var feedIcon: String
    var feedWord: String
    var feed: String
    var tiles: [Tile]
    var lists: [Orders]
    var owed: MerchantOwed?
    /// Back to all lists, from one of them.
    var allHref: String?

    /// - Parameter cursor: tells where a page of the list begins, by its place and how far the views were.
    init(
        _ figures: MerchantFigures, _ part: MerchantFigures.Part, at place: MerchantPlace,
        _ bar: StaffBar, cursor: ([UInt64], UInt64) -> String, _ door: Door
    ) {
        let words = door.words
        let target = Visit.current.target
        frame = Frame(place.merchant.text, words, scripts: [.live])
        t = words.texts
        staff = bar
        name = place.merchant.text
        isLooking = !place.isOwn
        stale = door.staleness(isStalled: figures.isStale).map { words.text($0) }
        hasFeed = !figures.isStale
        let query = part.list.map { [(name: "list", value: $0.rawValue)] } ?? []
        live = LiveLine(
            stream: place.path("/events"),
            fragment: MerchantPage.fragment(of: target), after: figures.position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]), pause: 1_000)
        (feedTone, feedIcon, feedWord, feed) = MerchantPage.feed(figures.health, words)
        tiles = MerchantTiles(figures: figures, place: place, words: words).tiles
        lists = MerchantList.allCases.filter(part.shows).compactMap {
            MerchantPage.list($0, figures, part, at: place, cursor, words)
        }
        owed =
            part.shows(.owed)
            ? MerchantOwed(figures, part, at: place, cursor: cursor, words) : nil
        allHref = query.isEmpty ? nil : place.path()
    }

    /// The page that was asked for, without what is around it.
    private static func fragment(of target: String) -> String {
        let halves = target.split(separator: "?", maxSplits: 1)
        let kept = (halves.count > 1 ? halves[1].split(separator: "&") : []).filter {
            !$0.hasPrefix("fragment=") && !$0.hasPrefix("seen=")
        }
        return "/merchant?" + (kept + ["fragment=body"]).joined(separator: "&")
    }

    private static func list(
        _ list: MerchantList, _ figures: MerchantFigures, _ part: MerchantFigures.Part,
        at place: MerchantPlace, _ cursor: ([UInt64], UInt64) -> String, _ words: PageWords
    ) -> Orders? {
        let rows: [MerchantRow]
        let next: DuePosition?
        if let task = list.task {
            guard let page = figures.tasks[task] else { return nil }
            rows = page.items.map { MerchantRow($0, of: task, at: place, words) }
            next = page.next
        } else {
            guard list == .returns else { return nil }
            rows = figures.returns.items.map { MerchantRow($0, at: place, words) }
            next = figures.returns.next
        }
        let texts = list.texts
        let isWhole = part.list == nil
        var query = [(name: "list", value: list.rawValue)]
        if !isWhole, let next {
            query.append(
                (
                    name: "cursor",
                    value: cursor([UInt64(max(0, next.dueAt.ns)), next.sequence], next.asOf)
                ))
        }
        return Orders(
            anchor: list.rawValue, heading: words.text(texts.heading),
            hint: words.text(texts.hint), dueWord: words.text(texts.due),
            hasRows: !rows.isEmpty, rows: rows,
            empty: words.text(part.position == nil ? texts.empty : .emptyRest),
            more: next.map { _ in words.text(isWhole ? .listAll : .listFurther) },
            moreHref: place.path("", query))
    }

    /// How much is heard of the merchant, in a word and a sentence.
    private static func feed(
        _ health: MerchantHealthDocument?, _ words: PageWords
    ) -> (String, String, String, String) {
        let record = health?.merchant.feed
        let count = (record?.counts ?? []).reduce(0) { $0 + Int($1) }
        // Of a small shop nothing can be told, which is no fault of it.
        var (tone, icon, word) = ("", "–", ConsoleText.feedWordFew)
        func mark(_ mark: Mark) { (tone, icon, word) = (mark.tone, mark.icon, mark.word) }
        var text: String
        if let record, record.isLost {
            mark(.act)
            text = words.text(.feedLost, ["time": words.moment(record.lostSince)])
        } else if let newest = record?.pulse.last {
            let isAlive = health?.state == .alive
            if isAlive { mark(.good) }
            text = words.text(
                isAlive ? .feedAlive : .feedFew,
                ["count": "\(count)", "time": words.moment(newest)])
        } else {
            word = .feedWordNone
            text = words.text(.feedNone)
        }
        if let parked = health?.merchant.parkedFacts, parked > 0 {
            text = words.paragraph([text, words.text(.feedParked, ["count": "\(parked)"])])
        }
        return (tone, icon, words.text(word), text)
    }
}

extension MerchantList {
    /// Its heading, what it is of, what its time is, and what would be there.
    fileprivate var texts:
        (heading: ConsoleText, hint: ConsoleText, due: ConsoleText, empty: ConsoleText)
    {
        switch self {
        case .ship: (.listShip, .listShipHint, .columnPromised, .emptyShip)
        case .ending: (.listEnding, .listEndingHint, .columnPromised, .emptyEnding)
        case .over: (.listOver, .listOverHint, .columnOver, .emptyOver)
        case .returns: (.listReturns, .listReturnsHint, .columnDue, .emptyReturns)
        case .owed: (.listOwed, .listOwedHint, .columnDay, .emptyOwed)
        }
    }
}
