import SluiceAPI
import SluiceCore
import SluiceEngine

/// Answers the ten questions of a lock: from what is recorded, in the sentences of its explanation.
struct Answerer {
    /// An answer, and what it rests on.
    struct Answer: Equatable, Sendable {
        var cause: AnswerCause
        var sentences: [String]

        init(_ cause: AnswerCause, _ sentences: [String]) {
            self.cause = cause
            self.sentences = sentences
        }
    }

    /// What of the account some answers rest on.
    struct Line: Sendable {
        var balances: Balances
        /// Since it was locked, oldest first.
        var repayments: [Repayment]
        /// Since it was locked, oldest first.
        var limitChanges: [LimitChange]
    }

    let lock: AccountStanding.Lock
    let explanation: Explanation
    let line: Line
    let words: PageWords
    let smith: Wordsmith

    var hold: HoldDocument { lock.source.hold }
    var amounts: HoldAmounts { hold.amounts }
    var isOpen: Bool { hold.status.isOpen }
    /// A release of it that is looked at, or waits for its turn.
    var doubt: Overlay? {
        hold.overlays.map(\.overlay).first {
            $0.kind == .unlockReview || $0.kind == .releaseQueued
        }
    }
    var returns: [ReturnCase] { lock.order?.returns.map(\.state) ?? [] }
    var openReturn: ReturnCase? { returns.first(where: \.isOpen) }

    func answer(_ question: Question) -> Answer {
        switch hold.status {
        case .declined: return Answer(.notLocked, told([.declined, .payOtherwise, .askPerson]))
        case .split: return Answer(.split, told([.split, .askPerson]))
        default: break
        }
        return switch question {
        case .cancelled: cancelled
        case .returned: returned
        case .repaid: repaid
        case .unchanged: unchanged
        case .who: who
        case .long: long
        case .when: when
        case .billed: billed
        case .unshipped: unshipped
        case .release: release
        }
    }

    // MARK: Words

    /// The statements of the explanation that say so, in words.
    func told(_ sentences: [Sentence]) -> [String] {
        sentences.flatMap { sentence in
            explanation.statements.filter { $0.sentence == sentence }.map(smith.text)
        }
    }

    func amount(_ money: Money) -> String { words.amount(money, hold.currency) }

    /// A text with the time at which a fact reached us, which may be long after it happened.
    func heard(_ text: ConsoleText, _ fact: OrderDocument.Fact) -> String {
        words.text(text, ["time": words.moment(fact.recordedAt)])
    }

    var pulls: [String] {
        lock.nextPullAt.map { [words.text(.pullPlanned, ["time": words.moment($0)])] } ?? []
    }

    // MARK: Facts

    /// The first word of some kinds that reached us.
    func fact(_ kinds: [FactKind]) -> OrderDocument.Fact? {
        lock.source.facts.first { kinds.contains($0.kind) && !$0.isParked }
    }

    static let shipments: [FactKind] = [.shipped, .lineShipped, .delivered, .completed]

    var shipment: OrderDocument.Fact? { fact(Self.shipments) }
}
