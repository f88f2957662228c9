import SluiceAPI
import SluiceCore

// What came after a fact, and what comes with its time.

extension NaiveMessages {
    typealias Over = (at: Instant, cause: String)

    /// The end of a hold, or the first change of it that says so.
    func over(
        _ hold: HoldKey, after index: Int, moved: (HoldChanged) -> Bool = { _ in false }
    ) -> Over? {
        for fact in facts[(index + 1)...] {
            switch fact.event {
            case .holdMoved(let event)
            where event.hold == hold && event.kind != .refund && event.amounts.open.minor == 0:
                return (fact.at, "ended")
            case .holdChanged(let event) where event.hold == hold && moved(event):
                return (fact.at, "moved")
            default: continue
            }
        }
        return nil
    }

    /// The end of a review: by a decision, or with its hold.
    func reviewOver(_ hold: HoldKey, after index: Int) -> Over? {
        for fact in facts[(index + 1)...] {
            switch fact.event {
            case .holdMoved(let event) where event.hold == hold && event.kind != .refund:
                if event.amounts.open.minor == 0 { return (fact.at, "ended") }
            case .holdChanged(let event)
            where event.hold == hold && [.approved, .reviewClosed].contains(event.kind):
                return (fact.at, "ended")
            default: continue
            }
        }
        return nil
    }

    /// The end of a review, or its next deadline.
    func deadlineOver(_ hold: HoldKey, after index: Int, until: Instant) -> Over? {
        let end = reviewOver(hold, after: index)
        for fact in facts[(index + 1)...] {
            if let end, fact.at > end.at { break }
            if case .holdChanged(let event) = fact.event, event.hold == hold,
                event.kind == .reviewMoved, event.overlay?.until != until
            {
                return (fact.at, "moved")
            }
        }
        return end
    }

    func line(
        _ index: Int, _ code: String, _ seconds: Int64?, _ persons: [String],
        hold: HoldKey = .none, operation: OperationKey = .none, _ currency: Currency,
        _ reason: Reason, _ values: [(String, Int64)], latest: Instant? = nil,
        overtaken: Over? = nil
    ) -> Telling {
        let at = facts[index].at
        return Telling(
            at: at, index: 2 * index + 1, persons: persons,
            line: text(
                at, code, hold, operation, "\(index + 1)", currency, reason, values,
                latest ?? at.adding(spanNs: (seconds ?? 0) * Span.secondNs), overtaken))
    }

    func text(
        _ at: Instant, _ code: String, _ hold: HoldKey, _ operation: OperationKey,
        _ sequence: String, _ currency: Currency, _ reason: Reason,
        _ values: [(String, Int64)], _ latest: Instant, _ overtaken: Over?
    ) -> String {
        let words = values.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
        let over = overtaken.map { " overtaken \($0.at.ns) \($0.cause)" } ?? ""
        return """
            \(at.ns) \(code) h\(hold.high) o\(operation.high) #\(sequence) \(currency.code) \
            \(reason) \(words) latest \(latest.ns)\(over)
            """
    }

    /// What comes with its time, in its order.
    var reminders: [Telling] {
        (limitsEnding + slips + risks).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The notices of temporary limits, seven days and one before their ends.
    private var limitsEnding: [(Reminder, Telling)] {
        var dues: [(Reminder, Telling)] = []
        var found:
            [(
                key: Reminder, operation: OperationKey, days: Int64, amount: Money, until: Instant,
                setAt: Int
            )] = []
        for (index, fact) in facts.enumerated() {
            var limits: [(AccountKey, OperationKey, AccountRequest)] = []
            switch fact.event {
            case .accountOperated(let event) where event.kind == .temporaryLimit:
                limits = [(event.account, event.operation, event.content)]
            case .accountOpened(let event):
                for operation in event.operations where operation.kind == .temporaryLimit {
                    let isEnded = event.operations.contains {
                        $0.kind == .limitEnd && $0.content.subject == operation.key
                    }
                    if !isEnded {
                        limits.append((event.account, operation.key, operation.content))
                    }
                }
            default: continue
            }
            for (account, operation, content) in limits {
                guard let until = content.until else { continue }
                for days: Int64 in [7, 1] {
                    let due = until.adding(spanNs: -days * Span.dayNs)
                    guard due > fact.at, due <= self.end else { continue }
                    found.append(
                        (
                            Reminder(
                                due: due, account: account,
                                subject: .limit(operation, days: days)),
                            operation, days, content.amount, until, index
                        ))
                }
            }
        }
        for (key, operation, days, amount, until, _) in found {
            // Told before the first fact of its time, if the limit was not ended before that.
            let next = facts.firstIndex { $0.at >= key.due } ?? facts.count
            let endIndex = facts.firstIndex { fact in
                if case .accountOperated(let event) = fact.event {
                    return event.kind == .limitEnd && event.account == key.account
                        && event.content.subject == operation
                }
                return false
            }
            if let endIndex, endIndex < next { continue }
            guard next > 0, isLiveBefore(next), let currency = currencyOf(key.account) else {
                continue
            }
            var overtaken: Over? = endIndex.map { (facts[$0].at, "ended") }
            let lastDay = until.adding(spanNs: -Span.dayNs)
            if days == 7, lastDay <= self.end,
                overtaken.map({ lastDay <= $0.at }) ?? true
            {
                overtaken = (lastDay, "moved")
            }
            let telling = Telling(
                at: key.due, index: 2 * next, persons: ["consumer \(key.account.high)"],
                line: text(
                    key.due, "limit_ending", .none, operation, "0", currency, .none,
                    [("amount", amount.minor), ("until", until.ns), ("days", days)],
                    key.due.adding(spanNs: 60 * Span.secondNs), overtaken))
            dues.append((key, telling))
        }
        return dues
    }

    private func isLiveBefore(_ index: Int) -> Bool {
        for fact in facts[..<index].reversed() {
            switch fact.event {
            case .wentLive: return true
            case .journalCreated(let created): return created.mode == .live
            default: continue
            }
        }
        return false
    }

    private func currencyOf(_ account: AccountKey) -> Currency? {
        for fact in facts {
            if case .accountOpened(let opened) = fact.event, opened.account == account {
                return opened.currency
            }
        }
        return nil
    }
}
