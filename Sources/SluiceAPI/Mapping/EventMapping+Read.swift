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
        guard let meaning = facts[try required(text(type, in: event), type)] else {
            throw FieldError(
                code: .unknownEvent, field: type.text,
                detail: "The mapping `\(name)` has no event of this name: "
                    + "add it to `facts`, as a fact or as ignore.")
        }
        guard case .fact(let kind) = meaning else { return .ignored(id: id(of: event)) }
        let id = try requiredID(of: event, delivery)
        let number = try required(identifier(order, in: event), order)
        let at = try occurredAt(event)
        let given = try reason(of: event, kind)
        let lines = try lines(of: event, kind)
        let amount = kind == .priceAdjusted ? try optionalAmount(amount, in: event) : nil
        if let fault = OrderEventRequest.fault(
            kind, hasLines: !lines.isEmpty, amount: amount, givenReason: given)
        {
            let path = fault.field == "lines" ? self.lines?.path ?? self.lines?.line : self.amount
            throw FieldError(
                code: fault.code, field: path?.text ?? fault.field, detail: fault.detail)
        }
        return .event(
            OrderEventRequest(
                id: id, source: source, kind: kind, occurredAt: at, merchant: merchant,
                number: number, lines: lines,
                merchantSequence: try sequence(of: event), amount: amount, reason: given))
    }

    /// The id an event has of itself, to answer it by.
    public func id(of event: JSONValue) -> String? {
        guard let id else { return nil }
        return try? identifier(id, in: event)
    }

    private func requiredID(
        of event: JSONValue, _ delivery: String?
    ) throws(FieldError) -> String {
        if let id { return try required(identifier(id, in: event), id) }
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
            throw fault(path.text, "An array is needed, not \(list.kindText).")
        }
        guard elements.count <= APILimits.linesMax else {
            throw fault(path.text, "There are at most \(APILimits.linesMax) lines.")
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
        guard let lines, let line = try identifier(lines.line, in: element, place) else {
            return nil
        }
        let amount = try optionalAmount(lines.amount, in: element, place)
        if let amount, !amount.isPositive {
            throw fault(
                FieldPath.member(lines.amount?.text ?? "", in: place),
                "A line has more than nothing.")
        }
        return NamedLine(line: line, amount: amount)
    }

    private func reason(
        of event: JSONValue, _ kind: FactKind
    ) throws(FieldError) -> Reason? {
        guard let reason, kind.isCancellation, let word = try text(reason.path, in: event) else {
            return nil
        }
        if let known = reason.words[word] ?? Reason(code: word),
            Reason.cancellationReasons.contains(known)
        {
            return known
        }
        guard let otherwise = reason.otherwise else {
            throw fault(
                reason.path.text,
                "The mapping `\(name)` has no word like this, and no `otherwise`.")
        }
        return otherwise
    }

    private func occurredAt(_ event: JSONValue) throws(FieldError) -> Instant {
        let text = try required(text(time, in: event), time)
        let ns: Int64?
        switch timeFormat {
        case .rfc3339: ns = RFC3339.parse(text)
        case .unixSeconds: ns = Self.scaled(text, by: Span.secondNs)
        case .unixMilliseconds: ns = Self.scaled(text, by: Span.millisecondNs)
        }
        guard let ns else {
            throw fault(time.text, "A time in the form `\(timeFormat.rawValue)` is needed.")
        }
        guard ns >= Instant.epoch.ns else {
            throw FieldError(
                code: .numberOutOfRange, field: time.text,
                detail: "Times begin with the year 1970.")
        }
        return Instant(ns: ns)
    }

    private static func scaled(_ text: String, by unitNs: Int64) -> Int64? {
        guard let count = Int64(text) else { return nil }
        let (ns, overflow) = count.multipliedReportingOverflow(by: unitNs)
        return overflow ? nil : ns
    }

    private func sequence(of event: JSONValue) throws(FieldError) -> Int64? {
        guard let merchantSequence, let text = try text(merchantSequence, in: event) else {
            return nil
        }
        guard let number = Int64(text), (0...APILimits.amountMinorMax).contains(number) else {
            throw fault(
                merchantSequence.text, "A whole number from 0 to 2^53 − 1 is needed.")
        }
        return number
    }
}
