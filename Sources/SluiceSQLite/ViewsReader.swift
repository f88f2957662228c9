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

    /// The newest event the transaction knows of.
    func newestEvent() throws -> UInt64 { try StoreCheckpoint(database).event }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: arguments)
    }

    func account(_ row: Row) throws -> AccountView {
        let key = try row.stored("key", as: Data.self)
        return try AccountView(
            account: try named(.account, key),
            currency: try known(Currency(packed: row.stored("currency"))),
            balances: Balances(
                limit: money(row.stored("limit_minor")), held: money(row.stored("held")),
                owed: money(row.stored("owed")), creditBalance: money(row.stored("credit_balance")),
                payoutDue: money(row.stored("payout_due"))),
            fixedLimit: money(row.stored("fixed_limit")),
            temporaryLimits: try parts("temporary_limits", of: key).map(temporaryLimit),
            restrictions: try parts("restrictions", of: key).map(restriction),
            payouts: try parts("payouts", of: key).map(payout),
            openedAt: Instant(ns: row.stored("opened_at")),
            openedSequence: UInt64(bitPattern: row.stored("opened_sequence")),
            sequence: UInt64(bitPattern: row.stored("sequence")))
    }

    private func parts(_ table: String, of account: Data) throws -> [Row] {
        try rows("SELECT * FROM \(table) WHERE account = ? ORDER BY sequence", [account])
    }

    private func temporaryLimit(_ row: Row) throws -> TemporaryLimitView {
        try TemporaryLimitView(
            operation: try named(.operation, row.stored("operation")),
            amount: money(row.stored("amount")),
            until: Instant(ns: row.stored("until")),
            scenario: try (row.storedIfAny("scenario") as String?).map { try known(Code($0)) })
    }

    private func restriction(_ row: Row) throws -> RestrictionView {
        try RestrictionView(
            operation: try named(.operation, row.stored("operation")),
            kind: try known(RestrictionKind(rawValue: row.stored("kind"))),
            since: Instant(ns: row.stored("since")),
            reviewBy: (row.storedIfAny("review_by") as Int64?).map(Instant.init(ns:)))
    }

    private func payout(_ row: Row) throws -> PayoutView {
        try PayoutView(
            refund: try named(.operation, row.stored("operation"), or: .fact),
            hold: try named(.hold, row.stored("hold")), amount: money(row.stored("amount")),
            dueAt: Instant(ns: row.stored("due_at")), isOverdue: row.stored("is_overdue"))
    }

    func hold(_ row: Row) throws -> HoldView {
        let lines = try rows(
            "SELECT * FROM hold_lines WHERE placed_sequence = ? ORDER BY position",
            [try row.stored("placed_sequence", as: Int64.self)])
        let overlays = try rows(
            "SELECT * FROM overlays WHERE placed_sequence = ? ORDER BY since, kind",
            [try row.stored("placed_sequence", as: Int64.self)])
        return try HoldView(
            hold: try named(.hold, row.stored("key")),
            account: try named(.account, row.stored("account")),
            merchant: try named(.merchant, row.stored("merchant")),
            order: try named(.order, row.stored("order_key")),
            purpose: try known(Code(row.stored("purpose", as: String.self))),
            scenario: try known(Code(row.stored("scenario", as: String.self))),
            plan: try (row.storedIfAny("plan") as String?).map { try known(Code($0)) },
            hasConsent: row.stored("has_consent"), generation: row.stored("generation"),
            link: try known(HoldLink(rawValue: row.stored("link"))),
            linked: try (row.storedIfAny("linked") as Data?).map { try named(.hold, $0) },
            requested: money(row.stored("requested")),
            currency: try known(Currency(packed: row.stored("currency"))),
            amounts: amounts(row), status: try known(HoldStatus(rawValue: row.stored("status"))),
            decision: try known(Reason(rawValue: row.stored("decision"))),
            isApprovedByPerson: row.stored("is_approved_by_person"),
            reason: try known(Reason(rawValue: row.stored("reason"))),
            captureOn: try known(CaptureOn(rawValue: row.stored("capture_on"))),
            policyVersion: row.stored("policy_version"),
            placedAt: Instant(ns: row.stored("placed_at")),
            expiresAt: Instant(ns: row.stored("expires_at")),
            guaranteedUntil: Instant(ns: row.stored("guaranteed_until")),
            extendableUntil: Instant(ns: row.stored("extendable_until")),
            endedAt: (row.storedIfAny("ended_at") as Int64?).map(Instant.init(ns:)) ?? .never,
            placedSequence: UInt64(bitPattern: row.stored("placed_sequence")),
            sequence: UInt64(bitPattern: row.stored("sequence")),
            overlays: try overlays.map(overlay), lines: try lines.map(line))
    }

    func overlay(_ row: Row) throws -> OverlayView {
        let key = try row.storedIfAny("key", as: Data.self)
        let id: Named<OperationTag>? = try key.map { try named(.operation, $0, or: .fact) }
        let columns = try Overlay(
            kind: try known(OverlayKind(rawValue: row.stored("kind"))), key: id?.key ?? .none,
            since: Instant(ns: row.stored("since")), until: Instant(ns: row.stored("until")),
            hardStop: Instant(ns: row.stored("hard_stop")),
            reason: try known(Reason(rawValue: row.stored("reason"))),
            isMerchantWord: row.stored("is_merchant_word"),
            authority: try (row.storedIfAny("authority") as String?).map {
                try known(Code($0))
            },
            termEndsAt: Instant(ns: row.stored("term_ends_at")),
            sequence: UInt64(bitPattern: row.stored("sequence")))
        let details = try row.storedIfAny("details", as: Data.self)
        return OverlayView(
            overlay: try details.map { try RecordCodec.overlay(columns, with: [UInt8]($0)) }
                ?? columns,
            name: id?.name)
    }

    func returnCase(_ row: Row) throws -> ReturnView {
        let fact: Named<FactTag> = try named(.fact, row.stored("key"))
        let blob = Data(try row.stored("lines", as: Data.self))
        let lines: [Named<LineTag>] = try stride(from: 0, to: blob.count, by: 16).map {
            try named(.line, blob[$0..<min($0 + 16, blob.count)], or: .operation)
        }
        return try ReturnView(
            merchant: try named(.merchant, row.stored("merchant")),
            order: try named(.order, row.stored("order_key")), fact: fact, lines: lines,
            currency: try currency(ofOrder: row.stored("order_key")),
            state: ReturnCase(
                key: fact.key, lines: lines.map(\.key), amount: money(row.stored("amount")),
                refunded: money(row.stored("refunded")),
                stage: try known(ReturnStage(rawValue: row.stored("stage"))),
                isReceived: row.stored("is_received"), dueAt: Instant(ns: row.stored("due_at")),
                reason: try known(Reason(rawValue: row.stored("reason"))),
                openedAt: Instant(ns: row.stored("opened_at")),
                openedSequence: UInt64(bitPattern: row.stored("opened_sequence")),
                sequence: UInt64(bitPattern: row.stored("sequence"))))
    }

    /// A case opens when something was captured, so its order has a hold.
    private func currency(ofOrder order: Data) throws -> Currency {
        let held = try rows("SELECT currency FROM holds WHERE order_key = ? LIMIT 1", [order])
        return try known(held.first.flatMap { Currency(packed: try $0.stored("currency")) })
    }

    func entry(_ row: Row) throws -> TimelineEntry {
        try TimelineEntry(
            sequence: UInt64(bitPattern: row.stored("sequence")),
            time: Instant(ns: row.stored("time")),
            name: row.stored("name"),
            hold: try key("hold_key", of: row.storedIfAny("hold"), row).map {
                try named(.hold, $0)
            },
            account: try key("account_key", of: row.storedIfAny("account"), row).map {
                try named(.account, $0)
            },
            order: try (row.storedIfAny("hold_order") as Data? ?? row.storedIfAny("order_key")).map
            {
                try named(.order, $0)
            },
            operation: try (row.storedIfAny("operation") as Data?).map {
                try named(.operation, $0, or: .fact)
            },
            kind: row.storedIfAny("kind"),
            amount: (row.storedIfAny("amount") as Int64?).map(Money.init(minor:)),
            until: (row.storedIfAny("until") as Int64?).map(Instant.init(ns:)),
            linked: try (row.storedIfAny("linked") as Data?).map { try named(.hold, $0) },
            reason: try known(Reason(rawValue: row.stored("reason"))),
            role: try known(Role(rawValue: row.stored("role"))),
            outcome: try known(OutcomeCode(rawValue: row.stored("outcome"))),
            endsAt: (row.storedIfAny("ends_at") as Int64?).map(Instant.init(ns:)),
            headroomMinor: row.storedIfAny("headroom"))
    }

    /// The key of what an event is of, by its place; nil for an event of none.
    private func key(_ column: String, of place: Int64?, _ row: Row) throws -> Data? {
        try place.map { _ in try known(row.storedIfAny(column) as Data?) }
    }

    private func line(_ row: Row) throws -> HoldLineView {
        try HoldLineView(
            line: try named(.line, row.stored("line"), or: .operation),
            seller: try (row.storedIfAny("seller") as Data?).map { try named(.merchant, $0) },
            requested: money(row.stored("requested")), amounts: amounts(row))
    }

    private func amounts(_ row: Row) throws -> HoldAmounts {
        try HoldAmounts(
            authorised: money(row.stored("authorised")), captured: money(row.stored("captured")),
            released: money(row.stored("released")), expired: money(row.stored("expired")),
            refunded: money(row.stored("refunded")))
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
