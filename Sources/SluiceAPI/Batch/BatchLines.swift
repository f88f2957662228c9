import SluiceCore

/// Reads the JSON lines of a batch, whole or not at all.
public enum BatchLines {
    /// Errors: the first fault, with the index of its command and the field.
    public static func decode(_ bytes: [UInt8]) throws(FieldError) -> [BatchCommand] {
        var commands: [BatchCommand] = []
        for line in bytes.split(separator: ASCII.lineFeed) where !isBlank(line) {
            guard commands.count < APILimits.batchCommandsMax else {
                throw BatchDecoder.tooMany()
            }
            commands.append(try command(Array(line), at: commands.count))
        }
        guard !commands.isEmpty else { throw BatchDecoder.tooMany() }
        return commands
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.carriageReturn }
    }

    private static func command(
        _ line: [UInt8], at index: Int
    ) throws(FieldError) -> BatchCommand {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(line)
        } catch {
            let fault = FieldError(error)
            throw FieldError(
                code: fault.code, field: Batch.path(index, fault.field), detail: fault.detail)
        }
        return try BatchCommand(try ObjectReader(value, path: Batch.path(index)))
    }
}

extension BatchCommand {
    /// The command of a JSON object: `op`, and the members of its door.
    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        let operation = try reader.word("op", of: BatchOperation.allCases, \.code)
        switch operation {
        case .place:
            let request = try PlaceHoldRequest(reader)
            try Self.check(request.id, [], reader)
            if request.isDryRun {
                throw reader.fault(.invalidField, "dry_run", "Quotes come one by one.")
            }
            guard request.history == nil else {
                throw reader.fault(
                    .invalidField, "placed_at", "Migrated holds come one by one.")
            }
            self = .place(request)
        case .capture:
            let hold = try HoldReference(&reader)
            let request = try CaptureRequest(reader)
            try Self.check(request.id, request.lines, reader)
            self = .capture(hold, request)
        case .release:
            let hold = try HoldReference(&reader)
            let request = try ReleaseRequest(reader)
            try Self.check(request.id, request.lines, reader)
            self = .release(hold, request)
        case .increment:
            let hold = try HoldReference(&reader)
            let request = try IncrementRequest(reader)
            try Self.check(request.id, request.lines, reader)
            self = .increment(hold, request)
        case .refund:
            let hold = try HoldReference(&reader)
            let request = try RefundRequest(reader)
            try Self.check(request.id, [], reader)
            self = .refund(hold, request)
        case .repay:
            let account = try reader.identifier("account")
            self = .repay(account: account, try RepaymentRequest(reader))
        case .recordFact: self = .recordFact(try OrderEventRequest(reader))
        }
    }

    /// No header gives the id of a command of a batch, and lines need a look at the hold.
    private static func check(
        _ id: String?, _ lines: [NamedLine], _ reader: ObjectReader
    ) throws(FieldError) {
        guard id != nil else {
            throw reader.fault(.missingField, "id", "The field is required.")
        }
        guard lines.isEmpty else {
            throw reader.fault(
                .invalidField, "lines", "Lines are named at the door of the hold.")
        }
    }
}

extension HoldReference {
    fileprivate init(_ reader: inout ObjectReader) throws(FieldError) {
        merchant = try reader.optionalIdentifier("merchant")
        hold = try reader.identifier("hold")
    }
}
