/// Tags of command bodies on disk: never renumber.
private enum BodyTag: UInt8 {
    case openAccount = 1
    case setLimit = 2
    case repay = 3
    case reverseRepayment = 4
    case place = 5
    case capture = 6
    case release = 7
    case increment = 8
    case refund = 9
    case recordFact = 10
    case tick = 11
    case settle = 12
    case adoptPolicy = 13
    case createJournal = 14
    case goLive = 15
}

extension BatchWriter {
    mutating func body(_ body: Command.Body) {
        switch body {
        case .openAccount(let body):
            tag(.openAccount)
            key(body.account)
            out.varint(UInt64(body.currency.packed))
            out.money(body.limit)
        case .setLimit(let body):
            tag(.setLimit)
            key(body.account)
            key(body.operation)
            out.money(body.limit)
            reason(body.reason)
        case .repay(let body):
            tag(.repay)
            key(body.account)
            key(body.operation)
            out.money(body.principal)
        case .reverseRepayment(let body):
            tag(.reverseRepayment)
            key(body.account)
            key(body.operation)
            key(body.repayment)
        case .place(let body): place(body)
        case .capture(let body):
            operation(.capture, body.hold, body.operation)
            request(
                OperationRequest(amount: body.amount, lines: body.lines, isFinal: body.isFinal))
        case .release(let body):
            operation(.release, body.hold, body.operation)
            request(
                OperationRequest(amount: body.amount, lines: body.lines, reason: body.reason))
        case .increment(let body):
            operation(.increment, body.hold, body.operation)
            out.money(body.amount)
        case .refund(let body):
            operation(.refund, body.hold, body.operation)
            out.money(body.amount)
            reason(body.reason)
        case .recordFact(let body): recordFact(body)
        case .tick(let dueMax):
            tag(.tick)
            out.varint(UInt64(dueMax))
        case .settle(let account):
            tag(.settle)
            key(account)
        case .adoptPolicy(let policy):
            tag(.adoptPolicy)
            self.policy(policy)
        case .createJournal(let body):
            tag(.createJournal)
            createJournal(body)
        case .goLive: tag(.goLive)
        }
    }

    private mutating func tag(_ tag: BodyTag) { out.byte(tag.rawValue) }

    private mutating func operation(_ kind: BodyTag, _ hold: HoldKey, _ operation: OperationKey) {
        tag(kind)
        key(hold)
        key(operation)
    }

    private mutating func place(_ body: PlaceHold) {
        tag(.place)
        key(body.hold)
        key(body.account)
        key(body.merchant)
        key(body.order)
        out.money(body.amount)
        out.varint(UInt64(body.currency.packed))
        out.text(body.purpose == .order ? "" : body.purpose.text)
        out.text(body.scenario?.text ?? "")
        list(body.lines) { writer, line in writer.placeLine(line) }
        key(body.retryOf)
    }

    private mutating func recordFact(_ body: RecordFact) {
        tag(.recordFact)
        key(body.fact)
        key(body.source)
        key(body.merchant)
        key(body.order)
        out.byte(body.kind.rawValue)
        out.instant(body.occurredAt)
        lineAmounts(body.lines)
        out.flag(body.merchantSequence != nil)
        if let sequence = body.merchantSequence { out.signed(sequence) }
        optional(body.amount)
        reason(body.reason)
    }

    mutating func createJournal(_ body: CreateJournal) {
        out.byte(body.mode.rawValue)
        out.text(body.lender)
        out.text(body.zone)
    }

    mutating func policy(_ policy: Policy) {
        out.varint(UInt64(policy.version))
        list(policy.scenarios) { writer, scenario in
            writer.out.text(scenario.name.text)
            writer.out.signed(scenario.timeToLiveNs)
            writer.out.byte(scenario.captureOn.rawValue)
        }
        out.text(policy.defaultScenario.text)
        out.byte(policy.refundSurplus.rawValue)
        out.flag(policy.refundOnCancel)
        out.varint(UInt64(policy.parkedFactsPerMerchantMax))
    }

    mutating func placeLine(_ line: PlaceLine) {
        key(line.line)
        out.money(line.amount)
        key(line.seller)
    }

    mutating func lineAmounts(_ lines: [LineAmount]) {
        list(lines) { writer, line in
            writer.key(line.line)
            writer.optional(line.amount)
        }
    }

    mutating func request(_ request: OperationRequest) {
        optional(request.amount)
        lineAmounts(request.lines)
        out.flag(request.isFinal)
        reason(request.reason)
    }

