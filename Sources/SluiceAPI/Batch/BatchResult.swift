import SluiceCore

/// What one command of a batch came to.
public struct BatchResult: Equatable, Sendable {
    /// An integer of docs/reference/outcomes.md; below 20 it took effect.
    public var code: UInt16
    /// The field at fault.
    public var field: Field
    public var isReplay: Bool
    /// Of the event that gave the first answer; 0 where nothing was recorded.
    public var sequence: UInt64

    public static let bytes = 12

    public init(code: UInt16, field: Field = .none, isReplay: Bool = false, sequence: UInt64 = 0) {
        self.code = code
        self.field = field
        self.isReplay = isReplay
        self.sequence = sequence
    }

    public var isSuccess: Bool { code < 20 }
    /// nil for a code that stands for several, and where nothing was decided.
    public var outcome: OutcomeCode? { OutcomeCode(rawValue: code) }
    /// Why nothing was decided; nil where something was.
    public var undecided: UndecidedCode? { UndecidedCode(rawValue: code) }
}

extension BatchResult {
    /// An outcome as an audience may know it: a code that stands for several has no field.
    public init(_ outcome: Outcome, to audience: Audience) {
        let shared: SharedCode? =
            outcome.code.isSuccess
            ? nil : SharedCode(rawValue: Catalogue.said(outcome.code, to: audience).code)
        self.init(
            code: shared?.integer ?? outcome.code.rawValue,
            field: shared == nil ? outcome.field : .none, isReplay: outcome.isReplay,
            sequence: outcome.sequence)
    }

    /// Of a command that was not decided.
    public init(_ undecided: UndecidedCode) { self.init(code: undecided.rawValue) }

    /// The word of the code.
    public var word: String {
        outcome?.code ?? SharedCode(integer: code)?.rawValue ?? undecided?.problem.rawValue
            ?? "\(code)"
    }

    /// One line of JSON, without its end.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", word)
            if field != .none { writer.member("field", field.code) }
            writer.member("replay", isReplay)
            if sequence > 0 { writer.member("sequence", OpaqueSequence.encode(sequence)) }
        }
    }
}

/// The binary form of the answer to a batch.
public enum BatchResults {
    public static func encode(_ results: [BatchResult]) -> [UInt8] {
        var out = BatchBytes()
        out.bytes.reserveCapacity(Batch.headerBytes + results.count * BatchResult.bytes)
        out.integer(Batch.resultsMagic)
        out.integer(Batch.version)
        out.integer(UInt16(0))
        out.integer(UInt32(results.count))
        for result in results {
            out.integer(result.code)
            out.bytes.append(result.field.rawValue)
            out.bytes.append(result.isReplay ? 1 : 0)
            out.integer(result.sequence)
        }
        return out.bytes
    }

    /// - Returns: nil if the bytes are no answer to a batch.
    public static func decode(_ bytes: [UInt8]) -> [BatchResult]? {
        var reader = ByteReader(bytes)
        guard (try? reader.fixed32()) == Batch.resultsMagic,
            (try? reader.fixed16()) == Batch.version, (try? reader.fixed16()) == 0,
            let count = try? reader.fixed32(),
            bytes.count == Batch.headerBytes + Int(count) * BatchResult.bytes
        else { return nil }
        var results: [BatchResult] = []
        results.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let code = try? reader.fixed16(), let number = try? reader.byte(),
                let field = Field(rawValue: number), let flags = try? reader.byte(), flags < 2,
                let sequence = try? reader.fixed64()
            else { return nil }
            results.append(
                BatchResult(
                    code: code, field: field, isReplay: flags == 1, sequence: sequence))
        }
        return results
    }
}
