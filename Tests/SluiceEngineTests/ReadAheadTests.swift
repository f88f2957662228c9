import SluiceCore
import Testing

@testable import SluiceEngine

@Suite("Reading ahead")
struct ReadAheadTests {
    /// Gives 0, 1, 2 … and after so many a fault or the end.
    private func numbers(_ count: Int, thenFails: Bool, aheadMax: Int) -> ReadAhead<Int> {
        var next = 0
        return ReadAhead("test", aheadMax: aheadMax) {
            if next == count {
                if thenFails { throw JournalError(.damaged, "number \(next)") }
                return nil
            }
            next += 1
            return next - 1
        }
    }

    @Test("elements come in their order, and a fault after all before it", arguments: [1, 2, 100])
    func order(aheadMax: Int) throws {
        for thenFails in [false, true] {
            let ahead = numbers(500, thenFails: thenFails, aheadMax: aheadMax)
            var taken: [Int] = []
            var fault: String?
            do {
                while let number = try ahead.next() { taken.append(number) }
            } catch let error as JournalError {
                fault = error.detail
            }
            #expect(taken == Array(0..<500))
            #expect(fault == (thenFails ? "number 500" : nil))
            ahead.stop()
        }
    }

    @Test("one that nobody takes from any more ends")
    func stopped() throws {
        let ahead = numbers(.max, thenFails: false, aheadMax: 2)
        #expect(try ahead.next() == 0)
        ahead.stop()
        // What it had made by then is still there, and then there is no more.
        var left = 0
        while try ahead.next() != nil { left += 1 }
        #expect(left <= 3)
    }
}
