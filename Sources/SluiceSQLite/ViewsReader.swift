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
        let key = row["key"] as Data
        return AccountView(
            account: try named(.account, key),
            currency: try known(Currency(packed: row["currency"])),
            balances: Balances(
                limit: money(row["limit_minor"]), held: money(row["held"]),
                owed: money(row["owed"]), creditBalance: money(row["credit_balance"]),
                payoutDue: money(row["payout_due"])),
            fixedLimit: money(row["fixed_limit"]),
            temporaryLimits: try parts("temporary_limits", of: key).map(temporaryLimit),
            restrictions: try parts("restrictions", of: key).map(restriction),
            payouts: try parts("payouts", of: key).map(payout),
            openedAt: Instant(ns: row["opened_at"]),
            openedSequence: UInt64(bitPattern: row["opened_sequence"]),
            sequence: UInt64(bitPattern: row["sequence"]))
    }

    private func parts(_ table: String, of account: Data) throws -> [Row] {
        try rows("SELECT * FROM \(table) WHERE account = ? ORDER BY sequence", [account])
    }

    private func temporaryLimit(_ row: Row) throws -> TemporaryLimitView {
        TemporaryLimitView(
            operation: try named(.operation, row["operation"]), amount: money(row["amount"]),
            until: Instant(ns: row["until"]),
            scenario: try (row["scenario"] as String?).map { try known(Code($0)) })
    }

    private func restriction(_ row: Row) throws -> RestrictionView {
        RestrictionView(
            operation: try named(.operation, row["operation"]),
            kind: try known(RestrictionKind(rawValue: row["kind"])),
            since: Instant(ns: row["since"]),
            reviewBy: (row["review_by"] as Int64?).map(Instant.init(ns:)))
    }

    private func payout(_ row: Row) throws -> PayoutView {
        PayoutView(
            refund: try named(.operation, row["operation"], or: .fact),
            hold: try named(.hold, row["hold"]), amount: money(row["amount"]),
            dueAt: Instant(ns: row["due_at"]), isOverdue: row["is_overdue"])
    }

    func hold(_ row: Row) throws -> HoldView {
        let lines = try rows(
            "SELECT * FROM hold_lines WHERE placed_sequence = ? ORDER BY position",
            [row["placed_sequence"] as Int64])
        let overlays = try rows(
            "SELECT * FROM overlays WHERE placed_sequence = ? ORDER BY since, kind",
            [row["placed_sequence"] as Int64])
        return HoldView(
            hold: try named(.hold, row["key"]), account: try named(.account, row["account"]),
            merchant: try named(.merchant, row["merchant"]),
            order: try named(.order, row["order_key"]),
            purpose: try known(Code(row["purpose"] as String)),
            scenario: try known(Code(row["scenario"] as String)),
            plan: try (row["plan"] as String?).map { try known(Code($0)) },
            hasConsent: row["has_consent"], generation: row["generation"],
            link: try known(HoldLink(rawValue: row["link"])),
            linked: try (row["linked"] as Data?).map { try named(.hold, $0) },
            requested: money(row["requested"]),
            currency: try known(Currency(packed: row["currency"])),
            amounts: amounts(row), status: try known(HoldStatus(rawValue: row["status"])),
            decision: try known(Reason(rawValue: row["decision"])),
            isApprovedByPerson: row["is_approved_by_person"],
            reason: try known(Reason(rawValue: row["reason"])),
            captureOn: try known(CaptureOn(rawValue: row["capture_on"])),
            policyVersion: row["policy_version"], placedAt: Instant(ns: row["placed_at"]),
            expiresAt: Instant(ns: row["expires_at"]),
            guaranteedUntil: Instant(ns: row["guaranteed_until"]),
            extendableUntil: Instant(ns: row["extendable_until"]),
            endedAt: (row["ended_at"] as Int64?).map(Instant.init(ns:)) ?? .never,
            placedSequence: UInt64(bitPattern: row["placed_sequence"]),
            sequence: UInt64(bitPattern: row["sequence"]),
            overlays: try overlays.map(overlay), lines: try lines.map(line))
    }

    func overlay(_ row: Row) throws -> OverlayView {
        let key = row["key"] as Data?
        let id: Named<OperationTag>? = try key.map { try named(.operation, $0) }
        return OverlayView(
            overlay: Overlay(
                kind: try known(OverlayKind(rawValue: row["kind"])), key: id?.key ?? .none,
                since: Instant(ns: row["since"]), until: Instant(ns: row["until"]),
                hardStop: Instant(ns: row["hard_stop"]),
                reason: try known(Reason(rawValue: row["reason"])),
                isMerchantWord: row["is_merchant_word"],
                authority: try (row["authority"] as String?).map { try known(Code($0)) },
                termEndsAt: Instant(ns: row["term_ends_at"]),
                sequence: UInt64(bitPattern: row["sequence"])),
            name: id?.name)
    }

    func returnCase(_ row: Row) throws -> ReturnView {
        let fact: Named<FactTag> = try named(.fact, row["key"])
        let blob = Data(row["lines"] as Data)
        let lines: [Named<LineTag>] = try stride(from: 0, to: blob.count, by: 16).map {
            try named(.line, blob[$0..<min($0 + 16, blob.count)], or: .operation)
        }
        return ReturnView(
            merchant: try named(.merchant, row["merchant"]),
            order: try named(.order, row["order_key"]), fact: fact, lines: lines,
            state: ReturnCase(
                key: fact.key, lines: lines.map(\.key), amount: money(row["amount"]),
                refunded: money(row["refunded"]),
                stage: try known(ReturnStage(rawValue: row["stage"])),
                isReceived: row["is_received"], dueAt: Instant(ns: row["due_at"]),
                reason: try known(Reason(rawValue: row["reason"])),
                openedAt: Instant(ns: row["opened_at"]),
                openedSequence: UInt64(bitPattern: row["opened_sequence"]),
                sequence: UInt64(bitPattern: row["sequence"])))
    }

    func entry(_ row: Row) throws -> TimelineEntry {
        TimelineEntry(
            sequence: UInt64(bitPattern: row["sequence"]), time: Instant(ns: row["time"]),
            name: row["name"],
            hold: try key("hold_key", of: row["hold"], row).map { try named(.hold, $0) },
            account: try key("account_key", of: row["account"], row).map {
                try named(.account, $0)
            },
            order: try (row["hold_order"] as Data? ?? row["order_key"]).map {
                try named(.order, $0)
            },
            operation: try (row["operation"] as Data?).map {
                try named(.operation, $0, or: .fact)
            },
            kind: row["kind"], amount: (row["amount"] as Int64?).map(Money.init(minor:)),
            until: (row["until"] as Int64?).map(Instant.init(ns:)),
            linked: try (row["linked"] as Data?).map { try named(.hold, $0) },
            reason: try known(Reason(rawValue: row["reason"])),
            role: try known(Role(rawValue: row["role"])),
            outcome: try known(OutcomeCode(rawValue: row["outcome"])))
    }

    /// The key of what an event is of, by its place; nil for an event of none.
    private func key(_ column: String, of place: Int64?, _ row: Row) throws -> Data? {
        try place.map { _ in try known(row[column] as Data?) }
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
