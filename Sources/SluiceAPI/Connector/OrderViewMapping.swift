import SluiceCore

/// What a merchant's document of an order means: a fact stands where its time is there.
public struct OrderViewMapping: Equatable, Sendable {
    /// Where a fact of one kind lies.
    public struct Rule: Equatable, Sendable {
        public var kind: FactKind
        /// The list its lines are in; nil for a fact of the whole order.
        public var list: MemberPath?
        /// Within an element of the list.
        public var line: MemberPath?
        /// Within an element where there is a list.
        public var time: MemberPath
        public var timeFormat: EventMapping.TimeFormat
        public var amount: MemberPath?
        public var reason: EventMapping.Reasons?

        public init(
            kind: FactKind, list: MemberPath? = nil, line: MemberPath? = nil, time: MemberPath,
            timeFormat: EventMapping.TimeFormat = .rfc3339, amount: MemberPath? = nil,
            reason: EventMapping.Reasons? = nil
        ) {
            self.kind = kind
            self.list = list
            self.line = line
            self.time = time
            self.timeFormat = timeFormat
            self.amount = amount
            self.reason = reason
        }
    }

    /// At least one, each kind once.
    public var rules: [Rule]
    public var amountForm: EventMapping.AmountForm

    public init(rules: [Rule], amountForm: EventMapping.AmountForm = .minor) {
        self.rules = rules
        self.amountForm = amountForm
    }

    /// The kinds it can tell of.
    public var covers: FactKinds { FactKinds(rules.map(\.kind)) }

    /// What a document says stands of an order.
    ///
    /// Errors: the first fault in the order of the rules; its field is a path in the document.
    public func view(of document: JSONValue) throws(FieldError) -> OrderView {
        guard case .object = document else {
            throw FieldError(
                code: .invalidField, field: "",
                detail: "An object is needed, not \(document.kindText).")
        }
        var facts: [OrderView.Fact] = []
        for rule in rules {
            if let list = rule.list, let line = rule.line {
                facts += try self.facts(rule, list, line, in: document)
            } else if let fact = try fact(rule, in: document) {
                facts.append(fact)
            }
        }
        guard facts.count <= LedgerLimits.factsPerPullMax else {
            throw FieldError(
                code: .invalidField, field: "",
                detail: "An order has at most \(LedgerLimits.factsPerPullMax) facts.")
        }
        return OrderView(isKnown: true, covers: covers, facts: facts)
    }

    private func fact(
        _ rule: Rule, in document: JSONValue
    ) throws(FieldError) -> OrderView.Fact? {
        guard let time = try rule.time.time(in: document, as: rule.timeFormat) else { return nil }
        var amount: Money?
        if let path = rule.amount {
            amount = try path.amount(in: document, as: amountForm)
            if rule.kind == .priceAdjusted { amount = try path.required(amount) }
        }
        return OrderView.Fact(
            kind: rule.kind, occurredAt: time, amount: amount,
            reason: try rule.reason?.reason(in: document))
    }

    /// Lines of one time and reason are one fact; a line that is there twice counts once, with what
    /// it has together and at the later time.
    private func facts(
        _ rule: Rule, _ list: MemberPath, _ name: MemberPath, in document: JSONValue
    ) throws(FieldError) -> [OrderView.Fact] {
        guard let found = list.value(in: document) else { return [] }
        guard case .array(let elements) = found else {
            throw list.fault("An array is needed, not \(found.kindText).")
        }
        guard elements.count <= APILimits.linesMax else {
            throw list.fault("There are at most \(APILimits.linesMax) lines.")
        }
        var lines: [Line] = []
        var places: [String: Int] = [:]
        for (index, element) in elements.enumerated() {
            let place = FieldPath.element(index, in: list.text)
            guard let time = try rule.time.time(in: element, as: rule.timeFormat, place)
            else { continue }
            let line = Line(
                name: try name.required(name.identifier(in: element, place), place), time: time,
                amount: try rule.amount?.amount(in: element, as: amountForm, place),
                reason: try rule.reason?.reason(in: element, place))
            if let path = rule.amount, let amount = line.amount, !amount.isPositive {
                throw path.fault("A line has more than nothing.", place)
            }
            if let known = places[line.name] {
                lines[known].add(line)
            } else {
                places[line.name] = lines.count
                lines.append(line)
            }
        }
        return Line.facts(of: rule.kind, lines)
    }
}

private struct Line {
    var name: String
    var time: Instant
    /// nil: all of it.
    var amount: Money?
    var reason: Reason?

    mutating func add(_ other: Line) {
        if other.time > time { (time, reason) = (other.time, other.reason) }
        if let more = other.amount, let amount { self.amount = amount + more } else { amount = nil }
    }

    static func facts(of kind: FactKind, _ lines: [Line]) -> [OrderView.Fact] {
        var groups: [(time: Instant, reason: Reason?, lines: [NamedLine])] = []
        for line in lines {
            let named = NamedLine(line: line.name, amount: line.amount)
            let place = groups.firstIndex { $0.time == line.time && $0.reason == line.reason }
            if let place {
                groups[place].lines.append(named)
            } else {
                groups.append((line.time, line.reason, [named]))
            }
        }
        return groups.map {
            OrderView.Fact(kind: kind, occurredAt: $0.time, lines: $0.lines, reason: $0.reason)
        }
    }
}
