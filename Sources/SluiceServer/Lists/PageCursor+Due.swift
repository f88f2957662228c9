import SluiceAPI
import SluiceCore
import SluiceEngine

extension PageCursor? {
    /// Where a page of a list in the order of deadlines begins.
    func duePosition() throws(Problem) -> DuePosition? {
        guard let numbers = try numbers(2), let self else { return nil }
        return DuePosition(
            dueAt: Instant(ns: Int64(clamping: numbers[0])), sequence: numbers[1],
            asOf: self.asOf)
    }
}
