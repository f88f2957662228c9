import SluiceAPI
import SluiceCore

/// What the consumer agreed to, as the lender's server signs it: one placement or one increment of one
/// merchant, under one id.
///
/// Its single use is the id's: an id moves something once, for ever, so nothing of a token is kept.
struct ConsentToken: Equatable, Sendable {
    /// What is asked for, in the words of the token.
    struct Asked {
        var purpose: Purpose
        var account: String
        var merchant: String
        var currency: String
        var amount: Money
        /// The hold, of an increment.
        var hold: String?
        /// Of what is made: the hold, or the increment.
        var id: String
        /// Whether more than the amount may be captured by it, which only a quote tells the consumer.
        var needsQuote = false
    }

    enum Purpose: String, CaseIterable, Sendable {
        case place, increment
    }

    /// Why a consent is not one to what is asked.
    struct Fault: Error, Equatable {
        /// The claim at fault, empty for the token itself.
        var claim: String
        var detail: String
    }

    var purpose: Purpose
    var account: String
    var merchant: String
    /// At most.
    var amount: Money
    var currency: String
    var hold: String?
    var id: String
    var quote: String?

    /// The claims that are the consent's own; others are nobody's business here.
    init(_ members: inout ObjectReader) throws(FieldError) {
        purpose = try members.word("for", of: Purpose.allCases, \.rawValue)
        account = try members.identifier("account")
        merchant = try members.identifier("merchant")
        amount = Money(minor: try members.amount("amount"))
        currency = try members.string("currency", maxBytes: 3)
        hold = try members.optionalIdentifier("hold")
        id = try members.identifier("id")
        quote = try members.optionalIdentifier("quote")
    }

    /// What is wrong with the token for what is asked, the first of: what it is for, merchant, account,
    /// hold, id, currency, amount, whether there is a quote. What it says is the caller's to compare.
    func fault(for asked: Asked) -> Fault? {
        let checks: [(isFine: Bool, claim: String, detail: String)] = [
            (purpose == asked.purpose, "for", "It is for something else."),
            (Self.equal(merchant, asked.merchant), "merchant", "It is of another merchant."),
            (Self.equal(account, asked.account), "account", "It is of another account."),
            (Self.equal(hold, asked.hold), "hold", "It is of another hold."),
            (Self.equal(id, asked.id), "id", "It is of another id: a consent is used once."),
            (Self.equal(currency, asked.currency), "currency", "It is of another currency."),
            (amount >= asked.amount, "amount", "The consumer agreed to less."),
            (
                quote != nil || !asked.needsQuote, "quote",
                "With overcapture_consent the consumer agrees to a quote."
            ),
        ]
        return checks.first { !$0.isFine }.map { Fault(claim: $0.claim, detail: $0.detail) }
    }

    /// Names are compared by their bytes, as keys are derived: Unicode calls more of them equal.
    static func equal(_ left: String?, _ right: String?) -> Bool {
        left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
    }
}
