import SluiceAPI
import SluiceCore
import SluiceForecast

/// What a purchase would lock, or why it would be declined. Members are those the template names.
struct MeQuotePage: Sendable {
    struct Fact: Sendable {
        var label: String
        var told: String
    }

    var frame: Frame
    var t: [String: String]
    var shop: String
    var orderLabel: String
    var amount: String
    var declined: Bool
    var reason: String
    var help: [String]
    var said: String
    var facts: [Fact]
    var sum: SumModel.Bar
    var digest: String
    var asOf: String

    /// - Parameters:
    ///   - left: what purchases like it may take then.
    ///   - policy: that it would be placed under.
    init(
        _ quoted: Quoted, _ left: Money, _ cost: CreditCost, under policy: Policy?,
        _ words: PageWords
    ) {
        let hold = quoted.hold
        frame = Frame(words.text(.quoteTitle), words)
        t = words.texts
        shop = hold.merchant
        orderLabel = words.text(.orderNumber, ["number": hold.number])
        amount = words.amount(hold.amounts.authorised, hold.currency)
        declined = !hold.status.isOpen
        reason = words.said(Catalogue.said(hold.reason, to: .consumer))
        help = declined ? MeQuotePage.help(hold, left, words) : []
        said = words.text(
            hold.status == .pending ? .quoteReserves : .quoteLocks, ["amount": amount])
        facts = declined ? [] : MeQuotePage.facts(hold, left, cost, policy, words)
        sum = SumModel.Bar(quoted.balances, hold.currency, words)
        digest = words.text(.quoteDigest, ["digest": quoted.digest])
        asOf = words.paragraph([
            words.text(.quoteAsOf, ["time": words.moment(hold.placedAt)]),
            words.text(.quoteNothingYet),
        ])
    }

    /// What somebody can do whose purchase would be declined.
    private static func help(
        _ hold: HoldDocument, _ available: Money, _ words: PageWords
    ) -> [String] {
        let missing = hold.amounts.authorised.minor - available.minor
        var help: [String] = []
        switch hold.reason {
        case .insufficientLimit:
            help.append(
                words.text(.quoteAvailable, ["amount": words.amount(available, hold.currency)]))
            if missing > 0 {
                let amount = words.amount(Money(minor: missing), hold.currency)
                help.append(words.text(.quoteMissing, ["amount": amount]))
            }
        case .delinquent: help.append(words.text(.quoteRepay))
        case .orderTerminal: help.append(words.text(.quoteOrderAnew))
        default: break
        }
        help.append(words.said(Catalogue.said(Sentence.payOtherwise, to: .consumer)))
        if hold.reason != .orderTerminal {
            help.append(words.said(Catalogue.said(Sentence.askPerson, to: .consumer)))
        }
        return help
    }

    private static func facts(
        _ hold: HoldDocument, _ left: Money, _ cost: CreditCost, _ policy: Policy?,
        _ words: PageWords
    ) -> [Fact] {
        func amount(_ money: Money) -> String { words.amount(money, hold.currency) }
        func fact(_ label: ConsoleText, _ told: String) -> Fact {
            Fact(label: words.text(label), told: told)
        }
        let end = words.moment(hold.expiresAt)
        var facts = [
            fact(
                .quoteRemains,
                words.text(
                    .quoteRemainsOf,
                    [
                        "left": amount(left),
                        "now": amount(Money(minor: left.minor + hold.amounts.open.minor)),
                    ])),
            fact(.quoteBilled, words.text(ends(hold.captureOn).billed)),
            fact(.quoteReturned, words.text(ends(hold.captureOn).returned, ["time": end])),
            fact(.quoteLikely, likely(hold, words)),
            fact(.quoteLatest, end),
            fact(.quoteDue, words.date(cost.dueOn)),
            fact(.quoteRate, words.text(.quoteRateOf, ["rate": cost.annualRate])),
        ]
        if let review = hold.overlays.first?.overlay {
            facts.insert(
                fact(
                    .quoteReview,
                    words.text(.quoteReviewBy, ["time": words.moment(review.until)])), at: 1)
        }
        if hold.hasConsent, let scenario = policy?.scenario(hold.scenario),
            scenario.toleranceBasisPoints > 0
        {
            let percent = DecimalText.format(
                minor: Int64(scenario.toleranceBasisPoints), exponent: 2)
            facts.append(
                fact(.quoteTolerance, words.text(.quoteToleranceOf, ["percent": percent])))
        }
        return facts
    }

    /// When it ends most likely, and how, as far as purchases like it tell.
    private static func likely(_ hold: HoldDocument, _ words: PageWords) -> String {
        guard let eta = hold.eta, eta.p80 < hold.expiresAt else {
            return words.text(.quoteLikelyUnknown)
        }
        let date = words.date(eta.p80)
        guard let billed = eta.billedBasisPoints else { return date }
        return words.text(.quoteLikelyBilled, ["date": date, "share": "\((billed + 50) / 100)"])
    }

    /// What bills it, and what gives it back.
    private static func ends(
        _ captureOn: CaptureOn
    ) -> (billed: ConsoleText, returned: ConsoleText) {
        switch captureOn {
        case .shipped: (.quoteBilledShipped, .quoteReturnedShipped)
        case .delivered: (.quoteBilledDelivered, .quoteReturnedDelivered)
        case .completed: (.quoteBilledCompleted, .quoteReturnedCompleted)
        }
    }
}
