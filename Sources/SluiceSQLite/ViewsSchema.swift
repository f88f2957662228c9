import GRDB
import SluiceCore

/// The tables of the views. Another layout needs another version: then the views are made again.
enum ViewsSchema {
    static let version = 9

    /// Drops whatever tables there are and makes the tables of this version, empty.
    static func create(_ database: Database) throws {
        let tables = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                """)
        for table in tables { try database.drop(table: table) }
        try database.execute(
            sql: accounts + accountParts + holds + overlays + returns + dueMoves
                + timeline + books
                + pulls + watches + levels + StoreCheckpoint.schema)
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    private static let accounts = """
        CREATE TABLE accounts (
            opened_sequence INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
            currency INTEGER NOT NULL,
            limit_minor INTEGER NOT NULL,
            held INTEGER NOT NULL CHECK (held >= 0),
            owed INTEGER NOT NULL CHECK (owed >= 0),
            credit_balance INTEGER NOT NULL CHECK (credit_balance >= 0),
            payout_due INTEGER NOT NULL CHECK (payout_due >= 0),
            fixed_limit INTEGER NOT NULL CHECK (fixed_limit >= 0),
            opened_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE names (
            kind INTEGER NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 16),
            name TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        """

    /// What is in force or due, in the order of `sequence`, the event that made it.
    private static let accountParts = """
        CREATE TABLE temporary_limits (
            account BLOB NOT NULL CHECK (length(account) = 16),
            sequence INTEGER NOT NULL,
            operation BLOB NOT NULL CHECK (length(operation) = 16),
            amount INTEGER NOT NULL CHECK (amount > 0),
            until INTEGER NOT NULL,
            scenario TEXT,
            PRIMARY KEY (account, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE restrictions (
            account BLOB NOT NULL CHECK (length(account) = 16),
            sequence INTEGER NOT NULL,
            operation BLOB NOT NULL CHECK (length(operation) = 16),
            kind INTEGER NOT NULL,
            since INTEGER NOT NULL,
            review_by INTEGER,
            PRIMARY KEY (account, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE payouts (
            account BLOB NOT NULL CHECK (length(account) = 16),
            sequence INTEGER NOT NULL,
            operation BLOB NOT NULL CHECK (length(operation) = 16),
            hold BLOB NOT NULL CHECK (length(hold) = 16),
            amount INTEGER NOT NULL CHECK (amount > 0),
            due_at INTEGER NOT NULL,
            is_overdue INTEGER NOT NULL CHECK (is_overdue IN (0, 1)),
            PRIMARY KEY (account, sequence),
            UNIQUE (account, operation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX restrictions_endless ON restrictions (sequence) WHERE review_by IS NULL;
        """

    /// `ended_at` is NULL while the hold is open; a line `is_told` once a fact that names it moved it. An index has the key of the row as its last column,
    /// so what it finds comes in the order of placement. What a merchant is to do comes in the order of its
    /// time: open holds by the end of their promise, the others by when they ended.
    private static let holds = """
        CREATE TABLE holds (
            placed_sequence INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
            account BLOB NOT NULL,
            merchant BLOB NOT NULL,
            order_key BLOB NOT NULL,
            purpose TEXT NOT NULL,
            scenario TEXT NOT NULL,
            plan TEXT,
            has_consent INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            link INTEGER NOT NULL,
            linked BLOB,
            requested INTEGER NOT NULL,
            currency INTEGER NOT NULL,
            authorised INTEGER NOT NULL,
            captured INTEGER NOT NULL,
            released INTEGER NOT NULL,
            expired INTEGER NOT NULL,
            refunded INTEGER NOT NULL,
            status INTEGER NOT NULL,
            decision INTEGER NOT NULL,
            is_approved_by_person INTEGER NOT NULL CHECK (is_approved_by_person IN (0, 1)),
            reason INTEGER NOT NULL,
            capture_on INTEGER NOT NULL,
            policy_version INTEGER NOT NULL,
            placed_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            guaranteed_until INTEGER NOT NULL,
            extendable_until INTEGER NOT NULL,
            ended_at INTEGER,
            sequence INTEGER NOT NULL,
            CHECK (captured + released + expired <= authorised AND refunded <= captured)
        ) STRICT;
        CREATE INDEX holds_by_account ON holds (account);
        CREATE INDEX holds_by_merchant ON holds (merchant);
        CREATE INDEX holds_of_merchant ON holds (merchant, ended_at, guaranteed_until);
        CREATE INDEX holds_unbilled ON holds (merchant, ended_at)
            WHERE status IN (\(HoldStatus.unbilled));
        CREATE INDEX holds_by_order ON holds (order_key);
        CREATE INDEX holds_by_status ON holds (status);
        CREATE INDEX holds_live ON holds (placed_sequence, expires_at) WHERE ended_at IS NULL;
        CREATE TABLE hold_lines (
            placed_sequence INTEGER NOT NULL,
            line BLOB NOT NULL CHECK (length(line) = 16),
            position INTEGER NOT NULL,
            seller BLOB,
            requested INTEGER NOT NULL,
            authorised INTEGER NOT NULL,
            captured INTEGER NOT NULL,
            released INTEGER NOT NULL,
            expired INTEGER NOT NULL,
            refunded INTEGER NOT NULL,
            is_told INTEGER NOT NULL CHECK (is_told IN (0, 1)),
            PRIMARY KEY (placed_sequence, line)
        ) STRICT, WITHOUT ROWID;
        """

    /// What stands over open holds, and the terms of every policy: how long a hold may grow old is
    /// told by no event of its own.
    private static let overlays = """
        CREATE TABLE overlays (
            placed_sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            key BLOB,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL,
            hard_stop INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            is_merchant_word INTEGER NOT NULL,
            authority TEXT,
            term_ends_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            details BLOB,
            desk_tier INTEGER,
            PRIMARY KEY (placed_sequence, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX overlays_by_kind ON overlays (kind, until, sequence);
        CREATE INDEX overlays_of_desk ON overlays (until, sequence) WHERE desk_tier IS NOT NULL;
        CREATE TABLE terms (
            policy_version INTEGER NOT NULL,
            scenario TEXT NOT NULL,
            maximum_age_ns INTEGER NOT NULL,
            PRIMARY KEY (policy_version, scenario)
        ) STRICT, WITHOUT ROWID;
        """

    /// `lines` are keys, one after another.
    private static let returns = """
        CREATE TABLE returns (
            opened_sequence INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
            merchant BLOB NOT NULL,
            order_key BLOB NOT NULL,
            lines BLOB NOT NULL CHECK (length(lines) % 16 = 0),
            amount INTEGER NOT NULL,
            refunded INTEGER NOT NULL CHECK (refunded BETWEEN 0 AND amount),
            stage INTEGER NOT NULL,
            is_received INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX returns_open ON returns (due_at, opened_sequence)
            WHERE due_at < 9223372036854775807;
        CREATE INDEX returns_of_merchant ON returns (merchant, due_at, opened_sequence)
            WHERE due_at < 9223372036854775807;
        """

    /// Deadlines that reviews and returns had before an event moved them, for as long as these are open: a
    /// list by deadline is gone on with as it was when it was begun. `opened` is the sequence of the review
    /// or return, `hold` the place of the hold that is reviewed.
    private static let dueMoves = """
        CREATE TABLE due_moves (
            opened INTEGER NOT NULL,
            moved_sequence INTEGER NOT NULL,
            due_before INTEGER NOT NULL,
            hold INTEGER,
            PRIMARY KEY (opened, moved_sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX due_moves_by_move ON due_moves (moved_sequence);
        CREATE TRIGGER return_moved AFTER UPDATE OF due_at ON returns
            WHEN NEW.due_at <> OLD.due_at
        BEGIN
            INSERT INTO due_moves VALUES (OLD.opened_sequence, NEW.sequence, OLD.due_at, NULL);
            DELETE FROM due_moves
                WHERE opened = OLD.opened_sequence AND NEW.due_at = 9223372036854775807;
        END;
        CREATE TRIGGER review_ended AFTER DELETE ON overlays
            WHEN OLD.kind IN (\(OverlayKind.placementReview.rawValue), \
                \(OverlayKind.unlockReview.rawValue))
        BEGIN
            DELETE FROM due_moves WHERE opened = OLD.sequence;
        END;
        """

    /// `hold` and `account` are the keys of their rows: a third of the bytes of their ids, in rows and
    /// indices that every event adds to. The order of an event of a hold is that of the hold. `ends_at`,
    /// `headroom` and `decided_under` are what explanations need and no other record tells later.
    private static let timeline = """
        CREATE TABLE timeline (
            sequence INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            name TEXT NOT NULL,
            hold INTEGER,
            account INTEGER,
            order_key BLOB,
            operation BLOB,
            kind TEXT,
            amount INTEGER,
            until INTEGER,
            linked BLOB,
            reason INTEGER NOT NULL,
            role INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            ends_at INTEGER,
            headroom INTEGER,
            decided_under INTEGER
        ) STRICT;
        CREATE INDEX timeline_by_hold ON timeline (hold) WHERE hold IS NOT NULL;
        CREATE INDEX timeline_by_account ON timeline (account) WHERE account IS NOT NULL;
        CREATE INDEX timeline_by_order ON timeline (order_key) WHERE order_key IS NOT NULL;
        """

    /// `sequence` is that of the event that brought the first reason; `reasons` a bit each. Of sequences
    /// the highest number, and what is missing below it.
    private static let pulls = """
        CREATE TABLE pull_wishes (
            sequence INTEGER PRIMARY KEY,
            order_key BLOB NOT NULL UNIQUE CHECK (length(order_key) = 16),
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            reasons INTEGER NOT NULL,
            since INTEGER NOT NULL,
            promised INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE sequence_heads (
            merchant BLOB PRIMARY KEY CHECK (length(merchant) = 16),
            highest INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sequence_gaps (
            place INTEGER PRIMARY KEY,
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL CHECK (last >= first),
            since INTEGER NOT NULL,
            UNIQUE (merchant, first)
        ) STRICT;
        """

    /// What takes an event to notice and may be an anomaly: by the number of its detector, and the
    /// hold or return it is of. Whether it still is one is asked when it is read; what is none any more
    /// is swept by and by. Beside it: facts that wait for their order, feeds that are lost, and when a
    /// merchant last told of a new order; of orders that were asked for, which ends the newest pull does
    /// not show (`kinds`), and whether the order is over all the same.
    private static let watches = """
        CREATE TABLE watches (
            detector INTEGER NOT NULL,
            subject INTEGER NOT NULL,
            since INTEGER NOT NULL,
            amount INTEGER,
            reason TEXT,
            PRIMARY KEY (detector, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE parked_facts (
            sequence INTEGER PRIMARY KEY,
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            order_key BLOB NOT NULL CHECK (length(order_key) = 16),
            since INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX parked_facts_by_order ON parked_facts (order_key);
        CREATE TABLE lost_feeds (
            sequence INTEGER PRIMARY KEY,
            merchant BLOB NOT NULL UNIQUE CHECK (length(merchant) = 16),
            since INTEGER NOT NULL,
            reason INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE created_senders (
            merchant BLOB PRIMARY KEY CHECK (length(merchant) = 16),
            newest_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pulled_orders (
            order_key BLOB PRIMARY KEY CHECK (length(order_key) = 16),
            asked_at INTEGER NOT NULL,
            kinds INTEGER NOT NULL,
            is_over INTEGER NOT NULL CHECK (is_over IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        """

    /// Closed days with what was frozen, and what each merchant became payable for by booked day
    /// and order. `sequence` is that of the first event of a record.
    private static let books = """
        CREATE TABLE days (
            date INTEGER PRIMARY KEY,
            closed_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE day_totals (
            date INTEGER NOT NULL,
            currency INTEGER NOT NULL,
            opening INTEGER NOT NULL,
            placed INTEGER NOT NULL,
            incremented INTEGER NOT NULL,
            captured INTEGER NOT NULL,
            released INTEGER NOT NULL,
            expired INTEGER NOT NULL,
            refunded INTEGER NOT NULL,
            PRIMARY KEY (date, currency)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE statements (
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            date INTEGER NOT NULL,
            order_key BLOB NOT NULL CHECK (length(order_key) = 16),
            currency INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            captured INTEGER NOT NULL,
            refunded INTEGER NOT NULL,
            corrected INTEGER NOT NULL,
            PRIMARY KEY (merchant, date, order_key, currency)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX statements_by_day ON statements (merchant, date, sequence);
        """

    /// How soon credit came back that was due: by hour for all merchants, with how long it took in steps
    /// of a power of two of milliseconds, and by day for each. `kept_*` are those within what the policy
    /// of the moment said, `from_fact` 1 where it is counted from what happened, not from when it was told.
    /// Of reviews what they found, and minor units × seconds that those which found nothing delayed. Of a
    /// hold when it was told to end, by `ToldView.Moment`.
    private static let levels = """
        CREATE TABLE unlock_hours (
            hour INTEGER NOT NULL,
            cause INTEGER NOT NULL,
            tier INTEGER NOT NULL,
            from_fact INTEGER NOT NULL CHECK (from_fact IN (0, 1)),
            step INTEGER NOT NULL,
            count INTEGER NOT NULL,
            kept_p95 INTEGER NOT NULL,
            kept_p99 INTEGER NOT NULL,
            kept_all INTEGER NOT NULL,
            PRIMARY KEY (hour, cause, tier, from_fact, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unlock_days (
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            day INTEGER NOT NULL,
            cause INTEGER NOT NULL,
            tier INTEGER NOT NULL,
            count INTEGER NOT NULL,
            kept_p95 INTEGER NOT NULL,
            kept_p99 INTEGER NOT NULL,
            kept_all INTEGER NOT NULL,
            longest INTEGER NOT NULL,
            PRIMARY KEY (merchant, day, cause, tier)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX unlock_days_by_day ON unlock_days (day);
        CREATE TABLE decline_hours (
            hour INTEGER PRIMARY KEY,
            prevented INTEGER NOT NULL,
            avoidable INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE review_days (
            day INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            tier INTEGER NOT NULL,
            is_drawn INTEGER NOT NULL CHECK (is_drawn IN (0, 1)),
            currency INTEGER NOT NULL,
            found INTEGER NOT NULL,
            in_vain INTEGER NOT NULL,
            delayed INTEGER NOT NULL,
            PRIMARY KEY (day, kind, tier, is_drawn, currency)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE told (
            hold BLOB NOT NULL CHECK (length(hold) = 16),
            kind INTEGER NOT NULL,
            time INTEGER NOT NULL,
            p50 INTEGER NOT NULL,
            p80 INTEGER NOT NULL,
            p90 INTEGER NOT NULL,
            latest INTEGER NOT NULL,
            billed INTEGER,
            PRIMARY KEY (hold, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX told_quotes ON told (time) WHERE kind = 1;
        CREATE TABLE unlock_terms (
            policy_version INTEGER PRIMARY KEY,
            p95 INTEGER NOT NULL,
            p99 INTEGER NOT NULL,
            all_of_them INTEGER NOT NULL,
            verdict INTEGER NOT NULL,
            automatic INTEGER NOT NULL,
            person INTEGER NOT NULL
        ) STRICT;
        """
}
