import SluiceAPI
import SluiceCore

extension BatchCommand {
    /// Any command the binary form has room for.
    static func random(using random: inout SeededGenerator) -> BatchCommand {
        let hold = HoldReference(
            merchant: Bool.random(using: &random) ? name(&random) : nil, hold: name(&random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return .place(place(&random))
        case 1:
            return .capture(
                hold,
                CaptureRequest(
                    id: name(&random), amount: maybe(&random, amount),
                    isFinal: Bool.random(using: &random), isForced: Bool.random(using: &random)))
        case 2:
            return .release(
                hold,
                ReleaseRequest(
                    id: name(&random), amount: maybe(&random, amount),
                    reason: ReleaseRequest.reasons.randomElement(using: &random)!))
        case 3:
            return .increment(hold, IncrementRequest(id: name(&random), amount: amount(&random)))
        case 4:
            return .refund(
                hold,
                RefundRequest(
                    id: name(&random), amount: amount(&random),
                    reason: Reason.refundReasons.randomElement(using: &random)!))
        case 5:
            return .repay(
                account: name(&random),
                RepaymentRequest(id: name(&random), principal: amount(&random)))
        default: return .recordFact(fact(&random))
        }
    }

    private static func place(_ random: inout SeededGenerator) -> PlaceHoldRequest {
        let lines = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            PlaceHoldRequest.Line(
                line: name(&random), amount: amount(&random), seller: maybe(&random, name))
        }
        return PlaceHoldRequest(
            id: name(&random), account: name(&random), amount: amount(&random),
            currency: Currency(["CNY", "JPY", "KWD"].randomElement(using: &random)!)!,
            merchant: name(&random), number: name(&random),
            purpose: maybe(&random, code) ?? .order, lines: lines,
            scenario: maybe(&random, code), retryOf: maybe(&random, name),
            plan: maybe(&random, code), hasConsent: Bool.random(using: &random),
            review: [nil, .automatic, .person].randomElement(using: &random)!)
    }

    private static func fact(_ random: inout SeededGenerator) -> OrderEventRequest {
        let kind = FactKind.allCases.randomElement(using: &random)!
        let least = kind.namesLines ? 1 : 0
        let most = kind.mayNameLines ? 3 : 0
        let lines = (0..<Int.random(in: least...most, using: &random)).map { _ in
            NamedLine(line: name(&random), amount: maybe(&random, amount))
        }
        return OrderEventRequest(
            id: name(&random), source: name(&random), kind: kind,
            occurredAt: Instant(ns: Int64.random(in: 0...Int64.max, using: &random)),
            merchant: name(&random), number: name(&random), lines: lines,
            merchantSequence: maybe(&random) { amount(&$0).minor },
            amount: kind == .priceAdjusted ? amount(&random) : maybe(&random, amount),
            reason: kind.isCancellation
                ? Reason.cancellationReasons.randomElement(using: &random)! : nil)
    }

    private static func maybe<Value>(
        _ random: inout SeededGenerator, _ value: (inout SeededGenerator) -> Value
    ) -> Value? {
        Bool.random(using: &random) ? value(&random) : nil
    }

    private static func name(_ random: inout SeededGenerator) -> String {
        let letters = ["a", "Z", "0", "-", "é", "锁", "🔒"]
        return (0..<Int.random(in: 1...16, using: &random)).map { _ in
            letters.randomElement(using: &random)!
        }.joined()
    }

    private static func code(_ random: inout SeededGenerator) -> Code {
        Code(String("kind_" + String(UInt16.random(in: 0...9_999, using: &random))))!
    }

    private static func amount(_ random: inout SeededGenerator) -> Money {
        Money(minor: Int64.random(in: 1...APILimits.amountMinorMax, using: &random))
    }
}
