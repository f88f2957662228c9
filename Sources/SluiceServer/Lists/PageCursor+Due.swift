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

extension PageCursor {
    /// Of a place in the order of deadlines.
    init(_ position: DuePosition) {
        self.init(
            place: [UInt64(max(0, position.dueAt.ns)), position.sequence], asOf: position.asOf)
    }
}
