import SluiceCore
import SluiceEngine
import Synchronization
import Testing

@testable import SluiceServer

/// A day that is closed while its statement is read.
@Suite struct StatementOrderTests {
    @Test("a day is not said to be closed over sums of before the close")
    func closing() throws {
        let views = ClosingViews()
        func read() throws -> (isClosed: Bool, page: Viewed<MerchantStatement>) {
            try views.stated(
                of: KeyDerivation.merchant("shop"), on: BusinessDate(day: 0), after: 0, limit: 10)
        }
        let first = try read()
        #expect(!first.isClosed && first.page.sequence == ClosingViews.closing)
        let second = try read()
        #expect(second.isClosed && second.page.sequence == ClosingViews.closing)
    }
}

/// Views that take the close of a day between the first read and the second.
private final class ClosingViews: StatementViews {
    /// The sequence of the close.
    static let closing: UInt64 = 2

    private let reads = Mutex<UInt64>(0)

    func closedDay(_ date: BusinessDate) throws -> Viewed<ClosedDay?> {
        let sequence = sequenceOfNextRead()
        let closed = ClosedDay(
            date: date, closedAt: .epoch, sequence: Self.closing, totals: [])
        return Viewed(sequence < Self.closing ? nil : closed, sequence: sequence)
    }

    func statement(
        of merchant: MerchantKey, on date: BusinessDate, after cursor: UInt64, limit: Int
    ) throws -> Viewed<MerchantStatement> {
        Viewed(
            MerchantStatement(lines: [], totals: [], next: nil), sequence: sequenceOfNextRead())
    }

    private func sequenceOfNextRead() -> UInt64 {
        reads.withLock { reads in
            reads = min(reads + 1, Self.closing)
            return reads
        }
    }
}
