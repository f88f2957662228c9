/// Why bytes are not a JSON document we take.
public struct JSONError: Error, Equatable, Sendable {
    public let cause: Cause
    /// Where the fault begins: an offset into the body, its length where the body ends too soon.
    public let byteOffset: Int
    /// The field the fault lies in, e.g. `lines[0].amount`; empty for the document itself.
    public let path: String

    public init(cause: Cause, byteOffset: Int, path: String) {
        self.cause = cause
        self.byteOffset = byteOffset
        self.path = path
    }

    /// The stable code of the problem document this becomes.
    public var code: ProblemCode { cause.code }

    /// One sentence for the caller.
    public var detail: String { "At byte \(byteOffset): \(cause.text)." }

    /// The same error as seen from the object or array one level up.
    func within(_ step: String) -> JSONError {
        JSONError(cause: cause, byteOffset: byteOffset, path: FieldPath.joined(step, path))
    }

    /// The single fault found; the reader stops at the first.
    public enum Cause: Equatable, Sendable, CaseIterable {
        case unexpectedEnd
        case unexpectedCharacter
        case trailingContent
        case duplicateName
        case controlCharacter
        case invalidEscape
        case loneSurrogate
        case invalidUTF8
        case malformedNumber
        case leadingZero
        case notAnInteger
        case numberOutOfRange
        case bodyTooLarge
        case nestingTooDeep
        case stringTooLong
        case arrayTooLong
        case objectTooLarge
    }
}

extension JSONError.Cause {
    /// The stable code told outside; finer causes share one.
    var code: ProblemCode {
        switch self {
        case .notAnInteger: .notAnInteger
        case .numberOutOfRange: .numberOutOfRange
        case .bodyTooLarge: .bodyTooLarge
        case .nestingTooDeep, .stringTooLong, .arrayTooLong, .objectTooLarge: .invalidField
        default: .invalidJSON
        }
    }

    /// Whether a number is well formed and only not one we take.
    var isOfNumber: Bool { self == .notAnInteger || self == .numberOutOfRange }

    /// What is wrong, without a full stop and without anything the caller sent.
    var text: String {
        switch self {
        case .unexpectedEnd: "the document ends too soon"
        case .unexpectedCharacter: "a character that cannot stand here"
        case .trailingContent: "something follows the document"
        case .duplicateName: "the name occurs twice in one object"
        case .controlCharacter: "a control character in a string must be escaped"
        case .invalidEscape: "a backslash begins no known escape"
        case .loneSurrogate: "half a surrogate pair stands alone"
        case .invalidUTF8: "the string is not valid UTF-8"
        case .malformedNumber: "the number is malformed"
        case .leadingZero: "a number may not begin with a zero"
        case .notAnInteger: "a plain integer is needed, without fraction, exponent or minus zero"
        case .numberOutOfRange: "the integer does not fit 64 bits"
        case .bodyTooLarge: "a body may have \(APILimits.bodyBytesMax) bytes"
        case .nestingTooDeep: "values may be nested \(APILimits.nestingLevelsMax) levels deep"
        case .stringTooLong: "a string may have \(APILimits.stringBytesMax) bytes"
        case .arrayTooLong: "an array may have \(APILimits.arrayElementsMax) elements"
        case .objectTooLarge: "an object may have \(APILimits.objectMembersMax) members"
        }
    }
}
