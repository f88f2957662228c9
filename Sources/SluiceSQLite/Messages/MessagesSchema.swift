import GRDB

/// The tables of `messages.db`. Messages, records and reminders are made of the journal and can be made
/// again; `reads` and `deliveries` are known nowhere else. A reminder of a hold has its key in
/// `operation` (`Reminder.stored`). Every row has its mark (`RowMark`) but that of the checkpoint, which is
/// compared with the journal; a message is marked in two parts, for it is overtaken later.
enum MessagesSchema {
    /// Numbered, and only ever added to.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 messages, reads, deliveries") { database in
            try database.execute(
                sql: """
                    CREATE TABLE messages (
                        position INTEGER PRIMARY KEY,
                        code INTEGER NOT NULL,
                        audiences INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        latest INTEGER NOT NULL,
                        account BLOB NOT NULL CHECK (length(account) = 16),
                        hold BLOB,
                        merchant BLOB,
                        order_key BLOB,
                        operation BLOB,
                        sequence INTEGER NOT NULL,
                        slots BLOB NOT NULL,
                        overtaken_at INTEGER,
                        overtaken_cause INTEGER,
                        suppressed INTEGER NOT NULL DEFAULT 0
                    ) STRICT;
                    CREATE INDEX messages_of_account ON messages (account, position);
                    CREATE INDEX messages_of_merchant ON messages (merchant, position)
                        WHERE merchant IS NOT NULL;
                    CREATE INDEX messages_of_staff ON messages (position)
                        WHERE audiences & 4 != 0;
                    CREATE TABLE told_records (
                        key BLOB PRIMARY KEY CHECK (length(key) = 16),
                        bytes BLOB NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE reminders (
                        due INTEGER NOT NULL,
                        account BLOB NOT NULL CHECK (length(account) = 16),
                        operation BLOB NOT NULL CHECK (length(operation) = 16),
                        days INTEGER NOT NULL,
                        PRIMARY KEY (due, account, operation, days)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE teller (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        position INTEGER NOT NULL,
                        is_live INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO teller VALUES (1, 0, 0);
                    CREATE TABLE reads (
                        position INTEGER NOT NULL,
                        audience INTEGER NOT NULL,
                        at INTEGER NOT NULL,
                        PRIMARY KEY (position, audience)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE endpoints (
                        id TEXT PRIMARY KEY,
                        position INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE deliveries (
                        endpoint TEXT NOT NULL,
                        position INTEGER NOT NULL,
                        account BLOB NOT NULL CHECK (length(account) = 16),
                        state INTEGER NOT NULL,
                        attempts INTEGER NOT NULL,
                        queued_at INTEGER NOT NULL,
                        tried_at INTEGER,
                        next_at INTEGER NOT NULL,
                        status INTEGER,
                        detail TEXT,
                        PRIMARY KEY (endpoint, position)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX deliveries_by_state ON deliveries (endpoint, state, position);
                    \(StoreCheckpoint.schema)
                    """)
        }
        migrator.registerMigration("2 marks") { database in
            for table in [
                "messages", "told_records", "reminders", "teller", "reads", "endpoints",
                "deliveries",
            ] {
                try database.execute(sql: "ALTER TABLE \(table) ADD COLUMN mark INTEGER")
            }
            try database.execute(sql: "ALTER TABLE messages ADD COLUMN overtaken_mark INTEGER")
        }
        return migrator
    }
}
