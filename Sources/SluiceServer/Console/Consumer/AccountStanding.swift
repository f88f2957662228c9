import SluiceAPI
import SluiceCore
import SluiceEngine

/// Everything a consumer's page is made of, as the documents of the JSON interface have it.
struct AccountStanding: Sendable {
    /// A lock that is open.
    struct Lock: Sendable {
        var key: HoldKey
        var source: ExplanationSource
        var order: OrderDocument?
        /// When the merchant is asked for the order next.
        var nextPullAt: Instant?
        /// What is said of how old this is; nil while it is as of now.
        var stale: ConsoleText?
    }

    /// A return case that is open.
    struct Return: Sendable {
        var hold: HoldDocument
        var state: ReturnDocument
    }

    var account: AccountDocument
    /// What is said of how old this is; nil while it is as of now.
    var stale: ConsoleText?
    var locks: [Lock]
    var returns: [Return]
    /// Holds that ended, the newest placed first.
    var ended: [HoldDocument]
    /// Whether more of them ended.
    var hasMoreEnded: Bool
    /// The newest first.
    var messages: [KeptMessage]
    /// The position whose events are in all of this.
    var position: EventPosition
}

extension Door {
    /// How an account stands now.
    /// - Parameter endedMax: how many of the holds that ended are told.
    /// - Returns: nil if there is none.
    func standing(
        of name: String, for principal: Principal, endedMax: Int = ConsoleLimits.historyMax
    ) async throws -> AccountStanding? {
        guard let (document, isStale) = try await accountDocument(name) else { return nil }
        let key = account(name).key
        let position = viewsPosition
        let (open, past, hasMore) = try await view { views in
            let open = try [HoldStatus.pending, .active, .partCaptured].flatMap { status in
                try views.holds(
                    HoldFilter(account: key, status: status), after: 0,
                    limit: ConsoleLimits.cardsMax
                ).value.items.map(\.hold.key)
            }
            let ended = try views.pastHolds(of: key, limit: ConsoleLimits.cardsMax).value
                .filter { !$0.status.isOpen }
            let past = try ended.prefix(endedMax).compactMap { try views.hold($0.hold).value }
            return (open, past, ended.count > endedMax)
        }
        var locks: [AccountStanding.Lock] = []
        for hold in open {
            guard let lock = try await lock(hold, for: principal) else { continue }
            // What ended since the views were asked is history the next time.
            if lock.source.hold.status.isOpen { locks.append(lock) }
        }
        return AccountStanding(
            account: document, stale: staleness(isStalled: isStale), locks: locks,
            returns: isStale ? [] : try await openReturns(of: past, beside: locks),
            ended: past.map(self.document), hasMoreEnded: hasMore,
            messages: try await inbox(of: key), position: position)
    }

    /// One lock, open or not; nil if there is none, or the caller may not see it.
    func lock(
        _ key: HoldKey, for principal: Principal
    ) async throws -> AccountStanding.Lock? {
        guard let (found, order) = try await explained(key, for: principal) else { return nil }
        let hold = found.source.hold
        let merchant = merchant(hold.merchant).key
        let orderKey = KeyDerivation.order(merchant: merchant, name: hold.number)
        // The ledger has the order of every hold, and alone has it.
        return AccountStanding.Lock(
            key: key, source: found.source, order: order,
            nextPullAt: puller?.plannedAt(merchant, orderKey),
            stale: staleness(isStalled: order == nil))
    }

    /// What a page says of how old it is; nil while it is as of now.
    /// - Parameter isStalled: whether the ledger could not be asked for it.
    func staleness(isStalled: Bool) -> ConsoleText? {
        isStalled ? .stale : isBehind(.views) ? .behind : nil
    }

    /// The cases of orders that were billed, in part or in whole, the one whose stage ends next first.
    private func openReturns(
        of past: [HoldView], beside locks: [AccountStanding.Lock]
    ) async throws -> [AccountStanding.Return] {
        var found = locks.flatMap { lock in
            (lock.order?.returns ?? []).filter(\.state.isOpen).map {
                AccountStanding.Return(hold: lock.source.hold, state: $0)
            }
        }
        for view in past where view.amounts.refundable.isPositive {
            guard let record = try await engine.read(.order(view.order.key)).order else { continue }
            for state in record.returns where state.isOpen {
                found.append(
                    AccountStanding.Return(
                        hold: document(view), state: naming.document(state)))
            }
        }
        // Several holds may be of one order, and a case is one.
        var seen: Set<FactKey> = []
        return found.filter { seen.insert($0.state.state.key).inserted }
            .sorted { $0.state.state.dueAt < $1.state.state.dueAt }
    }

    /// What a consumer was told, of a hold or of all, the newest first.
    func inbox(of account: AccountKey, hold: HoldKey? = nil) async throws -> [KeptMessage] {
        let messages = messages
        return try await offThread {
            try messages.newest(
                MessageQuery(.consumer, account: account, hold: hold), ConsoleLimits.inboxMax)
        }
    }

    /// What the views have: events after it may not be in what they show.
    var viewsPosition: EventPosition {
        let place = engine.place(of: ReadStore.views.rawValue)
        return EventPosition(row: min(place.row, place.newest), offset: 0)
    }

    /// Before a page is made again that was told of an event: what came of it is to be seen.
    /// - Parameter seen: the event's id, as the page has it.
    func viewsSee(_ seen: String?) async throws {
        guard let position = seen.flatMap(EventPosition.init), position.row <= engine.feed.newestRow
        else { return }
        try await viewsSee(position)
    }

    /// Waits until the views have an event, but not for long: what they lack comes with the next.
    private func viewsSee(_ position: EventPosition) async throws {
        let row = position.row + (position.offset > 0 ? 1 : 0)
        let deadline = ContinuousClock.now + .milliseconds(ConsoleLimits.viewsWaitMs)
        while engine.place(of: ReadStore.views.rawValue).row < row,
            ContinuousClock.now < deadline
        {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension Door {
    /// What a page of an account follows: its events, and what is told of orders it bought.
    func pageScope(of account: AccountKey) async throws -> EventScope {
        let orders = try await view { views in
            try [HoldStatus.pending, .active, .partCaptured, .captured].flatMap { status in
                try views.holds(
                    HoldFilter(account: account, status: status), after: 0,
                    limit: ConsoleLimits.cardsMax
                ).value.items.map(\.order.key)
            }
        }
        var scope = EventScope(subject: .account(account))
        scope.orders = Set(orders)
        return scope
    }
}
