import SluiceCore
import SluiceTestKit
import Testing

/// Every ordered pair of operations on a small hold: whichever comes first, core and reference
/// agree, all invariants hold, and in the end nothing is held and no amount is lost.
@Suite("races: every ordered pair of operations")
struct RaceTests {
    /// What can happen to hold H1 of account A1; `@` stands for a name of its own.
    private static let operations = [
        "capture H1 @", "capture H1 @ #1", "capture H1 @ #1 final", "capture H1 @ #4 late=L@",
        "capture H1 @ late=L@", "capture H1 @ lines=1", "release H1 @", "release H1 @ #1",
        "release H1 @ reason=customerRequest", "release H1 @ reason=paymentAbandoned",
        "refund H1 @ #1", "increment H1 @ #1", "extend H1 @ 40d", "split H1 @ children=K@:#1",
        "split H1 @ children=K@:#1:1", "request H1 @ by=merchant", "request H1 @",
        "decide H1 @ approve", "decide H1 @ decline", "decide H1 @ release",
        "decide H1 @ keep", "overlay H1 @ legalFreeze review=35d authority=court",
        "overlay H1 @ resultUnknown review=1d", "lift H1 @ O1",
        "correct H1 @ released captured #1", "correct H1 @ captured released #1",
        "fact @ cancelled H1", "fact @ shipped H1", "fact @ lineCancelled H1 lines=1",
        "fact @ lineShipped H1 lines=1:#1", "fact @ closed H1", "fact @ returnRequested H1",
        "fact @ returnReceived H1", "fact @ priceAdjusted H1 amount=#1", "tick 1000",
        "after 4h", "after 30d", "after 36d",
    ]

    /// What came before the race.
    private static let starts = [
        "", "overlay H1 O1 legalFreeze review=35d authority=court", "request H1 O1 by=merchant",
        "capture H1 O1 #1", "fact O1 shipped H1", "release H1 O1",
    ]

    private static let holds = [
        "#1", "#2", "#3", "#3 lines=1:#1,2:#2", "#3 review=person", "#3 consent",
    ]

    struct Case: CustomTestStringConvertible {
        let hold: String
        let start: String

        var testDescription: String { "\(hold), \(start.isEmpty ? "as placed" : start)" }
    }

    static let cases = holds.flatMap { hold in starts.map { Case(hold: hold, start: $0) } }

    @Test("pairs", arguments: cases)
    func pairs(of setting: Case) throws {
        var count = 0
        let before = Script()
        try before.run(
            """
            policy alone tolerance=10000 late=revive refundOnCancel=true unlockCap=#1
            account A1 10
            hold H1 A1 \(setting.hold) -> any
            \(setting.start.isEmpty ? "" : setting.start + " -> any")
            """)
        for first in Self.operations {
            let one = before.copy()
            try run(first, named: "X1", on: one)
            for second in Self.operations {
                let both = one.copy()
                try run(second, named: "X2", on: both)
                try finish(both, after: [first, second])
                count += 1
            }
        }
        #expect(count == Self.operations.count * Self.operations.count)
    }

    private func run(_ operation: String, named name: String, on script: Script) throws {
        let line = operation.replacing("@", with: name)
        if line.hasPrefix("after") {
            try script.run("\(line)\nsettle A1")
        } else {
            try script.run("\(line) -> any")
        }
    }

    /// Lets all time pass: then everything has ended.
    private func finish(_ script: Script, after operations: [String]) throws {
        try script.run("after 200d\ntick 1000\nexpect account A1 held=0")
        for hold in script.amountsOfHolds {
            #expect(hold.open == .zero, "\(operations)")
            #expect(
                hold.captured + hold.released + hold.expired == hold.authorised, "\(operations)")
        }
    }
}
