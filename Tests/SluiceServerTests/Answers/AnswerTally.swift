import Synchronization

@testable import SluiceServer

/// Answers that were held to the truth. Safe to use from any thread.
final class AnswerTally: Sendable {
    struct Share {
        var asked = 0
        var right = 0
    }

    private struct State {
        var questions: [Question: Share] = [:]
        var faults: [AnswerFault: Share] = [:]
        var wrong: [String] = []
    }

    private let state = Mutex(State())

    var questions: [Question: Share] { state.withLock { $0.questions } }
    var faults: [AnswerFault: Share] { state.withLock { $0.faults } }
    var wrong: [String] { state.withLock { $0.wrong } }
    var all: Share {
        questions.values.reduce(into: Share()) { sum, share in
            sum.asked += share.asked
            sum.right += share.right
        }
    }

    /// - Parameters:
    ///   - answered: nil where the page has no answer.
    ///   - place: seed, order and moment.
    func note(
        _ question: Question, of faults: Set<AnswerFault>, answered: String?,
        expected: AnswerCause, at place: String
    ) {
        let isRight = answered == expected.rawValue
        state.withLock { state in
            state.questions[question, default: Share()].add(isRight)
            for fault in faults { state.faults[fault, default: Share()].add(isRight) }
            guard !isRight else { return }
            let under = faults.map(\.rawValue).sorted().joined(separator: " ")
            state.wrong.append(
                "\(place), \(question): \(answered ?? "nothing"), not \(expected.rawValue) (\(under))"
            )
        }
    }

    /// A line for each question and fault.
    var text: String {
        let questions = questions
        let faults = faults
        let rows =
            Question.allCases.map { ($0.rawValue, questions[$0] ?? Share()) }
            + AnswerFault.allCases.map { ($0.rawValue, faults[$0] ?? Share()) }
        return rows.map { "\($0): \($1.right) of \($1.asked)" }.joined(separator: "\n")
    }
}

extension AnswerTally.Share {
    fileprivate mutating func add(_ isRight: Bool) {
        asked += 1
        if isRight { right += 1 }
    }
}
