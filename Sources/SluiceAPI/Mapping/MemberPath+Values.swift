import SluiceCore

/// Single values of a merchant's document, found by their paths. Errors are told by the path in the
/// merchant's own document, within `place`.
extension MemberPath {
    /// A text, or a number as its digits: order numbers are often numbers.
    func text(in value: JSONValue, _ place: String = "") throws(FieldError) -> String? {
        switch self.value(in: value) {
        case nil: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .some(let other): throw fault("A text is needed, not \(other.kindText).", place)
        }
    }

    func identifier(
        in value: JSONValue, _ place: String = ""
    ) throws(FieldError) -> String? {
        guard let text = try text(in: value, place) else { return nil }
        if let detail = FieldRules.identifierFault(text) { throw fault(detail, place) }
        return text
    }

    func amount(
        in value: JSONValue, as form: EventMapping.AmountForm, _ place: String = ""
    ) throws(FieldError) -> Money? {
        guard let text = try text(in: value, place) else { return nil }
        var exponent = 0
        if case .decimal(let decimals) = form {
            exponent = decimals
        } else if !text.utf8.allSatisfy(ASCII.isDigit) {
            // `188.00` would be read as 188 of the smallest units.
            throw fault("Whole minor units are needed, digits alone.", place)
        }
        do throws(DecimalTextError) {
            return Money(minor: try DecimalText.minor(text, exponent: exponent))
        } catch {
            guard error != .outOfRange else {
                throw FieldError(
                    code: .numberOutOfRange, field: FieldPath.member(self.text, in: place),
                    detail: "An amount has at most 2^53 − 1 minor units.")
            }
            throw fault(
                "An amount with at most \(exponent) decimals is needed, without sign.", place)
        }
    }

    /// A time from 1970 on.
    func time(
        in value: JSONValue, as format: EventMapping.TimeFormat, _ place: String = ""
    ) throws(FieldError) -> Instant? {
        guard let text = try text(in: value, place) else { return nil }
        let ns: Int64?
        switch format {
        case .rfc3339: ns = RFC3339.parse(text)
        case .unixSeconds: ns = Self.scaled(text, by: Span.secondNs)
        case .unixMilliseconds: ns = Self.scaled(text, by: Span.millisecondNs)
        }
        guard let ns else {
            throw fault("A time in the form `\(format.rawValue)` is needed.", place)
        }
        guard ns >= Instant.epoch.ns else {
            throw FieldError(
                code: .numberOutOfRange, field: FieldPath.member(self.text, in: place),
                detail: "Times begin with the year 1970.")
        }
        return Instant(ns: ns)
    }

    private static func scaled(_ text: String, by unitNs: Int64) -> Int64? {
        guard let count = Int64(text) else { return nil }
        let (ns, overflow) = count.multipliedReportingOverflow(by: unitNs)
        return overflow ? nil : ns
    }

    func required<Value>(
        _ value: Value?, _ place: String = ""
    ) throws(FieldError) -> Value {
        if let value { return value }
        throw FieldError(
            code: .missingField, field: FieldPath.member(text, in: place),
            detail: "The field is required.")
    }

    func fault(_ detail: String, _ place: String = "") -> FieldError {
        FieldError(
            code: .invalidField, field: FieldPath.member(text, in: place), detail: detail)
    }
}

extension EventMapping.Reasons {
    /// Why a document says that something is cancelled; nil if it does not say.
    func reason(in value: JSONValue, _ place: String = "") throws(FieldError) -> Reason? {
        guard let word = try path.text(in: value, place) else { return nil }
        if let known = words[word] ?? Reason(code: word),
            Reason.cancellationReasons.contains(known)
        {
            return known
        }
        guard let otherwise else {
            throw path.fault("`words` has no word like this, and there is no `otherwise`.", place)
        }
        return otherwise
    }
}
