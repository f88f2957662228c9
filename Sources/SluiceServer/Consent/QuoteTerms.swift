import Crypto
import SluiceAPI
import SluiceCore

/// What a consumer is shown before agreeing: everything of a placement that decides what is locked,
/// for how long and how it ends.
///
/// Its digest is the same whoever asks, so that the lender, who is told it by the merchant, can ask for
/// the terms itself.
struct QuoteTerms {
    var request: PlaceHoldRequest
    /// Of the policy: how long it lasts, what ends it, who looks at it.
    var policyVersion: UInt32

    /// The first 128 bits of SHA-256 in hexadecimal.
    var digest: String {
        var writer = JSONWriter()
        write(to: &writer)
        return SHA256.hash(data: writer.bytes).prefix(16).hexadecimal
    }

    private func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("account", request.account)
            writer.member("merchant", request.merchant)
            writer.member("number", request.number)
            writer.member("purpose", request.purpose.text)
            writer.member("amount", request.amount.minor)
            writer.member("currency", request.currency.code)
            if let scenario = request.scenario { writer.member("scenario", scenario.text) }
            if let plan = request.plan { writer.member("plan", plan.text) }
            writer.member("overcapture_consent", request.hasConsent)
            if let review = request.review { writer.member("review", review.code) }
            writer.name("lines")
            writer.array { writer in
                for line in request.lines {
                    writer.object { writer in
                        writer.member("line", line.line)
                        writer.member("amount", line.amount.minor)
                        if let seller = line.seller { writer.member("seller", seller) }
                    }
                }
            }
            writer.member("policy", Int64(policyVersion))
        }
    }
}
