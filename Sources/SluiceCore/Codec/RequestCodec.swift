/// Which of a few optional fields follow, a bit each from the lowest on.
struct Mask {
    private(set) var bits: UInt8 = 0
    private var count: UInt8 = 0

    init() {}
    init(bits: UInt8) { self.bits = bits }

    mutating func add(_ bit: Bool) {
        if bit { bits |= 1 << count }
        count += 1
    }

    mutating func next() -> Bool {
        count += 1
        return bits & 1 << (count - 1) != 0
    }
}

extension BatchWriter {
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
        var mask = Mask()
        mask.add(request.amount != nil)
        mask.add(!request.lines.isEmpty)
        mask.add(request.isFinal)
        mask.add(request.reason != .none)
        mask.add(request.until != nil)
        mask.add(!request.subject.isNone)
        mask.add(request.choice != 0)
        mask.add(request.authority != nil)
        out.byte(mask.bits)
        if let amount = request.amount { out.money(amount) }
        if !request.lines.isEmpty { lineAmounts(request.lines) }
        if request.reason != .none { reason(request.reason) }
        if let until = request.until { out.instant(until) }
        if !request.subject.isNone { key(request.subject) }
        if request.choice != 0 { out.byte(request.choice) }
        if let authority = request.authority { out.text(authority.text) }
    }

    mutating func accountRequest(_ request: AccountRequest) {
        out.money(request.amount)
        reason(request.reason)
        var mask = Mask()
        mask.add(!request.subject.isNone)
        mask.add(request.until != nil)
        mask.add(request.scenario != nil)
        mask.add(request.restriction != nil)
        mask.add(!request.hold.isNone)
        out.byte(mask.bits)
        if !request.subject.isNone { key(request.subject) }
        if let until = request.until { out.instant(until) }
        if let scenario = request.scenario { out.text(scenario.text) }
        if let restriction = request.restriction { out.byte(restriction.rawValue) }
        if !request.hold.isNone { key(request.hold) }
    }

    mutating func history(_ history: HoldHistory) {
        out.instant(history.placedAt)
        optional(history.authorised)
        out.money(history.captured)
        out.money(history.released)
        out.money(history.expired)
        out.money(history.refunded)
        list(history.lines) { writer, line in
            writer.key(line.line)
            writer.amounts(line.amounts)
        }
        list(history.operations) { writer, operation in writer.holdOperation(operation) }
        out.varint(UInt64(history.generation ?? 0))
    }

    mutating func holdOperation(_ operation: HoldOperation) {
        key(operation.key)
        out.byte(operation.kind.rawValue)
        request(operation.request)
        out.varint(UInt64(operation.outcome.rawValue))
        out.money(operation.amount)
        key(operation.linked)
        out.varint(operation.sequence)
    }

    mutating func payout(_ payout: Payout) {
        key(payout.key)
        key(payout.hold)
        out.money(payout.amount)
        out.instant(payout.dueAt)
        out.flag(payout.isOverdue)
        out.varint(payout.sequence)
    }

    mutating func accountOperation(_ operation: AccountOperation) {
        key(operation.key)
        key(operation.account)
        out.byte(operation.kind.rawValue)
        accountRequest(operation.content)
        out.varint(operation.reversedSequence)
        out.varint(operation.sequence)
    }

    mutating func reason(_ reason: Reason) { out.varint(UInt64(reason.rawValue)) }

    mutating func optional(_ instant: Instant?) {
        out.flag(instant != nil)
        if let instant { out.instant(instant) }
    }

    mutating func optional(_ code: Code?) { out.text(code?.text ?? "") }
}

extension BatchReader {
    mutating func placeLine() throws(DecodeError) -> PlaceLine {
        PlaceLine(line: try key(), amount: try input.money(), seller: try key())
    }

    mutating func lineAmounts() throws(DecodeError) -> [LineAmount] {
        try list { reader throws(DecodeError) in
            LineAmount(line: try reader.key(), amount: try reader.optional())
        }
    }

    mutating func request() throws(DecodeError) -> OperationRequest {
        var mask = Mask(bits: try input.byte())
        var request = OperationRequest()
        if mask.next() { request.amount = try input.money() }
        if mask.next() { request.lines = try lineAmounts() }
        request.isFinal = mask.next()
        if mask.next() { request.reason = try input.value() }
        if mask.next() { request.until = try input.instant() }
        if mask.next() { request.subject = try key() }
        if mask.next() { request.choice = try input.byte() }
        if mask.next() { request.authority = try code() }
        return request
    }

    mutating func accountRequest() throws(DecodeError) -> AccountRequest {
        var request = AccountRequest(amount: try input.money(), reason: try input.value())
        var mask = try mask(5)
        if mask.next() { request.subject = try key() }
        if mask.next() { request.until = try input.instant() }
        if mask.next() { request.scenario = try code() }
        if mask.next() { request.restriction = try input.value() }
        if mask.next() { request.hold = try key() }
        return request
    }

    mutating func history() throws(DecodeError) -> HoldHistory {
        var history = HoldHistory(
            placedAt: try input.instant(), authorised: try optional(),
            captured: try input.money(), released: try input.money(),
            expired: try input.money(), refunded: try input.money(),
            lines: try list { reader throws(DecodeError) in
                PastLine(line: try reader.key(), amounts: try reader.amounts())
            },
            operations: try list { reader throws(DecodeError) in try reader.holdOperation() })
        let generation = try narrow(UInt32.self)
        history.generation = generation == 0 ? nil : generation
        return history
    }

    mutating func holdOperation() throws(DecodeError) -> HoldOperation {
        HoldOperation(
            key: try key(), kind: try input.value(), request: try request(),
            outcome: try input.value(), amount: try input.money(), linked: try key(),
            sequence: try input.varint())
    }

    mutating func payout() throws(DecodeError) -> Payout {
        Payout(
            key: try key(), hold: try key(), amount: try input.money(),
            dueAt: try input.instant(), isOverdue: try input.flag(),
            sequence: try input.varint())
    }

    mutating func accountOperation() throws(DecodeError) -> AccountOperation {
        AccountOperation(
            key: try key(), account: try key(), kind: try input.value(),
            content: try accountRequest(), reversedSequence: try input.varint(),
            sequence: try input.varint())
    }

    /// A mask of at most so many bits.
    mutating func mask(_ count: UInt8) throws(DecodeError) -> Mask {
        let bits = try input.byte()
        guard count == 8 || bits < 1 << count else {
            throw DecodeError(.invalidValue, offset: input.offset - 1)
        }
        return Mask(bits: bits)
    }

    mutating func optional() throws(DecodeError) -> Instant? {
        try input.flag() ? try input.instant() : nil
    }

    mutating func optionalCode() throws(DecodeError) -> Code? {
        try input.code()
    }

    mutating func optionalSigned() throws(DecodeError) -> Int64? {
        try input.flag() ? try input.signed() : nil
    }

    mutating func date() throws(DecodeError) -> BusinessDate {
        guard let day = Int32(exactly: try input.signed()) else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return BusinessDate(day: day)
    }
}
