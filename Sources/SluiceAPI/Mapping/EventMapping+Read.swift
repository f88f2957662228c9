import SluiceCore

extension EventMapping {
    /// What an event of a merchant became.
    public enum Read: Equatable, Sendable {
        case event(OrderEventRequest)
        case ignored(id: String?)
    }

    /// The events of a document, one or several.
    ///
    /// Limits: `APILimits.arrayElementsMax`, at least one.
    public func events(in document: JSONValue) throws(FieldError) -> [JSONValue] {
        var found = document
        if let events {
            guard let list = events.value(in: document), case .array = list else {
                throw FieldError(
                    code: .missingField, field: events.text,
                    detail: "The mapping `\(name)` looks for the list of events here.")
            }
            found = list
        }
        guard case .array(let elements) = found else { return [found] }
        guard !elements.isEmpty else {
            throw FieldError(
                code: .invalidField, field: events?.text ?? "", detail: "The list is empty.")
        }
        return elements
    }

    /// What an event says under this mapping.
    ///
    /// Errors: the first fault, of type, id, order, time, then the rest; its field is a path in the
    /// merchant's own document. `unknown_event` for a name the table has not.
    /// - Parameter delivery: the id of the webhook, for events that have none of their own.
    public func read(
        _ event: JSONValue, delivery: String? = nil
    ) throws(FieldError) -> Read {
        guard case .object = event else {
            throw FieldError(
                code: .invalidField, field: "",
                detail: "An object is needed, not \(event.kindText).")
        }
        guard let meaning = facts[try type.required(type.text(in: event))] else {
            throw FieldError(
                code: .unknownEvent, field: type.text,
                detail: "The mapping `\(name)` has no event of this name: "
                    + "add it to `facts`, as a fact or as ignore.")
        }
        guard case .fact(let kind) = meaning else { return .ignored(id: id(of: event)) }
        let given = kind.isCancellation ? try reason?.reason(in: event) : nil
        let lines = try lines(of: event, kind)
        let amount = kind == .priceAdjusted ? try amount?.amount(in: event, as: amountForm) : nil
        if let fault = OrderEventRequest.fault(
            kind, hasLines: !lines.isEmpty, amount: amount, givenReason: given)
        {
            let path = fault.field == "lines" ? self.lines?.path ?? self.lines?.line : self.amount
            throw FieldError(
                code: fault.code, field: path?.text ?? fault.field, detail: fault.detail)
        }
        return .event(
            OrderEventRequest(
                id: try requiredID(of: event, delivery), source: source, kind: kind,
                occurredAt: try time.required(time.time(in: event, as: timeFormat)),
                merchant: merchant,
                number: try order.required(order.identifier(in: event)), lines: lines,
                merchantSequence: try sequence(of: event), amount: amount, reason: given))
    }

    /// The id an event has of itself, to answer it by.
    public func id(of event: JSONValue) -> String? {
        guard let id else { return nil }
        return try? id.identifier(in: event)
    }

    private func requiredID(
        of event: JSONValue, _ delivery: String?
    ) throws(FieldError) -> String {
        if let id { return try id.required(id.identifier(in: event)) }
        guard let delivery else {
            throw FieldError(
                code: .missingField, field: "id",
                detail: "The mapping `\(name)` names no id, which only a webhook of one event has.")
        }
        return delivery
    }

    // MARK: Fields

    private func lines(
        of event: JSONValue, _ kind: FactKind
    ) throws(FieldError) -> [NamedLine] {
        // Events of whole orders list their lines too: that is no part of what they say.
        guard let lines, kind.mayNameLines else { return [] }
        guard let path = lines.path else {
            return try line(of: event, in: "").map { [$0] } ?? []
        }
        guard let list = path.value(in: event) else { return [] }
        guard case .array(let elements) = list else {
            throw path.fault("An array is needed, not \(list.kindText).")
        }
        guard elements.count <= APILimits.linesMax else {
            throw path.fault("There are at most \(APILimits.linesMax) lines.")
        }
        var named: [NamedLine] = []
        for (index, element) in elements.enumerated() {
            let place = FieldPath.element(index, in: path.text)
            guard let line = try line(of: element, in: place) else {
                throw FieldError(
                    code: .missingField, field: FieldPath.member(lines.line.text, in: place),
                    detail: "The field is required.")
            }
            named.append(line)
        }
        return named
    }

    private func line(
        of element: JSONValue, in place: String
    ) throws(FieldError) -> NamedLine? {
        guard let lines, let line = try lines.line.identifier(in: element, place) else {
            return nil
        }
        let amount = try lines.amount?.amount(in: element, as: amountForm, place)
        if let path = lines.amount, let amount, !amount.isPositive {
            throw path.fault("A line has more than nothing.", place)
        }
        return NamedLine(line: line, amount: amount)
    }

    private func sequence(of event: JSONValue) throws(FieldError) -> Int64? {
        guard let merchantSequence, let text = try merchantSequence.text(in: event) else {
            return nil
        }
        guard let number = Int64(text), (0...APILimits.amountMinorMax).contains(number) else {
            throw merchantSequence.fault("A whole number from 0 to 2^53 − 1 is needed.")
        }
        return number
    }
}
