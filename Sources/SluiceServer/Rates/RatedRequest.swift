import HTTPTypes
import SluiceCore
import SluiceEngine

/// One limit of a request.
struct RatePolicy: Sendable {
    /// What it is called in headers and metrics.
    var word: String
    var subject: RateSubject
    var limit: RateLimit

    static let keyWord = "key"
    static let merchantWord = "merchant"
    static let factsWord = "facts"
    static let words = [keyWord, merchantWord, factsWord]
}

/// Who asks, and for what kind of thing, as far as the limits go.
struct RatedRequest: Sendable {
    enum Weight: Sendable {
        /// Ends a lock or decides: may use all there is.
        case urgent
        /// Placements, batches and reads: leave the last part to what is urgent.
        case usual
        /// Facts of orders, which have buckets of their own as they have a lane of their own.
        case facts
    }

    var principal: Principal
    var weight: Weight

    init(_ principal: Principal, _ weight: Weight) {
        self.principal = principal
        self.weight = weight
    }

    init(_ principal: Principal, _ route: Route) { self.init(principal, route.weight) }

    /// The limits it counts to; none for the lender, whose systems carry everybody's requests.
    func policies(_ limits: RateLimits) -> [RatePolicy] {
        let merchant = principal.merchant.map(KeyDerivation.merchant)
        if weight == .facts {
            guard let merchant, let limit = limits.facts else { return [] }
            return [
                RatePolicy(word: RatePolicy.factsWord, subject: .facts(merchant), limit: limit)
            ]
        }
        guard principal.role.isRated else { return [] }
        var policies: [RatePolicy] = []
        if let limit = limits.key {
            policies.append(
                RatePolicy(
                    word: RatePolicy.keyWord,
                    subject: principal.rateSubject, limit: limit))
        }
        if let merchant, let limit = limits.merchant {
            policies.append(
                RatePolicy(
                    word: RatePolicy.merchantWord, subject: .merchant(merchant), limit: limit))
        }
        return policies
    }

    /// What of a bucket it leaves to others.
    func reserve(of limit: RateLimit) -> Int64 {
        weight == .usual ? limit.burst / RateRules.reservedPart : 0
    }
}

extension Principal {
    /// Tokens of one person or system count together: each is new, and lasts some minutes.
    fileprivate var rateSubject: RateSubject {
        .key(AccessTokens.isToken(credential: credential) ? 0 : credential, subject)
    }
}

extension Role {
    /// Whether keys of the role are limited: not those of the lender's own systems.
    fileprivate var isRated: Bool {
        switch self {
        case .lender, .migration, .engine: false
        case .merchant, .support, .reviewer, .operator, .treasury, .auditor, .consumer: true
        }
    }
}

extension Route {
    fileprivate var weight: RatedRequest.Weight {
        switch right {
        case .recordOrderEvents: .facts
        case .placeHolds, .openAccounts, .sendBatches: .usual
        default: method == .get ? .usual : .urgent
        }
    }
}
