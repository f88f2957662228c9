import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Assigns the resulting values of events to the tables of the views, within one transaction.
struct ViewsWriter {
    let database: Database
    private let account: Statement
    private let balances: Statement
    private let hold: Statement
    private let holdMoved: Statement
    private let holdTouched: Statement
    private let holdChanged: Statement
    private let placeOfHold: Statement
    private let line: Statement
    private let lineMoved: Statement
    private let name: Statement
    private let parts: AccountPartsWriter
    let entry: Statement
    let closedThrough: Statement
    let closedDay: Statement
    let dayTotals: Statement
    let payable: Statement

    init(_ database: Database) throws {
        self.database = database
        account = try database.cachedStatement(
            sql: "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        balances = try database.cachedStatement(
            sql: """
                UPDATE accounts SET limit_minor = ?, held = ?, owed = ?, credit_balance = ?,
                    payout_due = ?, sequence = ?
                WHERE key = ?
                """)
        hold = try database.cachedStatement(
            sql: """
                INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        holdMoved = try database.cachedStatement(
            sql: """
                UPDATE holds SET authorised = ?, captured = ?, released = ?, expired = ?,
                    refunded = ?, status = ?, decision = ?, reason = ?, sequence = ?,
                    ended_at = coalesce(ended_at, ?)
                WHERE placed_sequence = ?
                """)
        holdTouched = try database.cachedStatement(
            sql: "UPDATE holds SET sequence = ? WHERE placed_sequence = ?")
        placeOfHold = try database.cachedStatement(
            sql: "SELECT placed_sequence, order_key, status, decision FROM holds WHERE key = ?")
        holdChanged = try database.cachedStatement(
            sql: """
                UPDATE holds SET expires_at = ?, guaranteed_until = ?, status = ?,
                    is_approved_by_person = is_approved_by_person OR ?,
                    reason = CASE WHEN ? AND reason = \(Reason.reviewPending.rawValue)
                        THEN \(Reason.approved.rawValue) ELSE reason END,
                    sequence = ?
                WHERE placed_sequence = ?
                """)
        line = try database.cachedStatement(
            sql: "INSERT INTO hold_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        lineMoved = try database.cachedStatement(
            sql: """
                INSERT INTO hold_lines VALUES (?1, ?2,
                    (SELECT count(*) FROM hold_lines WHERE placed_sequence = ?1),
                    NULL, 0, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (placed_sequence, line) DO UPDATE
                    SET authorised = excluded.authorised, captured = excluded.captured,
                        released = excluded.released, expired = excluded.expired,
                        refunded = excluded.refunded
                """)
        name = try database.cachedStatement(
            sql: "INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        parts = try AccountPartsWriter(database)
        entry = try database.cachedStatement(
            sql: "INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        closedThrough = try database.cachedStatement(sql: "SELECT max(date) FROM days")
        closedDay = try database.cachedStatement(sql: "INSERT INTO days VALUES (?, ?, ?)")
        dayTotals = try database.cachedStatement(
            sql: "INSERT INTO day_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        payable = try database.cachedStatement(
            sql: """
                INSERT INTO statements
                    SELECT ?1, merchant, ?2, currency, order_key, ?3, ?4, ?5 FROM holds
                    WHERE key = ?6
                ON CONFLICT (merchant, date, order_key, currency) DO UPDATE
                    SET captured = captured + excluded.captured,
                        refunded = refunded + excluded.refunded,
                        corrected = corrected + excluded.corrected
                """)
    }

    func add(_ batch: CommittedBatch) throws {
        var sequence = batch.firstEvent
        for record in batch.records {
            for text in record.names {
                try name.execute(arguments: [
                    text.key.kind.rawValue, text.key.key.blob, text.text,
                ])
            }
            for event in record.events {
                try assign(event, Moment(sequence: sequence, record: record))
                sequence += 1
            }
        }
    }

    /// When and by whom an event came about.
    struct Moment {
        let stamp: Int64
        let time: Instant
        let role: Role
        /// The business date of the command.
        let date: BusinessDate

        init(sequence: UInt64, record: CommandRecord) {
            stamp = Int64(bitPattern: sequence)
            time = record.time
            role = record.command.actor.role
            date = record.command.businessDate
        }
    }

    private func assign(_ event: Event, _ moment: Moment) throws {
        var order: OrderKey?
        switch event {
        case .accountOpened(let body): try assign(body, moment)
        case .accountOperated(let body):
            try assign(body.balances, to: body.account, moment)
            try parts.assign(body, moment)
        case .holdPlaced(let body): try assign(body, moment)
        case .holdMoved(let body): order = try assign(body, moment)
        case .operationRefused(let body):
            let place = try place(of: body.hold)
            try execute(holdTouched, [moment.stamp, place.sequence])
            order = place.order
        case .holdAliased(let body): order = try place(of: body.hold).order
        case .holdChanged(let body): order = try assign(body, moment)
        case .policyAdopted(let policy): try assign(policy)
        case .returnChanged(let body): try assign(body, moment)
        case .journalCreated, .wentLive, .clockAccepted, .merchantSeen, .merchantChanged,
            .sourceSeen, .orderSeen,
            .orderKnown,
            .factRecorded, .breakFound, .proposalMade, .proposalDecided:
            break
        case .dayClosed(let body): try assign(body, moment)
        }
        try tell(event, order: order, moment)
    }

    private func assign(_ event: AccountOpened, _ moment: Moment) throws {
        let balances = event.balances
        try execute(
            account,
            [
                moment.stamp, event.account.blob, Int64(event.currency.packed),
                balances.limit.minor, balances.held.minor, balances.owed.minor,
                balances.creditBalance.minor, balances.payoutDue.minor, balances.limit.minor,
                moment.time.ns, moment.stamp,
            ])
    }

    private func assign(
        _ values: Balances, to account: AccountKey, _ moment: Moment
    ) throws {
        try execute(
            balances,
            [
                values.limit.minor, values.held.minor, values.owed.minor,
                values.creditBalance.minor, values.payoutDue.minor, moment.stamp, account.blob,
            ])
    }

    private func assign(_ event: HoldPlaced, _ moment: Moment) throws {
        let isDeclined = event.decision != .approved
        let amounts = HoldAmounts(placed: event)
        let status = HoldStatus(
            amounts, isDeclined: isDeclined, isPending: event.reviewUntil != nil)
        let placedAt = event.history?.value.placedAt ?? moment.time
        let extendableUntil = placedAt.adding(
            spanNs: try maximumAgeNs(event.scenario, event.policyVersion))
        var arguments: StatementArguments = [
            moment.stamp, event.hold.blob, event.account.blob, event.merchant.blob,
            event.order.blob, event.purpose.text, event.scenario.text, event.plan?.text,
            event.hasConsent, event.generation, event.link.rawValue,
            event.linked.optionalBlob, event.amount.minor, event.currency.packed,
        ]
        arguments += StatementArguments(amounts.columns)
        arguments += [
            status.rawValue, event.decision.rawValue,
            event.history?.value.operations.contains(where: \.isApproval) ?? false,
            (event.reviewUntil == nil ? event.decision : .reviewPending).rawValue,
            event.captureOn.rawValue, event.policyVersion,
            placedAt.ns, event.expiresAt.ns, event.guaranteedUntil.ns, extendableUntil.ns,
            amounts.open.isPositive ? nil : moment.time.ns, moment.stamp,
        ]
        try execute(hold, arguments)
        if let until = event.reviewUntil {
            let review = Overlay(
                kind: .placementReview, key: .none, since: moment.time, until: until,
                sequence: UInt64(bitPattern: moment.stamp))
            try set(review, on: moment.stamp)
        }
        for (position, line) in event.linesAsPlaced.enumerated() {
            var arguments: StatementArguments = [
                moment.stamp, line.key.blob, position, line.seller.optionalBlob,
                line.requested.minor,
            ]
            arguments += StatementArguments(line.amounts.columns)
            try execute(self.line, arguments)
        }
        try assign(event.balances, to: event.account, moment)
    }

    /// - Returns: the order of the hold, which the event does not name.
    private func assign(_ event: HoldMoved, _ moment: Moment) throws -> OrderKey {
        let place = try place(of: event.hold)
        let status = HoldStatus(
            event.amounts, isDeclined: event.kind == .decline,
            isPending: place.status == .pending)
        let decision = event.kind == .decline ? event.reason.rawValue : place.decision
        var arguments = StatementArguments(event.amounts.columns)
        arguments += [
            status.rawValue, decision, event.reason.rawValue, moment.stamp,
            status.isOpen ? nil : moment.time.ns, place.sequence,
        ]
        try execute(holdMoved, arguments)
        if place.status.isOpen, !status.isOpen { try liftOverlays(on: place.sequence) }
        for line in event.lines {
            var arguments: StatementArguments = [place.sequence, line.line.blob]
            arguments += StatementArguments(line.amounts.columns)
            try execute(lineMoved, arguments)
        }
        try assign(event.balances, to: event.account, moment)
        if let dueAt = event.payoutDueAt { try parts.owe(event, by: dueAt, moment) }
        try state(event, moment)
        return place.order
    }

    /// - Returns: the order of the hold, which the event does not name.
    private func assign(_ event: HoldChanged, _ moment: Moment) throws -> OrderKey {
        let place = try place(of: event.hold)
        guard event.kind != .lateCaptured else {
            try execute(holdTouched, [moment.stamp, place.sequence])
            return place.order
        }
        let status = event.kind == .approved ? .active : place.status
        try execute(
            holdChanged,
            [
                event.expiresAt.ns, event.guaranteedUntil.ns, status.rawValue,
                event.kind == .approved, event.kind == .approved, moment.stamp, place.sequence,
            ])
        try assignOverlay(of: event, on: place.sequence, moment)
        return place.order
    }

    /// What an event needs to know of a hold it does not tell.
    private struct Place {
        var sequence: Int64
        var order: OrderKey
        var status: HoldStatus
        var decision: UInt16
    }

    private func place(of hold: HoldKey) throws -> Place {
        guard let row = try Row.fetchOne(placeOfHold, arguments: [hold.blob]),
            let order = Data.fromDatabaseValue(row["order_key"]),
            let status = UInt8.fromDatabaseValue(row["status"]).flatMap(HoldStatus.init(rawValue:)),
            let decision = UInt16.fromDatabaseValue(row["decision"])
        else { throw JournalError(.damaged, "the views lack a hold that an event names") }
        return Place(
            sequence: row["placed_sequence"], order: try Key(blob: order), status: status,
            decision: decision)
    }

    /// Runs a statement that changes exactly one row.
    func execute(_ statement: Statement, _ arguments: StatementArguments) throws {
        try statement.execute(arguments: arguments)
        guard database.changesCount == 1 else {
            throw JournalError(.damaged, "the views lack a record that an event names")
        }
    }
}

extension HoldAmounts {
    /// The amounts of a hold just placed: all open, all returned, or what a migrated one brings.
    fileprivate init(placed event: HoldPlaced) {
        self =
            event.history?.value.amounts(of: event.amount) ?? HoldAmounts(authorised: event.amount)
        if event.decision != .approved { released = event.amount }
    }

    fileprivate var columns: [Int64] {
        [authorised.minor, captured.minor, released.minor, expired.minor, refunded.minor]
    }
}

extension Key {
    /// NULL for the key of nothing.
    var optionalBlob: Data? { isNone ? nil : blob }
}
