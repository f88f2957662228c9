import SluiceCore

/// Writes the binary form of a batch.
///
/// What the form has no place for is a fault of the caller: texts longer than 255 bytes, an
/// operation without an id, lines of an operation, the past of a migrated hold.
public enum BatchEncoder {
    public static func encode(_ commands: [BatchCommand]) -> [UInt8] {
        var out = BatchBytes()
        out.bytes.reserveCapacity(Batch.headerBytes + commands.count * 96)
        out.integer(Batch.commandsMagic)
        out.integer(Batch.version)
        out.integer(UInt16(0))
        out.integer(UInt32(commands.count))
        for command in commands { out.command(command) }
        return out.bytes
    }
}

/// Bytes of a batch as they grow; integers are big-endian.
struct BatchBytes {
    var bytes: [UInt8] = []

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func name(_ text: String?) {
        let utf8 = (text ?? "").utf8
        precondition(utf8.count <= UInt8.max, "a name has at most 255 bytes")
        bytes.append(UInt8(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    mutating func amount(_ money: Money) { integer(money.minor) }

    mutating func currency(_ currency: Currency) {
        for shift in [16, 8, 0] {
            bytes.append(UInt8(truncatingIfNeeded: currency.packed >> UInt32(shift)))
        }
    }

    mutating func command(_ command: BatchCommand) {
        switch command {
        case .place(let request): place(request)
        case .capture(let hold, let request):
            precondition(request.lines.isEmpty, "lines are named at the single door")
            operation(
                .capture, hold, request.id,
                flags: (request.amount != nil ? BatchFlags.Operation.amount : 0)
                    | (request.isFinal ? BatchFlags.Operation.final : 0)
                    | (request.isForced ? BatchFlags.Operation.force : 0))
            if let amount = request.amount { self.amount(amount) }
        case .release(let hold, let request):
            precondition(request.lines.isEmpty, "lines are named at the single door")
            operation(
                .release, hold, request.id,
                flags: request.amount != nil ? BatchFlags.Operation.amount : 0)
            integer(request.reason.rawValue)
            if let amount = request.amount { self.amount(amount) }
        case .increment(let hold, let request):
            precondition(request.lines.isEmpty, "lines are named at the single door")
            operation(.increment, hold, request.id, flags: 0)
            amount(request.amount)
        case .refund(let hold, let request):
            operation(.refund, hold, request.id, flags: 0)
            amount(request.amount)
            integer(request.reason.rawValue)
        case .repay(let account, let request):
            head(.repay, flags: 0)
            name(account)
            name(request.id)
            amount(request.principal)
        case .recordFact(let event): fact(event)
        }
    }

    private mutating func head(_ operation: BatchOperation, flags: UInt8) {
        bytes.append(operation.rawValue)
        bytes.append(flags)
    }

    private mutating func operation(
        _ operation: BatchOperation, _ reference: HoldReference, _ id: String?, flags: UInt8
    ) {
        head(operation, flags: flags)
        name(reference.merchant)
        name(reference.hold)
        name(id)
    }

    private mutating func place(_ request: PlaceHoldRequest) {
        precondition(request.history == nil, "a migrated hold comes through the single door")
        typealias Flags = BatchFlags.Place
        var flags: UInt8 = request.hasConsent ? Flags.consent : 0
        if request.purpose != .order { flags |= Flags.purpose }
        if request.scenario != nil { flags |= Flags.scenario }
        if request.plan != nil { flags |= Flags.plan }
        if request.retryOf != nil { flags |= Flags.retryOf }
        if !request.lines.isEmpty { flags |= Flags.lines }
        if request.review == .automatic { flags |= Flags.automaticReview }
        if request.review == .person { flags |= Flags.personReview }
        head(.place, flags: flags)
        name(request.id)
        name(request.account)
        name(request.merchant)
        name(request.number)
        amount(request.amount)
        currency(request.currency)
        if request.purpose != .order { name(request.purpose.text) }
        if let scenario = request.scenario { name(scenario.text) }
        if let plan = request.plan { name(plan.text) }
        if let retryOf = request.retryOf { name(retryOf) }
        guard !request.lines.isEmpty else { return }
        integer(UInt16(request.lines.count))
        for line in request.lines {
            name(line.line)
            amount(line.amount)
            name(line.seller)
        }
    }

    private mutating func fact(_ event: OrderEventRequest) {
        typealias Flags = BatchFlags.Fact
        var flags: UInt8 = event.lines.isEmpty ? 0 : Flags.lines
        if event.merchantSequence != nil { flags |= Flags.merchantSequence }
        if event.amount != nil { flags |= Flags.amount }
        if event.reason != .none { flags |= Flags.reason }
        head(.recordFact, flags: flags)
        name(event.source)
        name(event.id)
        name(event.merchant)
        name(event.number)
        bytes.append(event.kind.rawValue)
        integer(event.occurredAt.ns)
        if !event.lines.isEmpty {
            integer(UInt16(event.lines.count))
            for line in event.lines {
                name(line.line)
                amount(line.amount ?? .zero)
            }
        }
        if let sequence = event.merchantSequence { integer(sequence) }
        if let amount = event.amount { self.amount(amount) }
        if event.reason != .none { integer(event.reason.rawValue) }
    }
}
