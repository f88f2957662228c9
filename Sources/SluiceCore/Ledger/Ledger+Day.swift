extension Ledger {
    /// Freezes the totals of a business date. Precedence: closed · date.
    mutating func closeDay(_ day: BusinessDate) -> Outcome {
        if let closed = book.closedThrough, day <= closed {
            return Outcome(.dayClosed, field: .date)
        }
        guard day < date else { return Outcome(.invalidRequest, field: .date) }
        emit(.dayClosed(DayClosed(date: day, totals: book.totals(through: day))))
        return Outcome(.applied, sequence: sequence)
    }
}
