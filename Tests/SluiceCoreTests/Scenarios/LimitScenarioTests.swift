import SluiceCore
import SluiceTestKit
import Testing

/// Limits and ids. Every line also runs on the reference ledger, with all invariants checked.
@Suite("scenarios: limits and ids")
struct LimitScenarioTests {
    @Test("scenario 1: a hold of the whole limit leaves nothing available")
    func wholeLimit() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 1000 -> approved
            expect account A1 available=0 held=1000
            expect hold H1 status=active open=1000
            """)
    }

    @Test("scenario 2: a hold beyond the limit is declined and reserves nothing")
    func beyondLimit() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 1000.01 -> insufficientLimit
            expect account A1 available=1000 held=0
            expect hold H1 status=declined released=1000.01 open=0
            """)
    }

    @Test("scenario 3: of two holds of 600 exactly one succeeds")
    func oneOfTwo() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 600 -> approved
            hold H2 A1 600 -> insufficientLimit
            expect account A1 held=600
            """)
    }

    @Test("scenario 4: of 100 holds of 20 exactly 50 succeed")
    func fiftyOfHundred() throws {
        let script = Script()
        try script.run("account A1 1000")
        for number in 1...100 {
            let answer = number <= 50 ? "approved" : "insufficientLimit"
            try script.run("hold H\(number) A1 20 -> \(answer)")
        }
        try script.run("expect account A1 held=1000 available=0")
    }

    @Test("scenario 5: the same id and content ten times is one hold and one answer")
    func tenTimes() throws {
        let script = Script()
        try script.run("account A1 1000\nhold H1 A1 300 -> approved")
        for _ in 2...10 {
            try script.run(
                """
                hold H1 A1 300 -> approved replay
                expect events count=0
                """)
        }
        try script.run("expect account A1 held=300")
    }

    @Test("scenario 6: the same id with other content is refused and names the field")
    func otherContent() throws {
        try Script().run(
            """
            account A1 1000
            account A2 1000
            hold H1 A1 300 lines=1:100,2:200 -> approved
            hold H1 A1 301 -> idConflict amount
            hold H1 A2 300 lines=1:100,2:200 -> idConflict account
            hold H1 A1 300 lines=1:200,2:100 -> idConflict lines
            hold H1 A1 300 lines=1:100,2:200 order=O2 -> idConflict order
            hold H1 A1 300 lines=1:100,2:200 purpose=deposit -> idConflict purpose
            hold H1 A1 300 lines=1:100,2:200 scenario=virtual -> idConflict scenario
            hold H1 A1 300 lines=1:100,2:200 currency=USD -> idConflict currency
            hold H1 A1 300 lines=1:100,2:200 retry=H9 -> idConflict retryOf
            expect events count=0
            capture H1 C1 100 -> applied
            capture H1 C1 200 -> idConflict amount
            capture H1 C1 100 final -> idConflict final
            release H1 C1 100 -> idConflict kind
            repay A1 P1 10 -> applied
            repay A1 P1 11 -> idConflict principal
            limit A1 P1 10 -> idConflict kind
            expect account A1 held=200 owed=90
            """)
    }

    @Test("scenario 7: another id on the same natural key is the first hold or a conflict")
    func naturalKey() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 order=O1 -> approved
            hold H2 A1 300 order=O1 -> approved replay
            hold H3 A1 200 order=O1 -> duplicateHold amount
            hold H4 A1 300 order=O1 purpose=deposit -> approved
            expect account A1 held=600
            """)
    }

    @Test("scenario 7: an id the natural key answered is bound to that hold and content for ever")
    func aliasIsBound() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 order=O1 -> approved
            hold H2 A1 300 order=O1 -> approved replay
            expect events count=1
            hold H2 A1 300 order=O1 -> approved replay
            expect events count=0
            hold H2 A1 300 order=O2 -> idConflict order
            hold H2 A1 200 order=O1 -> idConflict amount
            hold H2 A1 300 order=O1 retry=H1 -> idConflict retryOf
            release H1 R1 -> applied
            hold H3 A1 300 order=O1 retry=H2 -> approved
            hold H3 A1 300 order=O1 retry=H1 -> approved replay
            hold H2 A1 300 order=O1 -> approved replay
            expect hold H3 status=active generation=2
            hold H4 A1 300 order=O1 retry=H1 -> approved replay
            expect events count=1
            hold H4 A1 300 order=O1 -> idConflict retryOf
            hold H5 A1 301 order=O1 retry=H1 -> duplicateHold amount
            expect events count=0
            hold H5 A1 300 order=O5 -> approved
            expect account A1 held=600
            """)
    }

    @Test("scenario 8: declined, repaid, retried; a late copy of the first gets the first answer")
    func retried() throws {
        try Script().run(
            """
            account A1 1000
            hold H0 A1 800 -> approved
            capture H0 C1 -> applied
            hold H1 A1 300 order=O1 -> insufficientLimit
            repay A1 P1 800 -> applied
            hold H1 A1 300 order=O1 -> insufficientLimit replay
            hold H2 A1 300 order=O1 retry=H1 -> approved
            expect hold H2 status=active generation=2
            hold H1 A1 300 order=O1 -> insufficientLimit replay
            hold H3 A1 300 order=O1 retry=H1 -> approved replay
            hold H4 A1 301 order=O1 retry=H1 -> duplicateHold amount
            hold H4 A1 300 order=O1 retry=H2 -> retryNotAllowed retryOf
            expect account A1 held=300 available=700
            """)
    }

    @Test("scenario 9: the same id twice in a row is one hold")
    func twiceInARow() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 -> approved
            hold H1 A1 300 -> approved replay
            capture H1 C1 100 -> applied
            capture H1 C1 100 -> applied replay
            increment H1 I1 50 -> applied
            increment H1 I1 50 -> applied replay
            release H1 R1 50 -> applied
            release H1 R1 50 -> applied replay
            refund H1 F1 50 -> applied
            refund H1 F1 50 -> applied replay
            expect hold H1 amount=350 captured=100 released=50 refunded=50 open=200
            expect account A1 held=200 owed=50
            """)
    }

    @Test("scenario 10: amounts out of range name the field and write nothing")
    func badAmounts() throws {
        let script = Script()
        try script.run("account A1 1000\nhold H1 A1 300 -> approved")
        for amount in ["0", "-1", "#9007199254740992", "#9223372036854775807"] {
            try script.run(
                """
                hold H2 A1 \(amount) -> invalidRequest amount
                expect events count=0
                capture H1 C1 \(amount) -> invalidRequest amount
                release H1 R1 \(amount) -> invalidRequest amount
                increment H1 I1 \(amount) -> invalidRequest amount
                refund H1 F1 \(amount) -> invalidRequest amount
                repay A1 P1 \(amount) -> invalidRequest principal
                hold H2 A1 300 lines=1:\(amount) -> invalidRequest lines
                expect events count=0
                """)
        }
        try script.run(
            """
            increment H1 I1 #9007199254740991 -> balanceOutOfRange amount
            account A9 -1 -> invalidRequest limit
            limit A1 L1 #9007199254740992 -> invalidRequest limit
            hold H2 A1 300 lines=1:100,2:100 -> linesDoNotSum lines
            hold H2 A1 300 lines=1:100,1:200 -> invalidRequest lines
            expect events count=0
            """)
    }

    @Test("scenario 10: no balance leaves the range")
    func balancesInRange() throws {
        try Script().run(
            """
            account A1 #9007199254740991
            hold H1 A1 #9007199254740991 -> approved
            capture H1 C1 -> applied
            repay A1 P1 #9007199254740991 -> applied
            repay A1 P2 #9007199254740991 -> applied
            repay A1 P3 0.01 -> balanceOutOfRange principal
            hold H2 A1 #9007199254740991 -> approved
            capture H2 C1 -> applied
            refund H2 F1 1 -> applied
            reverse A1 R1 P1 -> applied
            reverse A1 R2 P2 -> balanceOutOfRange repayment
            """)
    }

    @Test("scenario 11: a hold in another currency than its account's is refused")
    func otherCurrency() throws {
        try Script().run(
            """
            account A1 1000
            hold H1 A1 300 currency=USD -> currencyMismatch currency
            expect events count=0
            hold H1 A1 300 -> approved
            """)
    }
}
