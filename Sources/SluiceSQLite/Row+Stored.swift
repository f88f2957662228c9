import GRDB
import SluiceEngine

/// Columns of stored rows: a damaged file may hold anything, and GRDB ends the process where a value
/// is not what it is read as, or a column is not there.
extension Row {
    /// A column as it was written.
    /// - Throws: `JournalError` `.damaged` where it holds something else.
    func stored<Value: DatabaseValueConvertible>(
        _ column: String, as _: Value.Type = Value.self
    ) throws(JournalError) -> Value {
        let value = try value(column)
        guard let found = Value.fromDatabaseValue(value) else {
            throw JournalError(.damaged, "a row holds no \(column)")
        }
        return found
    }

    /// The same of a column that may hold nothing.
    func storedIfAny<Value: DatabaseValueConvertible>(
        _ column: String, as _: Value.Type = Value.self
    ) throws(JournalError) -> Value? {
        try value(column).isNull ? nil : try stored(column)
    }

    /// What a column holds, whatever it is; of a damaged schema it may have another name.
    func value(_ column: String) throws(JournalError) -> DatabaseValue {
        do {
            return try decode(DatabaseValue.self, forColumn: column)
        } catch {
            throw JournalError(.damaged, "a row has no \(column)")
        }
    }

    /// Whether the row has the mark of what it says; one from before there were marks has.
    func isMarked(as mark: Int64) -> Bool {
        guard let value = try? value("mark") else { return false }
        return value.isNull || Int64.fromDatabaseValue(value) == mark
    }
}
