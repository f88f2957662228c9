import SluiceCore

/// Single values of a merchant's document, found by their paths.
extension EventMapping {
    func optionalAmount(
        _ path: MemberPath?, in value: JSONValue, _ place: String = ""
    ) throws(FieldError) -> Money? {
        guard let path, let text = try text(path, in: value, place) else { return nil }
        let field = FieldPath.member(path.text, in: place)
        var exponent = 0
        if case .decimal(let decimals) = amountForm {
            exponent = decimals
        } else if !text.utf8.allSatisfy(ASCII.isDigit) {
            // `188.00` would be read as 188 of the smallest units.
            throw fault(field, "Whole minor units are needed, digits alone.")
        }
        do throws(DecimalTextError) {
            return Money(minor: try DecimalText.minor(text, exponent: exponent))
        } catch {
            guard error != .outOfRange else {
                throw FieldError(
                    code: .numberOutOfRange, field: field,
                    detail: "An amount has at most 2^53 − 1 minor units.")
            }
            throw fault(
                field, "An amount with at most \(exponent) decimals is needed, without sign.")
        }
    }

    func identifier(
        _ path: MemberPath, in value: JSONValue, _ place: String = ""
    ) throws(FieldError) -> String? {
        guard let text = try text(path, in: value, place) else { return nil }
        if let detail = FieldRules.identifierFault(text) {
            throw fault(FieldPath.member(path.text, in: place), detail)
        }
        return text
    }

    /// A text, or a number as its digits: order numbers are often numbers.
    func text(
        _ path: MemberPath, in value: JSONValue, _ place: String = ""
    ) throws(FieldError) -> String? {
        switch path.value(in: value) {
        case nil: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .some(let other):
            throw fault(
                FieldPath.member(path.text, in: place), "A text is needed, not \(other.kindText).")
        }
    }

    func required(_ text: String?, _ path: MemberPath) throws(FieldError) -> String {
        if let text { return text }
        throw FieldError(
            code: .missingField, field: path.text, detail: "The field is required.")
    }

    func fault(_ field: String, _ detail: String) -> FieldError {
        FieldError(code: .invalidField, field: field, detail: detail)
    }
}
