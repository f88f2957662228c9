import SluiceAPI
import SluiceCore

/// What somebody is about to buy, as the lender's checkout hands it over: the fields of a placement by
/// their names, flat, and what the credit costs.
struct Purchase: Sendable {
    /// Those a form or a link may have, in the order in which they are looked at.
    static let fields =
        placement + ["annual_rate", "due_on"]

    private static let placement = [
        "id", "amount", "currency", "merchant", "order", "purpose", "lines", "scenario", "retry_of",
        "plan", "overcapture_consent", "review",
    ]

    let request: PlaceHoldRequest
    let cost: CreditCost
    /// All of it as it came.
    let given: [(name: String, value: String)]

    /// - Parameters:
    ///   - value: the value of a field; nil for one that was not sent.
    ///   - account: whose credit it is.
    /// - Throws: `FieldError`, naming the field as it was sent.
    init(_ value: (String) -> String?, account: String) throws(FieldError) {
        given = Self.fields.compactMap { name in value(name).map { (name, $0) } }
        var members: [JSONValue.Member] = []
        var order: [JSONValue.Member] = []
        for (name, text) in given where Self.placement.contains(name) {
            switch name {
            case "merchant": order.append(.init(name: name, value: .string(text)))
            case "order": order.append(.init(name: "number", value: .string(text)))
            default: members.append(.init(name: name, value: try Self.json(text, of: name)))
            }
        }
        members.append(.init(name: "account", value: .string(account)))
        members.append(.init(name: "order", value: .object(order)))
        members.append(.init(name: "dry_run", value: .bool(true)))
        do throws(FieldError) {
            request = try PlaceHoldRequest(try ObjectReader(.object(members)))
            guard request.id != nil else {
                throw FieldError(code: .missingField, field: "id", detail: "The field is needed.")
            }
        } catch {
            throw FieldError(
                code: error.code, field: Self.flat(error.field), detail: error.detail)
        }
        cost = try CreditCost(rate: value("annual_rate"), dueOn: value("due_on"))
    }

    /// The value of a field as the JSON of a placement has it.
    private static func json(_ text: String, of name: String) throws(FieldError) -> JSONValue {
        switch name {
        case "amount":
            // A sign or a fraction is no amount, and is told so as a text.
            let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isPlain ? Int64(text).map(JSONValue.integer) ?? .string(text) : .string(text)
        case "overcapture_consent":
            return ["true", "false"].contains(text) ? .bool(text == "true") : .string(text)
        case "lines":
            do throws(JSONError) {
                return try JSONReader.read(Array(text.utf8))
            } catch {
                throw FieldError(
                    code: error.code, field: "lines", detail: "The lines are no JSON array.")
            }
        default: return .string(text)
        }
    }

    private static func flat(_ path: String) -> String {
        switch path {
        case "order.merchant": "merchant"
        case "order.number": "order"
        default: path
        }
    }

    /// It as the query of a link.
    var query: String {
        given.map { $0.name + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }
}

/// What the credit costs and when it is due. The ledger knows of neither: the lender's checkout says it,
/// and it is told as it was said.
struct CreditCost: Sendable {
    /// Per cent a year, with a point.
    let annualRate: String
    let dueOn: CivilDate

    /// - Throws: `FieldError`: a purchase is not shown without what it costs.
    init(rate: String?, dueOn day: String?) throws(FieldError) {
        guard let rate else {
            throw FieldError(
                code: .missingField, field: "annual_rate",
                detail: "The field is needed: 0 where the credit costs nothing.")
        }
        guard rate.wholeMatch(of: /(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?/) != nil else {
            throw FieldError(
                code: .invalidField, field: "annual_rate",
                detail: "Per cent a year are needed, such as 0 or 14.6.")
        }
        guard let day else {
            throw FieldError(
                code: .missingField, field: "due_on", detail: "The field is needed.")
        }
        guard let date = CivilDate(day) else {
            throw FieldError(
                code: .invalidField, field: "due_on",
                detail: "A day is needed, such as 2026-12-10.")
        }
        annualRate = rate
        dueOn = date
    }
}
