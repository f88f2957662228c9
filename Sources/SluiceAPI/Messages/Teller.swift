import SluiceCore

/// Makes messages of events, one event after the other: what is told, to whom, and what is told no more.
///
/// Pure: the records it rests on are handed in (`Event.told`) and kept by whoever calls. Nothing is told
/// of a history, nor of what a migrated hold brings.
public struct Teller: Sendable {
    /// The position of the newest message.
    public private(set) var position: UInt64
    /// Whether the journal lives: of a history nobody is told.
    public private(set) var isLive: Bool
    /// What came of the events taken since it was last emptied.
    public private(set) var messages: [Message] = []
    public private(set) var overtakings: [Overtaking] = []
    public private(set) var reminders: [Reminder] = []
    var time = Instant.epoch
    var sequence: UInt64 = 0

    /// Days before the end of a temporary limit at which it is told.
    public static let limitDays: [Int64] = [7, 1]

    public init(position: UInt64 = 0, isLive: Bool = false) {
        self.position = position
        self.isLive = isLive
    }

    public mutating func removeAll() {
        messages.removeAll(keepingCapacity: true)
        overtakings.removeAll(keepingCapacity: true)
        reminders.removeAll(keepingCapacity: true)
    }

    /// Takes the next event.
    /// - Parameters:
    ///   - told: when the hold that the event places was told to end; nil where only policy says.
    ///   - hold: the record of `event.told.hold`; nil where there is none, and once it has ended.
    ///   - account: the record of `event.told.account`.
    public mutating func take(
        _ event: Event, at time: Instant, sequence: UInt64, told: Told? = nil,
        hold: inout ToldHold?, account: inout ToldAccount?
    ) {
        (self.time, self.sequence) = (time, sequence)
        switch event {
        case .journalCreated(let event): isLive = event.mode == .live
        case .wentLive: isLive = true
        case .accountOpened(let event): account = opened(event)
        case .accountOperated(let event): operated(event, &account)
        case .holdPlaced(let event): hold = placed(event, told)
        case .holdMoved(let event): moved(event, &hold, account)
        case .holdChanged(let event): changed(event, &hold)
        default: break
        }
    }

    // MARK: Telling

    /// Adds a message of a hold.
    @discardableResult
    mutating func tell(
        _ code: MessageCode, _ key: HoldKey, of hold: ToldHold, _ slots: MessageSlots,
        to audiences: [Audience]? = nil, operation: OperationKey = .none
    ) -> UInt64? {
        tell(
            code, account: hold.account, hold: key, merchant: hold.merchant, order: hold.order,
            operation: operation, slots, to: audiences)
    }

    /// - Returns: its position; nil where nobody is told.
    @discardableResult
    mutating func tell(
        _ code: MessageCode, account: AccountKey, hold: HoldKey = .none,
        merchant: MerchantKey = .none, order: OrderKey = .none, operation: OperationKey = .none,
        _ slots: MessageSlots, to audiences: [Audience]? = nil
    ) -> UInt64? {
        guard isLive else { return nil }
        position += 1
        messages.append(
            Message(
                position: position, code: code,
                audiences: AudienceSet(audiences ?? code.audiences), time: time,
                latest: code.latest(after: time, until: slots[.until].map(Instant.init(ns:))),
                account: account, hold: hold, merchant: merchant, order: order,
                operation: operation, sequence: sequence, slots: slots))
        return position
    }

    /// Says of what stands on some topics that it is no longer so.
    mutating func overtake(
        _ standing: inout [Standing], _ topics: [Standing.Topic], _ cause: Overtaken.Cause
    ) {
        for told in standing where topics.contains(told.topic) {
            overtakings.append(
                Overtaking(position: told.position, by: Overtaken(at: time, cause: cause)))
        }
        standing.removeAll { topics.contains($0.topic) }
    }

    mutating func remember(
        _ position: UInt64?, _ topic: Standing.Topic, in standing: inout [Standing]
    ) {
        guard let position else { return }
        standing.append(Standing(topic: topic, position: position))
    }

    mutating func remind(_ limit: ToldLimit, of account: AccountKey) {
        for days in Teller.limitDays {
            let due = limit.until.adding(spanNs: -days * Span.dayNs)
            guard due > time else { continue }
            reminders.append(
                Reminder(
                    due: due, account: account, subject: .limit(limit.operation, days: days)))
        }
    }

    /// Looks again at a hold once a time is over that was told.
    mutating func remind(_ key: HoldKey, _ hold: ToldHold, after due: Instant?) {
        guard let due, due < hold.expiresAt else { return }
        remind(.hold(key), of: hold.account, at: due)
    }

    /// - Returns: whether it will be.
    @discardableResult
    mutating func remind(
        _ subject: Reminder.Subject, of account: AccountKey, at due: Instant
    ) -> Bool {
        guard due > time, isLive else { return false }
        reminders.append(Reminder(due: due, account: account, subject: subject))
        return true
    }
}
