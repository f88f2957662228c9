import SluiceCore

/// Every transition against every state, as the core answers: made by doing it.
///
/// A hold of 300 of an account with room is brought into the state, then one thing is done to it.
/// A cell says what the answer was and, where it changed, the state after it.
struct TransitionTable {
    /// How a hold comes to a state; the names are the columns.
    static let states: [(name: String, steps: [Step])] = [
        ("pending", [.place(.person)]),
        ("active", [.place(nil)]),
        ("part_captured", [.place(nil), .capture("C0", 100)]),
        ("captured", [.place(nil), .capture("C0", nil)]),
        ("closed", [.place(nil), .capture("C0", 100), .release("R0", .merchantVoid)]),
        ("expired", [.place(nil), .wait(31 * Span.dayNs)]),
        ("released", [.place(nil), .release("R0", .merchantVoid)]),
        ("declined", [.place(.person), .decide("D0", .decline)]),
        ("split", [.place(nil), .split("S0", 300)]),
        ("active, unlock_review", [.place(nil), .request("Q0")]),
        ("active, legal_freeze", [.place(nil), .overlay("V0", .legalFreeze)]),
        ("active, result_unknown", [.place(nil), .overlay("V0", .resultUnknown)]),
        ("active, dispute", [.place(nil), .overlay("V0", .dispute)]),
    ]

    /// What is done; the names are the rows.
    static let transitions: [(name: String, step: Step)] = [
        ("place again, same content", .place(nil)),
        ("place, `retry_of`", .retry),
        ("review: approve", .decide("D1", .approve)),
        ("review: decline", .decide("D1", .decline)),
        ("review: release", .decide("D1", .release)),
        ("review: keep", .decide("D1", .keep)),
        ("review: extend", .decide("D1", .extend)),
        ("capture part", .capture("C1", 50)),
        ("capture all", .capture("C1", nil)),
        ("capture part, final", .captureFinal("C1", 50)),
        ("capture too much", .capture("C1", 301)),
        ("capture, `force`", .force("C1")),
        ("release part", .releasePart("R1", 50)),
        ("release all", .release("R1", .merchantVoid)),
        ("release, `CUSTOMER_REQUEST`", .release("R1", .customerRequest)),
        ("release, `ORDER_CANCELLED_EARLY`", .release("R1", .orderCancelledEarly)),
        ("request a release", .request("Q1")),
        ("increment", .increment("I1", 50)),
        ("extend", .extend("E1")),
        ("refund", .refund("F1", 50)),
        ("set `dispute`", .overlay("V1", .dispute)),
        ("set `legal_freeze`", .overlay("V1", .legalFreeze)),
        ("set `result_unknown`", .overlay("V1", .resultUnknown)),
        ("lift the overlay", .lift("V2")),
        ("split in part", .split("S1", 50)),
        ("correct captured → released", .correct("X1", .captured, .released)),
        ("correct released → captured", .correct("X1", .released, .captured)),
        ("fact `shipped`", .fact(.shipped)),
        ("fact `delivered`", .fact(.delivered)),
        ("fact `cancelled`", .fact(.cancelled)),
        ("fact `closed`", .fact(.closed)),
        ("fact `price_adjusted` to 200", .fact(.priceAdjusted)),
        ("fact `return_requested`", .fact(.returnRequested)),
        ("fact `return_received`", .fact(.returnReceived)),
        ("10 minutes pass", .wait(10 * Span.minuteNs)),
        ("4 hours pass", .wait(4 * Span.hourNs)),
        ("the term passes", .wait(31 * Span.dayNs)),
    ]

    enum Step {
        case place(ReviewStage?)
        case retry
        case capture(String, Int64?)
        case captureFinal(String, Int64)
        case force(String)
        case release(String, Reason)
        case releasePart(String, Int64)
        case request(String)
        case decide(String, ReviewDecision)
        case increment(String, Int64)
        case extend(String)
        case refund(String, Int64)
        case overlay(String, OverlayKind)
        case lift(String)
        case split(String, Int64)
        case correct(String, CorrectionPart, CorrectionPart)
        case fact(FactKind)
        case wait(Int64)
    }

    /// The table in the form of the page, a line a transition.
    static func lines() -> [String] {
        let names = states.map(\.name)
        var lines = ["| | " + names.joined(separator: " | ") + " |"]
        lines.append("|---" + String(repeating: "|---", count: names.count) + "|")
        for transition in transitions {
            let cells = states.map { cell(of: transition.step, in: $0.steps) }
            lines.append("| \(transition.name) | " + cells.joined(separator: " | ") + " |")
        }
        return lines
    }

    private static func cell(of step: Step, in steps: [Step]) -> String {
        var subject = TransitionSubject()
        for step in steps { _ = subject.perform(step) }
        let before = subject.state
        let answer = subject.perform(step)
        let after = subject.state
        return before == after ? answer : "\(answer) → \(after)"
    }
}
