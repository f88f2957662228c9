import SluiceAPI
import SluiceCore

/// The parameters of a query, each at most once.
struct Query: Sendable {
    private var values: [(name: String, value: String)] = []

    init() {}

    /// - Parameter known: the names the route takes.
    /// - Throws: `Problem` naming the parameter that is unknown, given twice or malformed.
    init(_ text: some StringProtocol, known: [String]) throws(Problem) {
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decodeQuery(pair[0]),
                let value = PercentEncoding.decodeQuery(pair.count > 1 ? pair[1] : "")
            else {
                throw Problem(.invalidField, detail: "The query is not percent-encoded UTF-8.")
            }
            guard known.contains(name) else {
                throw Query.fault(.unknownField, name, "There is no such query parameter here.")
            }
            guard !values.contains(where: { $0.name == name }) else {
                throw Query.fault(.invalidField, name, "The parameter is given twice.")
            }
            values.append((name, value))
        }
    }

    /// Every parameter with its value, decoded.
    var all: [(name: String, value: String)] { values }

    subscript(name: String) -> String? { values.first { $0.name == name }?.value }

    func identifier(_ name: String) throws(Problem) -> String? {
        guard let text = self[name] else { return nil }
        if let detail = FieldRules.identifierFault(text) {
            throw Query.fault(.invalidField, name, detail)
        }
        return text
    }

    func code(_ name: String) throws(Problem) -> Code? {
        guard let text = self[name] else { return nil }
        guard let code = Code(text) else {
            throw Query.fault(
                .invalidField, name,
                "A code is needed: 1 to \(APILimits.codeBytesMax) of a-z, 0-9, _, . and -.")
        }
        return code
    }

    /// A whole number of at most 18 digits within a range.
    func integer(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = self[name] else { return nil }
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isPlain, (1...18).contains(text.utf8.count), let number = Int64(text) else {
            throw Query.fault(.notAnInteger, name, "A plain integer is needed.")
        }
        guard range.contains(number) else {
            throw Query.fault(
                .numberOutOfRange, name,
                "The number lies between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    func flag(_ name: String) throws(Problem) -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw Query.fault(.invalidField, name, "It is `true` or `false`.")
        }
    }

    func time(_ name: String) throws(Problem) -> Instant? {
        guard let text = self[name] else { return nil }
        guard let ns = RFC3339.parse(text) else {
            throw Query.fault(
                .invalidField, name,
                "A time by RFC 3339 is needed, such as 2026-11-22T16:40:47Z.")
        }
        return Instant(ns: ns)
    }

    static func fault(_ code: ProblemCode, _ name: String, _ detail: String) -> Problem {
        Problem(FieldError(code: code, field: FieldPath.member(name, in: ""), detail: detail))
    }
}
