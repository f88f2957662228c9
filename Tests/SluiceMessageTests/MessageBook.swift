import SluiceAPI
import SluiceCore

/// Keeps in memory what a store of messages keeps, and all that was told.
struct MessageBook {
    private(set) var teller = Teller()
    private(set) var messages: [Message] = []
    private var holds: [HoldKey: ToldHold] = [:]
    private var accounts: [AccountKey: ToldAccount] = [:]
    private var reminders: [Reminder] = []
    private var sequence: UInt64 = 0

    mutating func take(
        _ events: ShortList<Event>, at time: Instant,
        told: (HoldPlaced, Instant) -> Told? = { _, _ in nil }
    ) {
        remind(until: time)
        for event in events {
            sequence += 1
            let (holdKey, accountKey) = event.told
            var expected: Told?
            if case .holdPlaced(let placed) = event { expected = told(placed, time) }
            var hold = holdKey.flatMap { holds[$0] }
            var account = accountKey.flatMap { accounts[$0] }
            teller.take(
                event, at: time, sequence: sequence, told: expected, hold: &hold, account: &account)
            if let holdKey { holds[holdKey] = hold }
            if let accountKey { accounts[accountKey] = account }
            keep()
        }
    }

    mutating func remind(until time: Instant) {
        while let next = reminders.first, next.due <= time {
            reminders.removeFirst()
            var hold: ToldHold?
            if let key = next.hold { hold = holds[key] }
            teller.take(next, hold: &hold, account: &accounts[next.account])
            if let key = next.hold { holds[key] = hold }
            keep()
        }
    }

    private mutating func keep() {
        messages += teller.messages
        for overtaking in teller.overtakings {
            messages[Int(overtaking.position) - 1].overtaken = overtaking.by
        }
        reminders = (reminders + teller.reminders).sorted()
        teller.removeAll()
    }

    /// Open holds and accounts as they went through the bytes of a store.
    var isTheSameInBytes: Bool {
        holds.values.allSatisfy { (try? ToldHold(bytes: $0.bytes)) == $0 }
            && accounts.values.allSatisfy { (try? ToldAccount(bytes: $0.bytes)) == $0 }
            && messages.allSatisfy { (try? MessageSlots(bytes: $0.slots.bytes)) == $0.slots }
    }
}

extension Told {
    /// What some holds of random histories are told: a third and two thirds of their time, or times that
    /// are over or beyond their end.
    static func random(_ placed: HoldPlaced, _ at: Instant) -> Told? {
        guard placed.decision == .approved, placed.hold.low % 4 != 0 else { return nil }
        let spanNs = max(3, (placed.expiresAt.ns &- at.ns) / 3)
        func after(_ thirds: Int64) -> Instant { at.adding(spanNs: thirds * spanNs) }
        var told = Told(p50: at, p80: at, p90: at, latest: at, billedBasisPoints: nil)
        // To the nanosecond, as the times of these histories are.
        (told.p90, told.latest) = (after(1), after(placed.hold.low % 4 == 1 ? 4 : 2))
        if placed.hold.low % 4 == 2 { told.latest = told.p90 }
        return told
    }
}

extension Message {
    /// One line with all that is told.
    var line: String {
        let values = MessageSlot.allCases.compactMap { slot in
            slots[slot].map { "\(slot.code)=\($0)" }
        }
        let over = overtaken.map { " overtaken \($0.at.ns) \($0.cause.code)" } ?? ""
        return """
            \(time.ns) \(code.code) h\(hold.high) o\(operation.high) #\(sequence) \
            \(slots.currency.code) \(slots.reason) \(values.joined(separator: " ")) \
            latest \(latest.ns)\(over)
            """
    }

    /// Who is told of it: a consumer by the account, a merchant by its key, staff as one.
    var persons: [String] {
        audiences.all.map { audience in
            switch audience {
            case .consumer: "consumer \(account.high)"
            case .merchant: "merchant \(merchant.high)"
            case .staff: "staff"
            }
        }
    }
}