    mutating func reason(_ reason: Reason) { out.varint(UInt64(reason.rawValue)) }
}

extension BatchReader {
    mutating func body() throws(DecodeError) -> Command.Body {
        let tag: BodyTag = try input.value()
        switch tag {
        case .openAccount:
            return .openAccount(
                OpenAccount(
                    account: try key(), currency: try currency(), limit: try input.money()))
        case .setLimit:
            return .setLimit(
                SetLimit(
                    account: try key(), operation: try key(), limit: try input.money(),
                    reason: try input.value()))
        case .repay:
            return .repay(
                Repay(account: try key(), operation: try key(), principal: try input.money()))
        case .reverseRepayment:
            return .reverseRepayment(
                ReverseRepayment(
                    account: try key(), operation: try key(), repayment: try key()))
        case .place: return .place(try place())
        case .capture:
            let (hold, operation, request) = (
                try key(HoldTag.self), try key(OperationTag.self), try request()
            )
            return .capture(
                CaptureHold(
                    hold: hold, operation: operation, amount: request.amount,
                    lines: request.lines, isFinal: request.isFinal))
        case .release:
            let (hold, operation, request) = (
                try key(HoldTag.self), try key(OperationTag.self), try request()
            )
            return .release(
                ReleaseHold(
                    hold: hold, operation: operation, amount: request.amount,
                    lines: request.lines, reason: request.reason))
        case .increment:
            return .increment(
                IncrementHold(
                    hold: try key(), operation: try key(), amount: try input.money()))
        case .refund:
            return .refund(
                RefundHold(
                    hold: try key(), operation: try key(), amount: try input.money(),
                    reason: try input.value()))
        case .recordFact: return .recordFact(try recordFact())
        case .tick: return .tick(dueMax: try narrow(UInt32.self))
        case .settle: return .settle(try key())
        case .adoptPolicy: return .adoptPolicy(try policy())
        case .createJournal: return .createJournal(try createJournal())
        case .goLive: return .goLive
        }
    }

    private mutating func place() throws(DecodeError) -> PlaceHold {
        var body = PlaceHold(
            hold: try key(), account: try key(), merchant: try key(), order: try key(),
            amount: try input.money(), currency: try currency())
        let purpose = try input.text()
        let scenario = try input.text()
        if !purpose.isEmpty { body.purpose = try code(purpose) }
        if !scenario.isEmpty { body.scenario = try code(scenario) }
        body.lines = try list { reader throws(DecodeError) in try reader.placeLine() }
        body.retryOf = try key()
        return body
    }

    private mutating func recordFact() throws(DecodeError) -> RecordFact {
        RecordFact(
            fact: try key(), source: try key(), merchant: try key(), order: try key(),
            kind: try input.value(), occurredAt: try input.instant(),
            lines: try lineAmounts(), merchantSequence: try optionalSigned(),
            amount: try optional(), reason: try input.value())
    }

    mutating func createJournal() throws(DecodeError) -> CreateJournal {
        CreateJournal(
            mode: try input.value(), lender: try input.text(), zone: try input.text())
    }

    mutating func policy() throws(DecodeError) -> Policy {
        let version = try narrow(UInt32.self)
        let scenarios = try list { reader throws(DecodeError) in
            ScenarioPolicy(
                name: try reader.code(), timeToLiveNs: try reader.input.signed(),
                captureOn: try reader.input.value())
        }
        return Policy(
            version: version, scenarios: scenarios, defaultScenario: try code(),
            refundSurplus: try input.value(), refundOnCancel: try input.flag(),
            parkedFactsPerMerchantMax: try narrow(UInt32.self))
    }

    mutating func placeLine() throws(DecodeError) -> PlaceLine {
        PlaceLine(line: try key(), amount: try input.money(), seller: try key())
    }

    mutating func lineAmounts() throws(DecodeError) -> [LineAmount] {
        try list { reader throws(DecodeError) in
            LineAmount(line: try reader.key(), amount: try reader.optional())
        }
    }

    mutating func request() throws(DecodeError) -> OperationRequest {
        OperationRequest(
            amount: try optional(), lines: try lineAmounts(), isFinal: try input.flag(),
            reason: try input.value())
    }

    mutating func optionalSigned() throws(DecodeError) -> Int64? {
        try input.flag() ? try input.signed() : nil
    }

    private func code(_ text: String) throws(DecodeError) -> Code {
        guard let code = Code(text) else { throw DecodeError(.invalidValue, offset: input.offset) }
        return code
    }
}
