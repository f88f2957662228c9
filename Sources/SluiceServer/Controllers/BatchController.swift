import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/batch`: many commands in one request, each answered by what it came to.
struct BatchController {
    let door: Door

    var routes: [Route] { [Route(.post, "/v1/batch", .sendBatches, handle: run)] }

    @Sendable private func run(_ call: Call) async throws -> Response {
        let types = [Batch.mediaType, Batch.linesMediaType]
        let type = try call.mediaType(among: types)
        let body = try await call.body(of: types, bytesMax: APILimits.batchBytesMax)
        let commands =
            type == Batch.mediaType
            ? try BatchDecoder.decode(body) : try BatchLines.decode(body)
        var maker = BatchMaker(door, call)
        var submissions: [Submission] = []
        submissions.reserveCapacity(commands.count)
        for (index, command) in commands.enumerated() {
            submissions.append(try maker.submission(of: command, at: index))
        }
        // Before consents are verified, which costs more than all else of a refusal.
        try await door.pace(submissions, for: call)
        // The binary form has no room for a consent: who needs none has none to be looked at.
        if type == Batch.linesMediaType || door.needsConsent(call) {
            try await door.checkConsents(commands, for: call)
        }
        let outcomes = try await door.engine.outcomes(of: submissions)
        door.metrics.countBatch(commands: outcomes.count)
        let audience = Addressee.current.audience
        let results = outcomes.map { outcome in
            switch outcome {
            case .success(let outcome): BatchResult(outcome, to: audience)
            case .failure(.capacity): BatchResult(.capacity)
            case .failure: BatchResult(.archiveUnreadable)
            }
        }
        return type == Batch.mediaType ? binary(results) : lines(results)
    }

    private func binary(_ results: [BatchResult]) -> Response {
        Response(
            status: .ok, headers: [.contentType: Batch.resultMediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: BatchResults.encode(results))))
    }

    private func lines(_ results: [BatchResult]) -> Response {
        var buffer = ByteBuffer()
        for result in results {
            var writer = JSONWriter(capacity: 64)
            result.write(to: &writer)
            buffer.writeBytes(writer.bytes)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        return Response(
            status: .ok, headers: [.contentType: Batch.linesMediaType],
            body: ResponseBody(byteBuffer: buffer))
    }
}

/// Makes commands of the ledger from those of a batch, as the single doors do.
///
/// What all commands share is derived once, and a merchant only where it changes.
struct BatchMaker {
    private let door: Door
    private let principal: Principal
    private let envelope: Envelope
    private let accounts: AnyKey
    private var lastMerchant: Keyed<MerchantTag>?

    init(_ door: Door, _ call: Call) {
        self.door = door
        principal = call.principal
        envelope = Envelope(
            call.principal, on: door.engine.businessDate(at: door.options.clock.now()),
            trace: call.trace)
        accounts = KeyDerivation.accounts(of: door.engine.birth.lender)
    }

    /// Errors: what refuses the whole batch: a right the role lacks, the merchant of another.
    mutating func submission(
        of command: BatchCommand, at index: Int
    ) throws(Problem) -> Submission {
        switch command {
        case .place(let request):
            try need(.placeHolds, index)
            let (body, names) = door.placement(
                request, id: Self.given(request.id), account: account(request.account),
                merchant: try merchant(request.merchant, index, "order.merchant"))
            return envelope.submission(.place(body), names: names)
        case .capture(let hold, let request):
            let (keys, name) = try operation(hold, request.id, index)
            let (body, lateHold) = door.capture(request, keys)
            return envelope.submission(.capture(body), names: [name, lateHold])
        case .release(let hold, let request):
            let (keys, name) = try operation(hold, request.id, index)
            return envelope.submission(.release(door.release(request, keys)), names: [name])
        case .increment(let hold, let request):
            let (keys, name) = try operation(hold, request.id, index)
            return envelope.submission(
                .increment(door.increment(request, keys)), names: [name])
        case .refund(let hold, let request):
            let (keys, name) = try operation(hold, request.id, index)
            return envelope.submission(.refund(door.refund(request, keys)), names: [name])
        case .repay(let account, let request):
            try need(.recordRepayments, index)
            let account = self.account(account)
            let key = KeyDerivation.accountOperation(account: account, name: request.id)
            return envelope.submission(
                .repay(Repay(account: account, operation: key, principal: request.principal)),
                names: [Name(NamedKey(.operation, key), request.id)])
        case .recordFact(let event):
            try need(.recordOrderEvents, index)
            let (body, names) = door.fact(
                event, merchant: try merchant(event.merchant, index, "data.merchant"))
            return envelope.submission(.recordFact(body), names: names)
        }
    }

    private func need(_ right: Right, _ index: Int) throws(Problem) {
        do {
            try principal.check(right)
        } catch { throw Query.fault(.forbidden, Batch.path(index), error.detail) }
    }

    private static func given(_ id: String?) -> String {
        guard let id else { preconditionFailure("a command that was decoded has an id") }
        return id
    }

    private func account(_ name: String) -> AccountKey {
        KeyDerivation.account(scope: accounts, name: name)
    }

    private mutating func merchant(
        _ name: String?, _ index: Int, _ field: String
    ) throws(Problem) -> Keyed<MerchantTag> {
        guard let name = name ?? principal.merchant else {
            throw Query.fault(
                .merchantRequired, Batch.path(index, field),
                "The key is bound to no merchant: name one.")
        }
        guard principal.maySpeak(of: name) else {
            throw Query.fault(
                .forbidden, Batch.path(index, field), "The key is bound to another merchant."
            ).of(another: "merchant", name)
        }
        if let lastMerchant, lastMerchant.text.utf8.elementsEqual(name.utf8) {
            return lastMerchant
        }
        let merchant = door.merchant(name)
        lastMerchant = merchant
        return merchant
    }

    /// The keys of an operation on a hold; it names no lines.
    private mutating func operation(
        _ hold: HoldReference, _ id: String?, _ index: Int
    ) throws(Problem) -> (keys: Door.HoldOperationKeys, name: Name) {
        try need(.moveHolds, index)
        let merchant = try merchant(hold.merchant, index, "merchant").key
        let key = KeyDerivation.hold(merchant: merchant, name: hold.hold)
        let id = Self.given(id)
        let operation = Keyed<OperationTag>(
            .operation, KeyDerivation.operation(hold: key, name: id), id)
        let keys = Door.HoldOperationKeys(
            merchant: merchant, hold: key, operation: operation.key, lines: [])
        return (keys, operation.name)
    }
}
