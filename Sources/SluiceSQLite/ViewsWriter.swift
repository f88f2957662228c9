import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Assigns the resulting values of events to the tables of the views, within one transaction.
struct ViewsWriter {
    let database: Database
    let memory: ViewsMemory
    let accounts: PageAccounts
    private let account: RowStatement
    let hold: RowStatement
    let holdMoved: RowStatement
    let holdTouched: RowStatement
    let holdChanged: RowStatement
    let placeOfHold: RowStatement
    let termsOfHold: RowStatement
    let hasOverlays: RowStatement
    let ordersOver: RowStatement
    let line: RowStatement
    let lineMoved: RowStatement
    private let name: RowStatement
    let parts: AccountPartsWriter
    let overlaysLifted: RowStatement
    let entry: RowStatement
    let closedThrough: Statement
    let closedDay: Statement
    let dayTotals: Statement
    let payable: RowStatement
    private let wishes: PullWishesWriter
    private let sequences: SequencesWriter

    init(_ database: Database, _ memory: ViewsMemory) throws {
        func row(_ sql: String) throws -> RowStatement { try RowStatement(database, sql) }
        self.database = database
        self.memory = memory
        accounts = try PageAccounts(database)
        wishes = PullWishesWriter(database: database, memory: memory)
        sequences = SequencesWriter(database: database, memory: memory)
        account = try row("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        hold = try row(
            """
            INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        holdMoved = try row(
            """
            UPDATE holds SET authorised = ?, captured = ?, released = ?, expired = ?,
                refunded = ?, status = ?, decision = ?, reason = ?, sequence = ?,
                ended_at = coalesce(ended_at, ?)
            WHERE placed_sequence = ?
            """)
        holdTouched = try row("UPDATE holds SET sequence = ? WHERE placed_sequence = ?")
        placeOfHold = try row("SELECT placed_sequence, status, decision FROM holds WHERE key = ?")
        termsOfHold = try row(
            """
            SELECT merchant, currency, placed_at, expires_at, guaranteed_until FROM holds
            WHERE placed_sequence = ?
            """)
        hasOverlays = try row("SELECT 1 FROM overlays WHERE placed_sequence = ? LIMIT 1")
        ordersOver = try row(
            """
            INSERT OR IGNORE INTO watches
                SELECT ?1, placed_sequence, ?2, NULL, NULL FROM holds
                WHERE order_key = ?3 AND ended_at IS NULL AND EXISTS (
                    SELECT 1 FROM timeline
                    WHERE order_key = ?3 AND name = 'order.fact_recorded'
                        AND kind IN (\(ViewsWriter.over)))
            """)
        holdChanged = try row(
            """
            UPDATE holds SET expires_at = ?, guaranteed_until = ?, status = ?,
                is_approved_by_person = is_approved_by_person OR ?,
                reason = CASE WHEN ? AND reason = \(Reason.reviewPending.rawValue)
                    THEN \(Reason.approved.rawValue) ELSE reason END,
                sequence = ?
            WHERE placed_sequence = ?
            """)
        line = try row("INSERT INTO hold_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
        lineMoved = try row(
            """
            INSERT INTO hold_lines VALUES (?1, ?2,
                (SELECT count(*) FROM hold_lines WHERE placed_sequence = ?1),
                NULL, 0, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (placed_sequence, line) DO UPDATE
                SET authorised = excluded.authorised, captured = excluded.captured,
                    released = excluded.released, expired = excluded.expired,
                    refunded = excluded.refunded, is_told = is_told OR excluded.is_told
            """)
        name = try row("INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        parts = try AccountPartsWriter(database)
        overlaysLifted = try row("DELETE FROM overlays WHERE placed_sequence = ?")
        entry = try row(
            "INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        closedThrough = try database.cachedStatement(sql: "SELECT max(date) FROM days")
        closedDay = try database.cachedStatement(sql: "INSERT INTO days VALUES (?, ?, ?)")
        dayTotals = try database.cachedStatement(
            sql: "INSERT INTO day_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        payable = try row(
            """
            INSERT INTO statements
                SELECT merchant, ?1, order_key, currency, ?2, ?3, ?4, ?5 FROM holds
                WHERE placed_sequence = ?6
            ON CONFLICT (merchant, date, order_key, currency) DO UPDATE
                SET captured = captured + excluded.captured,
                    refunded = refunded + excluded.refunded,
                    corrected = corrected + excluded.corrected
            """)
    }

    /// Takes a page: names in the order of their table, events in theirs, then the accounts.
    func add(_ batches: [CommittedBatch]) throws {
        for name in batches.flatMap(\.names).sorted(by: { $0.key < $1.key }) {
            try self.name.run([
                .number(name.key.kind.rawValue), .key(name.key.key), .text(name.text),
            ])
        }
        for batch in batches {
            var sequence = batch.firstEvent
            for record in batch.records {
                memory.unlocks.lifted.removeAll(keepingCapacity: true)
                if record.preventedDecline { memory.unlocks.prevented(at: record.time) }
                for event in record.events {
                    try assign(event, Moment(sequence: sequence, record: record))
                    sequence += 1
                }
                try watchOrdersOver(at: record.time)
            }
        }
        try sequences.write()
        try accounts.write()
        try writeUnlocks()
        if let newest = batches.last?.records.last { try sweep(at: newest.time) }
    }

    /// When and by whom an event came about.
    struct Moment {
        let stamp: Int64
        let time: Instant
        let role: Role
        /// Of the policy in force.
        let policyVersion: UInt32
        /// The business date of the command.
        let date: BusinessDate
        /// Whether a request moved what was moved under an id, not a fact.
        let isAskedFor: Bool
        let command: Command.Body

        init(sequence: UInt64, record: CommandRecord) {
            stamp = Int64(bitPattern: sequence)
            time = record.time
            role = record.command.actor.role
            policyVersion = record.policyVersion
            date = record.command.businessDate
            isAskedFor = record.command.body.asksToMove
            command = record.command.body
        }
    }

    private func assign(_ event: Event, _ moment: Moment) throws {
        var place: Int64?
        switch event {
        case .accountOpened(let body): try assign(body, moment)
        case .accountOperated(let body):
            try accounts.set(body.balances, of: body.account, at: moment.stamp)
            try parts.assign(body, moment)
        case .holdPlaced(let body):
            try assign(body, moment)
            try keepTold(body, moment)
            place = moment.stamp
        case .holdQuoted(let body): try keepQuote(body, moment)
        case .holdMoved(let body): place = try assign(body, moment)
        case .operationRefused(let body):
            place = try self.place(of: body.hold).sequence
            try execute(holdTouched, [.integer(moment.stamp), .optional(place)])
            try watch(body, moment)
        case .holdAliased(let body): place = try self.place(of: body.hold).sequence
        case .holdChanged(let body): place = try assign(body, moment)
        case .policyAdopted(let policy): try assign(policy)
        case .returnChanged(let body):
            try assign(body, moment)
            try watch(body.state, moment)
        case .merchantChanged(let body): try watch(body, moment)
        case .orderKnown(let body): try forgetParked(of: body.order)
        case .factRecorded(let body): try watch(body, moment)
        case .breakFound(let body):
            try watchOpenHolds(
                of: body.order, .orderContradicted, since: moment.time, body.kind.code)
        case .orderPulled(let body): try watch(body)
        case .journalCreated, .wentLive, .clockAccepted, .merchantSeen, .merchantSwept, .sourceSeen,
            .orderSeen, .proposalMade, .proposalDecided, .holdsRepaired:
            break
        case .declineCovered(let body):
            if body.isAvoidable { memory.unlocks.avoidable(at: moment.time) }
        case .dayClosed(let body): try assign(body, moment)
        }
        try wishes.assign(event, hold: place, moment)
        try sequences.assign(event, moment)
        try tell(event, hold: place, moment)
    }

    private func assign(_ event: AccountOpened, _ moment: Moment) throws {
        let balances = event.balances
        try execute(
            account,
            [
                .integer(moment.stamp), .key(event.account), .number(event.currency.packed),
                .money(balances.limit), .money(balances.held), .money(balances.owed),
                .money(balances.creditBalance), .money(balances.payoutDue),
                .money(balances.limit), .integer(moment.time.ns), .integer(moment.stamp),
            ])
    }

    /// Runs a statement that changes exactly one row.
    func execute(_ statement: RowStatement, _ values: [StoredValue]) throws {
        guard try statement.run(values) == 1 else { throw ViewsWriter.lacking }
    }

    /// The same for one of those that run seldom.
    func execute(_ statement: Statement, _ arguments: StatementArguments) throws {
        try statement.execute(arguments: arguments)
        guard database.changesCount == 1 else { throw ViewsWriter.lacking }
    }

    private static let lacking = JournalError(
        .damaged, "the views lack a record that an event names")
}

extension Key {
    /// NULL for the key of nothing.
    var optionalBlob: Data? { isNone ? nil : blob }
}
