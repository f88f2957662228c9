import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Makes values of rows of the views, within one transaction. What cannot be read is damage.
struct ViewsReader {
    private let database: Database
    private let nameOfKey: Statement

    init(_ database: Database) throws {
        self.database = database
        nameOfKey = try database.cachedStatement(
            sql: "SELECT name FROM names WHERE kind = ? AND key = ?")
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: arguments)
    }

    func account(_ row: Row) throws -> AccountView {
        AccountView(
            account: try named(.account, row["key"]),
            currency: try known(Currency(packed: row["currency"])),
            balances: Balances(
                limit: money(row["limit_minor"]), held: money(row["held"]),
                owed: money(row["owed"]), creditBalance: money(row["credit_balance"]),
                payoutDue: money(row["payout_due"])),
            openedAt: Instant(ns: row["opened_at"]),
            openedSequence: UInt64(bitPattern: row["opened_sequence"]),
            sequence: UInt64(bitPattern: row["sequence"]))
    }

    func hold(_ row: Row) throws -> HoldView {
        let lines = try rows(
            "SELECT * FROM hold_lines WHERE placed_sequence = ? ORDER BY position",
            [row["placed_sequence"] as Int64])
        return HoldView(
            hold: try named(.hold, row["key"]), account: try named(.account, row["account"]),
            merchant: try named(.merchant, row["merchant"]),
            order: try named(.order, row["order_key"]),
            purpose: try known(Code(row["purpose"] as String)),
            scenario: try known(Code(row["scenario"] as String)),
            generation: row["generation"],
            retryOf: try (row["retry_of"] as Data?).map { try named(.hold, $0) },
            requested: money(row["requested"]),
            currency: try known(Currency(packed: row["currency"])),
            amounts: amounts(row), status: try known(HoldStatus(rawValue: row["status"])),
            decision: try known(Reason(rawValue: row["decision"])),
            reason: try known(Reason(rawValue: row["reason"])),
            captureOn: try known(CaptureOn(rawValue: row["capture_on"])),
            policyVersion: row["policy_version"], placedAt: Instant(ns: row["placed_at"]),
            expiresAt: Instant(ns: row["expires_at"]),
            guaranteedUntil: Instant(ns: row["guaranteed_until"]),
            endedAt: (row["ended_at"] as Int64?).map(Instant.init(ns:)) ?? .never,
            placedSequence: UInt64(bitPattern: row["placed_sequence"]),
            sequence: UInt64(bitPattern: row["sequence"]), lines: try lines.map(line))
    }

    func entry(_ row: Row) throws -> TimelineEntry {
        TimelineEntry(
            sequence: UInt64(bitPattern: row["sequence"]), time: Instant(ns: row["time"]),
            name: row["name"],
            hold: try (row["hold"] as Data?).map { try named(.hold, $0) },
            account: try (row["account"] as Data?).map { try named(.account, $0) },
            order: try (row["order_key"] as Data?).map { try named(.order, $0) },
            operation: try (row["operation"] as Data?).map {
                try named(.operation, $0, or: .fact)
            },
            kind: row["kind"], amount: (row["amount"] as Int64?).map(Money.init(minor:)),
            reason: try known(Reason(rawValue: row["reason"])),
            role: try known(Role(rawValue: row["role"])),
            outcome: try known(OutcomeCode(rawValue: row["outcome"])))
    }

    private func line(_ row: Row) throws -> HoldLineView {
        HoldLineView(
            line: try named(.line, row["line"], or: .operation),
            seller: try (row["seller"] as Data?).map { try named(.merchant, $0) },
            requested: money(row["requested"]), amounts: amounts(row))
    }

    private func amounts(_ row: Row) -> HoldAmounts {
        HoldAmounts(
            authorised: money(row["authorised"]), captured: money(row["captured"]),
            released: money(row["released"]), expired: money(row["expired"]),
            refunded: money(row["refunded"]))
    }

    private func money(_ minor: Int64) -> Money { Money(minor: minor) }

    /// A key with its name. Some keys are borrowed: an operation made by a fact has the fact's, a
    /// line added by an increment the operation's.
    func named<Tag>(
        _ kind: KeyKind, _ blob: Data, or lender: KeyKind? = nil
    ) throws -> Named<Tag> {
        var name = try String.fetchOne(nameOfKey, arguments: [kind.rawValue, blob])
        if name == nil, let lender {
            name = try String.fetchOne(nameOfKey, arguments: [lender.rawValue, blob])
        }
        return Named(key: try Key(blob: blob), name: name)
    }

    func known<Value>(_ value: Value?) throws -> Value {
        guard let value else {
            throw JournalError(.damaged, "the views hold a value of no known meaning")
        }
        return value
    }
}
