import GRDB
import SluiceEngine

/// Columns of stored rows: a damaged file may hold anything, and GRDB ends the process where a value
/// is not what it is read as.
extension Row {
    /// A column as it was written.
    /// - Throws: `JournalError` `.damaged` where it holds something else.
    func stored<Value: DatabaseValueConvertible>(
        _ column: String, as _: Value.Type = Value.self
    ) throws(JournalError) -> Value {
        let value: DatabaseValue = self[column]
        guard let found = Value.fromDatabaseValue(value) else {
            throw JournalError(.damaged, "a row holds no \(column)")
        }
        return found
    }

    /// The same of a column that may hold nothing.
    func storedIfAny<Value: DatabaseValueConvertible>(
        _ column: String, as _: Value.Type = Value.self
    ) throws(JournalError) -> Value? {
        let value: DatabaseValue = self[column]
        return value.isNull ? nil : try stored(column)
    }

    /// Whether the row has the mark of what it says; one from before there were marks has.
    func isMarked(as mark: Int64) -> Bool {
        let value: DatabaseValue = self["mark"]
        return value.isNull || Int64.fromDatabaseValue(value) == mark
    }
}
