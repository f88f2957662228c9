import SluiceAPI
import SluiceCore

/// A lock or a return as its card shows it. Members are those the templates name.
struct CardModel: Sendable {
    struct Flag: Sendable {
        /// `good`, `watch` or `bad`, and none.
        var tone: String
        var icon: String
        var word: String
        var flagText: String
    }

    struct Stop: Sendable {
        enum State: Sendable {
            case done
            case now
            case ahead
        }

        var stopClass: String
        var isNow: Bool
        var label: String
        var stateWord: String
        var note: String?

        init(_ state: State, _ label: ConsoleText, note: String?, _ words: PageWords) {
            switch state {
            case .done: (stopClass, stateWord) = ("done", words.text(.stepDone))
            case .now: (stopClass, stateWord) = ("now", words.text(.stepNow))
            case .ahead: (stopClass, stateWord) = ("ahead", words.text(.stepAhead))
            }
            isNow = state == .now
            self.label = words.text(label)
            self.note = note
        }
    }

    /// What comes first on the page.
    enum Rank: Int, Comparable, Sendable {
        case needsYou
        case late
        case other

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    var anchor: String
    var shop: String
    var orderLabel: String
    var amount: String
    var flags: [Flag]
    var said: String
    var stops: [Stop]
    var etaTone: String
    var likely: String?
    var latestText: String
    var actionsRow = true
    var whyHref: String
    var whyWord: String
    var askHref: String?
    var rank: Rank
    var endsAt: Instant
}

extension HoldDocument {
    /// Where the consumer's page of a lock is.
    var consumerPath: String {
        "/me/holds/\(PercentEncoding.encode(merchant))/\(PercentEncoding.encode(id))"
    }
}
