import SluiceAPI
import SluiceCore

@testable import SluiceServer

extension TestAnswer {
    /// What the answer of a page rests on, if it says anything; nil where there is none.
    var answeredCause: String? {
        guard let start = body.firstRange(of: #"id="answer" data-cause=""#)?.upperBound,
            body[start...].contains(#"<div class="stack"><p>"#)
        else { return nil }
        return String(body[start...].prefix { $0 != "\"" })
    }
}

extension AnswerTruth {
    mutating func take(hold: TestAnswer, since epoch: Instant) {
        func minor(_ name: String) -> Int64 { hold[name].number ?? 0 }
        (authorised, open) = (minor("amount"), minor("open"))
        (captured, back) = (minor("captured"), minor("released") + minor("expired"))
        refunded = minor("refunded")
        endedNs = hold["ended_at"].text.flatMap { RFC3339.parse($0) }.map { $0 - epoch.ns }
    }

    mutating func take(account: TestAnswer) {
        available = account["available"].number ?? 0
        beyond = account["overlimit"].number ?? 0
    }
}
