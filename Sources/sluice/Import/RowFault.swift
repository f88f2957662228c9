/// Why one row is refused, and the position of the column at fault.
struct RowFault: Error {
    var cause: RejectCause
    var position: Int?

    init(_ cause: RejectCause, at position: Int? = nil) {
        self.cause = cause
        self.position = position
    }
}
