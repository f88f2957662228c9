import SluiceCore
import SluiceTestKit
import Testing

/// Holds and time.
@Suite("scenarios: holds and time")
struct HoldScenarioTests {
    @Test("scenario 21: a capture of a part leaves the rest open")
    func partCapture() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            capture H1 C1 100 -> applied
            expect hold H1 status=partCaptured open=200 captured=100
            expect account A1 held=200 owed=100 available=700
            capture H1 C2 -> applied
            expect hold H1 status=captured open=0 captured=300
            """)
    }

    @Test("scenario 22: a final capture returns the rest in the same step")
    func finalCapture() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            capture H1 C1 100 final -> applied
            expect events count=2
            expect hold H1 status=closed captured=100 released=200 reason=finalCaptureRemainder
            expect account A1 held=0 owed=100 available=900
            """)
    }

    @Test("scenario 23: one line ships, the other is cancelled")
    func linesApart() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            fact F1 lineShipped H1 lines=1 -> applied
            expect hold H1 status=partCaptured captured=100 open=200
            fact F2 lineCancelled H1 lines=2 reason=outOfStock -> applied
            expect hold H1 status=closed captured=100 released=200 reason=outOfStock
            expect order H1 breaks=
            expect account A1 held=0 owed=100 available=900
            """)
    }

    @Test("scenario 24: the terminal state of all amounts up to 6")
    func terminalTable() throws {
        var checked = 0
        for authorised in 1...6 as ClosedRange<Int64> {
            for captured in 0...authorised {
                for released in 0...authorised - captured {
                    let expired = authorised - captured - released
                    let status = HoldStatus(
                        HoldAmounts(
                            authorised: Money(minor: authorised),
                            captured: Money(minor: captured), released: Money(minor: released),
                            expired: Money(minor: expired)), isDeclined: false)
                    let wanted: HoldStatus
                    if captured == authorised {
                        wanted = .captured
                    } else if captured > 0 {
                        wanted = .closed
                    } else {
                        wanted = expired > 0 ? .expired : .released
                    }
                    #expect(status == wanted, "\(authorised) \(captured) \(released) \(expired)")
                    try reach(authorised, captured, released, expired, wanted)
                    checked += 1
                }
            }
        }
        #expect(checked == 83)
    }

    /// Brings a hold to its amounts by captures, releases and expiry.
    private func reach(
        _ authorised: Int64, _ captured: Int64, _ released: Int64, _ expired: Int64,
        _ wanted: HoldStatus
    ) throws {
        var lines = ["account A1 1000", "hold H1 A1 \(authorised) -> approved"]
        if captured > 0 { lines.append("capture H1 C1 \(captured) -> applied") }
        if released > 0 { lines.append("release H1 R1 \(released) -> applied") }
        if expired > 0 { lines += ["after 30d", "settle A1"] }
        lines.append("expect hold H1 status=\(wanted) expired=\(expired) open=0")
        lines.append("expect account A1 held=0 owed=\(captured)")
        try Script().run(lines.joined(separator: "\n"))
    }

    @Test("scenario 24: live and declined are told apart from ended")
    func liveTable() {
        for authorised in 1...6 as ClosedRange<Int64> {
            for captured in 0..<authorised {
                for returned in 0..<authorised - captured {
                    for released in 0...returned {
                        let amounts = HoldAmounts(
                            authorised: Money(minor: authorised),
                            captured: Money(minor: captured), released: Money(minor: released),
                            expired: Money(minor: returned - released))
                        let status = HoldStatus(amounts, isDeclined: false)
                        #expect(status == (captured > 0 ? .partCaptured : .active))
                        #expect(HoldStatus(amounts, isDeclined: true) == .declined)
                    }
                }
            }
        }
    }

    @Test("scenario 25: a capture beyond what is open is refused, and the refusal is kept")
    func overcapture() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            capture H1 C1 300.01 -> amountMismatch amount
            expect events count=1
            capture H1 C1 300.01 -> amountMismatch amount replay
            capture H1 C1 300 -> idConflict amount
            expect account A1 held=300 owed=0
            """)
    }

    @Test("scenario 28: an increment declined leaves the old amount capturable")
    func incrementDeclined() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            increment H1 I1 700.01 -> insufficientLimit amount
            increment H1 I1 700.01 -> insufficientLimit amount replay
            increment H1 I2 700 -> applied
            capture H1 C1 1000 -> applied
            expect account A1 held=0 owed=1000 available=0
            """)
    }

    @Test("the promise to the merchant binds until its end")
    func guarantee() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            release H1 R1 reason=customerRequest -> guaranteed reason
            release H1 R1 reason=opsManual by=operator -> guaranteed reason
            release H1 R1 100 reason=customerRequest by=merchant -> applied
            release H1 R2 100 reason=fraudConfirmed -> applied
            release H1 R3 100 reason=merchantVoid -> applied
            expect hold H1 status=released
            """)
    }

    @Test("scenario 40: of a capture and an expiry in one instant one wins")
    func sameInstant() throws {
        // A command at the very end finds the hold expired; one nanosecond earlier it is live.
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 30d
            capture H1 C1 -> lateCaptureRejected
            expect hold H1 status=expired expired=300 captured=0
            expect account A1 held=0 owed=0 available=1000
            """)
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            after 30d-1ns
            capture H1 C1 100 -> applied
            tick 10
            expect hold H1 status=closed expired=200 captured=100
            expect account A1 held=0 owed=100 available=900
            """)
    }

    @Test("scenario 40: holds that end in one instant each end once, in bounded steps")
    func manyAtOnce() throws {
        let script = Script()
        try script.run("account A1 1000\naccount A2 1000")
        for number in 1...9 {
            // Of virtual goods no merchant is told before they end.
            try script.run("hold H\(number) A\(1 + number % 2) 10 scenario=virtual")
        }
        try script.run(
            """
            after 30d
            tick 4
            expect events count=4
            settle A1
            expect events count=2
            tick 10
            expect events count=3
            tick 10
            expect events count=0
            expect account A1 held=0
            expect account A2 held=0
            """)
    }

    @Test("scenario 43: any touch of an account first ends what is due, without any tick")
    func settleOnTouch() throws {
        let touches = [
            "hold H2 A1 1000 -> approved", "settle A1", "limit A1 L1 900 -> applied",
            "repay A1 P1 10 -> applied", "capture H1 C1 -> lateCaptureRejected",
            "release H1 R1 -> holdEnded", "increment H1 I1 1 -> holdEnded",
            "refund H1 F1 1 -> amountExceedsCaptured amount", "account A1 1000 -> applied replay",
            "hold H1 A1 300 -> approved replay",
            "hold H3 A1 300 currency=USD -> currencyMismatch currency",
            "fact F1 shipped H1 -> applied", "reverse A1 R1 P9 -> repaymentNotFound repayment",
        ]
        for touch in touches {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 -> approved
                after 30d
                \(touch)
                expect hold H1 status=expired expired=300 reason=ttlExpired
                """)
        }
    }

    @Test("a hold ends after the time of the scenario it was placed under")
    func timesToLive() throws {
        for (scenario, span) in [("virtual", "1d"), ("physical", "30d"), ("preorder", "180d")] {
            try Script().run(
                """
                account A1 1000
                hold H1 A1 300 scenario=\(scenario) -> approved
                after \(span)-1ns
                tick 10
                expect hold H1 status=active
                tick 10
                expect hold H1 status=expired
                """)
        }
    }
}
