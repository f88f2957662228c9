import SluiceCore

/// Reads the binary form of a batch, whole or not at all.
public enum BatchDecoder {
    /// Errors: the first fault, with the index and the field; never a trap, whatever the bytes.
    public static func decode(_ bytes: [UInt8]) throws(FieldError) -> [BatchCommand] {
        var reader = BatchReader(bytes)
        let count = try header(&reader)
        var commands: [BatchCommand] = []
        // A command has ten bytes at least, so damage cannot ask for memory.
        commands.reserveCapacity(min(count, bytes.count / 10))
        for index in 0..<count {
            reader.index = index
            commands.append(try reader.command())
        }
        guard reader.isAtEnd else {
            throw FieldError(
                code: .invalidField, field: "count", detail: "More follows the last command.")
        }
        return commands
    }

    private static func header(_ reader: inout BatchReader) throws(FieldError) -> Int {
        let short = FieldError(
            code: .invalidField, field: "", detail: "A batch begins with a header of 12 bytes.")
        do throws(FieldError) {
            guard try reader.integer("", UInt32.self) == Batch.commandsMagic else { throw short }
            guard try reader.integer("", UInt16.self) == Batch.version else {
                throw FieldError(
                    code: .invalidField, field: "version",
                    detail: "The version is \(Batch.version).")
            }
            guard try reader.integer("", UInt16.self) == 0 else { throw short }
            let count = Int(try reader.integer("", UInt32.self))
            guard (1...APILimits.batchCommandsMax).contains(count) else { throw tooMany() }
            return count
        } catch {
            throw error.field.hasPrefix("commands") ? short : error
        }
    }

    /// The refusal of a batch that is empty or too long.
    static func tooMany() -> FieldError {
        FieldError(
            code: .invalidField, field: "count",
            detail: "A batch has 1 to \(APILimits.batchCommandsMax) commands.")
    }
}

extension BatchReader {
    mutating func command() throws(FieldError) -> BatchCommand {
        guard let operation = BatchOperation(rawValue: try integer("op")) else {
            throw fault("op", "There is no such operation.")
        }
        let flags = try integer("flags", UInt8.self)
        guard flags & ~BatchFlags.known(operation) == 0 else {
            throw fault("flags", "The operation has no such flag.")
        }
        switch operation {
        case .place: return .place(try place(flags))
        case .capture:
            let (hold, id) = try reference()
            return .capture(
                hold,
                CaptureRequest(
                    id: id, amount: try operationAmount(flags),
                    isFinal: flags & BatchFlags.Operation.final != 0,
                    isForced: flags & BatchFlags.Operation.force != 0))
        case .release:
            let (hold, id) = try reference()
            let reason = try reason("reason", among: ReleaseRequest.reasons)
            return .release(
                hold,
                ReleaseRequest(id: id, amount: try operationAmount(flags), reason: reason))
        case .increment:
            let (hold, id) = try reference()
            return .increment(hold, IncrementRequest(id: id, amount: try amount("amount")))
        case .refund:
            let (hold, id) = try reference()
            let amount = try amount("amount")
            return .refund(
                hold,
                RefundRequest(
                    id: id, amount: amount,
                    reason: try reason("reason", among: Reason.refundReasons)))
        case .repay:
            let account = try name("account")
            let id = try name("id")
            return .repay(
                account: account,
                RepaymentRequest(id: id, principal: try amount("principal")))
        case .recordFact: return .recordFact(try fact(flags))
        }
    }

    private mutating func reference() throws(FieldError) -> (hold: HoldReference, id: String) {
        let merchant = try optionalMerchant("merchant")
        let hold = try name("hold")
        return (HoldReference(merchant: merchant, hold: hold), try name("id"))
    }

    private mutating func operationAmount(_ flags: UInt8) throws(FieldError) -> Money? {
        flags & BatchFlags.Operation.amount != 0 ? try amount("amount") : nil
    }

    private mutating func place(_ flags: UInt8) throws(FieldError) -> PlaceHoldRequest {
        typealias Flags = BatchFlags.Place
        let reviews = (flags & Flags.automaticReview != 0, flags & Flags.personReview != 0)
        guard reviews != (true, true) else { throw fault("review", "A purchase has one review.") }
        let id = try name("id")
        let account = try name("account")
        let merchant = try merchant("order.merchant")
        let number = try name("order.number")
        let amount = try amount("amount")
        let currency = try currency("currency")
        let purpose = flags & Flags.purpose != 0 ? try code("purpose") : .order
        let scenario = flags & Flags.scenario != 0 ? try code("scenario") : nil
        let plan = flags & Flags.plan != 0 ? try code("plan") : nil
        let retryOf = flags & Flags.retryOf != 0 ? try name("retry_of") : nil
        var lines: [PlaceHoldRequest.Line] = []
        if flags & Flags.lines != 0 {
            for _ in 0..<(try count("lines")) {
                lines.append(
                    PlaceHoldRequest.Line(
                        line: try name("lines.line"), amount: try self.amount("lines.amount"),
                        seller: try optionalName("lines.seller")))
            }
        }
        return PlaceHoldRequest(
            id: id, account: account, amount: amount, currency: currency, merchant: merchant,
            number: number, purpose: purpose, lines: lines, scenario: scenario,
            retryOf: retryOf, plan: plan, hasConsent: flags & Flags.consent != 0,
            review: reviews.0 ? .automatic : reviews.1 ? .person : nil)
    }

    private mutating func fact(_ flags: UInt8) throws(FieldError) -> OrderEventRequest {
        typealias Flags = BatchFlags.Fact
        let source = try name("source")
        let id = try name("id")
        let merchant = try merchant("data.merchant")
        let number = try name("data.order")
        guard let kind = FactKind(rawValue: try integer("kind")) else {
            throw fault("kind", "There is no such fact.")
        }
        let occurredAt = Instant(ns: try integer("time"))
        guard occurredAt >= .epoch else {
            throw fault("time", "Times begin with the year 1970.", .numberOutOfRange)
        }
        var lines: [NamedLine] = []
        if flags & Flags.lines != 0 {
            for _ in 0..<(try count("data.lines")) {
                let line = try name("data.lines.line")
                let amount = try amount("data.lines.amount", from: 0)
                lines.append(NamedLine(line: line, amount: amount == .zero ? nil : amount))
            }
        }
        let sequence =
            flags & Flags.merchantSequence != 0
            ? try amount("data.merchant_sequence", from: 0).minor : nil
        let amount = flags & Flags.amount != 0 ? try amount("data.amount", from: 0) : nil
        let reason =
            flags & Flags.reason != 0
            ? try reason("data.reason", among: Reason.cancellationReasons) : nil
        if let found = OrderEventRequest.fault(
            kind, hasLines: !lines.isEmpty, amount: amount, givenReason: reason)
        {
            throw fault("data." + found.field, found.detail, found.code)
        }
        return OrderEventRequest(
            id: id, source: source, kind: kind, occurredAt: occurredAt, merchant: merchant,
            number: number, lines: lines, merchantSequence: sequence, amount: amount,
            reason: reason)
    }
}
