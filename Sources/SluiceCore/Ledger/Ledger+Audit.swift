/// Something that may never be, found by an audit: what and where.
public struct AuditFault: Hashable, Sendable, CustomStringConvertible {
    public var rule: String
    public var subject: StateKey
    public var detail: String

    public var description: String { "\(rule): \(subject.kind) \(subject.key): \(detail)" }
}

extension Ledger {
    /// Checks an event against the state before it: its postings balance, and the balances it
    /// gives are the ones before plus its postings.
    public func audit(_ event: Event) -> AuditFault? {
        guard let postings = event.postings else { return nil }
        guard let (account, resulting) = event.resulting else { return nil }
        let subject = StateKey(.account, account)
        guard postings.isBalanced else {
            return AuditFault(rule: "balanced", subject: subject, detail: event.name)
        }
        let before = self.account(account)?.balances ?? Balances(limit: .zero)
        let moved: [(Book, Int64)] = [
            (.limitGranted, before.limit.minor - resulting.limit.minor),
            (.unused, resulting.headroomMinor - before.headroomMinor),
            (.held, resulting.held.minor - before.held.minor),
            (.used, resulting.owed.minor - before.owed.minor),
            (.receivable, resulting.owed.minor - before.owed.minor),
            (.creditBalance, before.creditBalance.minor - resulting.creditBalance.minor),
            (.payoutDue, before.payoutDue.minor - resulting.payoutDue.minor),
            (.suspense, 0),
        ]
        for (book, amount) in moved where postings[book] != amount {
            return AuditFault(
                rule: "postings", subject: subject,
                detail: "\(event.name) posts \(postings[book]) to \(book.code), moves \(amount)")
        }
        return nil
    }

    /// Checks every resident record. Complexity: O(records).
    public func audit() -> [AuditFault] {
        var faults: [AuditFault] = []
        var heldOf: [AccountKey: Int64] = [:]
        holds.visit { hold in
            let subject = StateKey(.hold, hold.key)
            if let fault = hold.fault {
                faults.append(AuditFault(rule: "hold", subject: subject, detail: fault))
            }
            if hold.isOpen {
                heldOf[hold.account, default: 0] += hold.amounts.open.minor
            }
        }
        accounts.visit { account in
            let subject = StateKey(.account, account.key)
            let balances = account.balances
            if balances.held.minor != heldOf[account.key, default: 0] {
                faults.append(
                    AuditFault(
                        rule: "held", subject: subject,
                        detail: "\(balances.held.minor) is not the sum of open holds"))
            }
            if !balances.isSound {
                faults.append(
                    AuditFault(rule: "balances", subject: subject, detail: "\(balances)"))
            }
        }
        return faults
    }
}

extension Event {
    /// The account whose balances result from the event.
    fileprivate var resulting: (AccountKey, Balances)? {
        switch self {
        case .accountOpened(let event): (event.account, event.balances)
        case .accountOperated(let event): (event.account, event.balances)
        case .holdPlaced(let event): (event.account, event.balances)
        case .holdMoved(let event): (event.account, event.balances)
        default: nil
        }
    }
}

extension Balances {
    /// None negative, and no credit balance while something is owed.
    var isSound: Bool {
        [limit, held, owed, creditBalance, payoutDue].allSatisfy { $0.minor >= 0 }
            && !(creditBalance.isPositive && owed.isPositive)
    }
}

extension HoldAmounts {
    /// None negative, open neither, refunded within captured.
    var isSound: Bool {
        [authorised, captured, released, expired, refunded, open, refundable]
            .allSatisfy { $0.minor >= 0 }
    }

    fileprivate static func + (left: HoldAmounts, right: HoldAmounts) -> HoldAmounts {
        HoldAmounts(
            authorised: left.authorised + right.authorised,
            captured: left.captured + right.captured,
            released: left.released + right.released, expired: left.expired + right.expired,
            refunded: left.refunded + right.refunded)
    }
}

extension HoldRecord {
    /// What is wrong with the hold by itself, nil if nothing is.
    var fault: String? {
        if !amounts.isSound { return "\(amounts)" }
        if (endedAt == .never) != status.isOpen { return "ended and live disagree" }
        guard !lines.isEmpty else { return nil }
        if !lines.allSatisfy(\.amounts.isSound) { return "a line has unsound amounts" }
        let sum = lines.reduce(HoldAmounts(authorised: .zero)) { $0 + $1.amounts }
        return sum == amounts ? nil : "lines sum to \(sum), the hold is \(amounts)"
    }
}
