import SluiceAPI
import SluiceCore
import SluiceEngine

/// The page of one lock: its card, the ten questions, and why it is as it is. Members are those the
/// templates name.
struct MeHoldPage: Sendable {
    struct Link: Sendable {
        var word: String
        var href: String
        var isOpen: Bool
    }

    struct Answer: Sendable {
        var question: String
        var ask: String
        /// What it rests on.
        var cause: String
        var sentences: [String]
        var asksRelease: Bool
        var grounds: [ReleaseGround.Choice]
        var operation: String
        var evidence: String
        var answeredBy: String
        var contact: String
    }

    var frame: Frame
    var t: [String: String]
    var live: LiveLine
    var stale: String?
    var heading: String
    var done: String?
    var fault: String?
    var card: [CardModel]
    var answer: Answer?
    var releaseAction: String
    var merchant: String
    var hold: String
    var questions: [Link]
    var topics: [TopicOfPage]

    /// - Parameters:
    ///   - line: what of the account some answers rest on.
    ///   - asked: the question that is answered.
    ///   - answersWithinNs: how soon a request for a release is answered at the latest.
    init(
        _ lock: AccountStanding.Lock, line: Answerer.Line, asked: Question?, answersWithinNs: Int64,
        position: EventPosition, _ words: PageWords
    ) {
        let document = lock.source.hold
        let path = document.consumerPath
        frame = Frame(document.merchant, words, scripts: [.live])
        t = words.texts
        let query = asked.map { "&ask=" + $0.rawValue } ?? ""
        live = LiveLine(
            stream: "/me/events", fragment: path + "?fragment=body" + query,
            after: position.text, asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]),
            pause: 1_000)
        stale = lock.stale.map { words.text($0) }
        heading = document.merchant
        releaseAction = path + "/release"
        merchant = document.merchant
        hold = document.id
        var model = MeHoldPage.card(lock, words)
        model.actionsRow = false
        card = [model]
        questions = Question.allCases.map {
            Link(
                word: words.text($0.word), href: path + "?ask=" + $0.rawValue + "#answer",
                isOpen: $0 == asked)
        }
        let explanation = Explanation(lock.source, for: .consumer)
        let smith = words.smith(.consumer, document.currency)
        topics = TopicOfPage.all(explanation, smith, words)
        let answerer = Answerer(
            lock: lock, explanation: explanation, line: line, words: words, smith: smith)
        let answeredBy = min(words.now.adding(spanNs: answersWithinNs), document.expiresAt)
        answer = asked.map { MeHoldPage.answer($0, answerer, lock, by: answeredBy, words) }
    }

    /// The card of an open lock, or of one that ended, with how.
    private static func card(_ lock: AccountStanding.Lock, _ words: PageWords) -> CardModel {
        let hold = lock.source.hold
        var card = LockCard(lock: lock, words: words).card
        guard !hold.status.isOpen else { return card }
        let explanation = Explanation(lock.source, for: .consumer)
        let smith = words.smith(.consumer, hold.currency)
        card.amount = words.amount(hold.amounts.authorised, hold.currency)
        card.flags = []
        card.said = words.paragraph(
            explanation.statements.filter { $0.sentence.topic == .what }.map(smith.text))
        card.likely = nil
        card.etaTone = ""
        card.latestText = words.text(.endedAt, ["time": words.moment(hold.endedAt)])
        return card
    }

    private static func answer(
        _ question: Question, _ answerer: Answerer, _ lock: AccountStanding.Lock,
        by answeredBy: Instant, _ words: PageWords
    ) -> Answer {
        let hold = lock.source.hold
        let asks = question == .release && hold.status.isLive && !hold.isAskedFor
        let answer = answerer.answer(question)
        return Answer(
            question: words.text(question.word), ask: question.rawValue,
            cause: answer.cause.rawValue, sentences: answer.sentences, asksRelease: asks,
            grounds: asks ? ReleaseGround.choices(nil, words) : [],
            operation: Visit.current.operation("me", at: hold.sequence), evidence: "",
            answeredBy: words.text(.releaseBy, ["time": words.moment(answeredBy)]),
            contact: words.text(.contactReason, ["code": question.contactCode]))
    }
}
