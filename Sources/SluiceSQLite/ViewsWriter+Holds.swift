import SluiceCore
import SluiceEngine

/// Holds: placed, moved, changed. Where a hold stands is remembered while it is open.
extension ViewsWriter {
    func assign(_ event: HoldPlaced, _ moment: Moment) throws {
        let isDeclined = event.decision != .approved
        let amounts = HoldAmounts(placed: event)
        let status = HoldStatus(
            amounts, isDeclined: isDeclined, isPending: event.reviewUntil != nil)
        try insert(event, amounts, status, moment)
        memory.set(
            ViewsMemory.Place(
                sequence: moment.stamp, status: status, decision: event.decision.rawValue),
            of: event.hold)
        if let until = event.reviewUntil {
            let review = Overlay(
                kind: .placementReview, key: .none, since: moment.time, until: until,
                sequence: UInt64(bitPattern: moment.stamp))
            try set(review, on: moment.stamp)
        }
        for (position, line) in event.linesAsPlaced.enumerated() {
            try execute(
                self.line,
                [
                    .integer(moment.stamp), .key(line.key), .number(position),
                    .optional(line.seller), .money(line.requested),
                ] + line.amounts.columns)
        }
        try accounts.set(event.balances, of: event.account, at: moment.stamp)
        // What was placed before may come onto an order that is over.
        if event.history != nil { memory.ordersOver.append(event.order) }
    }

    private func insert(
        _ event: HoldPlaced, _ amounts: HoldAmounts, _ status: HoldStatus, _ moment: Moment
    ) throws {
        let past = event.history?.value
        let placedAt = past?.placedAt ?? moment.time
        let extendableUntil = placedAt.adding(
            spanNs: try maximumAgeNs(event.scenario, event.policyVersion))
        let reason = event.reviewUntil == nil ? event.decision : .reviewPending
        try execute(
            hold,
            [
                .integer(moment.stamp), .key(event.hold), .key(event.account),
                .key(event.merchant), .key(event.order), .text(event.purpose.text),
                .text(event.scenario.text), .optional(event.plan), .flag(event.hasConsent),
                .number(event.generation), .number(event.link.rawValue),
                .optional(event.linked), .money(event.amount), .number(event.currency.packed),
                .money(amounts.authorised), .money(amounts.captured), .money(amounts.released),
                .money(amounts.expired), .money(amounts.refunded), .number(status.rawValue),
                .number(event.decision.rawValue),
                .flag(past?.operations.contains(where: \.isApproval) ?? false),
                .number(reason.rawValue), .number(event.captureOn.rawValue),
                .number(event.policyVersion), .integer(placedAt.ns),
                .integer(event.expiresAt.ns), .integer(event.guaranteedUntil.ns),
                .integer(extendableUntil.ns),
                amounts.open.isPositive ? .null : .integer(moment.time.ns),
                .integer(moment.stamp),
            ])
    }

    /// - Returns: the key of the hold's row.
    func assign(_ event: HoldMoved, _ moment: Moment) throws -> Int64 {
        var place = try place(of: event.hold)
        let wasOpen = place.status.isOpen
        place.status = HoldStatus(
            event.amounts, isDeclined: event.kind == .decline,
            isPending: place.status == .pending)
        if event.kind == .decline { place.decision = event.reason.rawValue }
        try measure(event, of: place.sequence, moment)
        let isOpen = place.status.isOpen
        try execute(
            holdMoved,
            event.amounts.columns + [
                .number(place.status.rawValue), .number(place.decision),
                .number(event.reason.rawValue), .integer(moment.stamp),
                isOpen ? .null : .integer(moment.time.ns), .integer(place.sequence),
            ])
        memory.set(place, of: event.hold)
        if wasOpen, !isOpen { try overlaysLifted.run([.integer(place.sequence)]) }
        let isTold = !moment.isAskedFor && event.isOfNamedLines
        for line in event.lines {
            try execute(
                lineMoved,
                [.integer(place.sequence), .key(line.line)] + line.amounts.columns
                    + [.flag(isTold)])
        }
        if isTold, isOpen { try watch(.linesDone, place.sequence, since: moment.time) }
        if event.kind == .correction { try unwatch(.lateCapture, place.sequence) }
        try accounts.set(event.balances, of: event.account, at: moment.stamp)
        if let dueAt = event.payoutDueAt { try parts.owe(event, by: dueAt, moment) }
        try state(event, of: place.sequence, moment)
        return place.sequence
    }

    /// - Returns: the key of the hold's row.
    func assign(_ event: HoldChanged, _ moment: Moment) throws -> Int64 {
        var place = try place(of: event.hold)
        guard event.kind != .lateCaptured else {
            try execute(holdTouched, [.integer(moment.stamp), .integer(place.sequence)])
            try watch(
                .lateCapture, place.sequence, since: moment.time, amount: event.amount,
                event.reason.code)
            return place.sequence
        }
        let isApproved = event.kind == .approved
        if isApproved { place.status = .active }
        try execute(
            holdChanged,
            [
                .integer(event.expiresAt.ns), .integer(event.guaranteedUntil.ns),
                .number(place.status.rawValue), .flag(isApproved), .flag(isApproved),
                .integer(moment.stamp), .integer(place.sequence),
            ])
        memory.set(place, of: event.hold)
        try countReview(event, of: place.sequence, moment)
        try assignOverlay(of: event, on: place.sequence, moment)
        return place.sequence
    }

    func place(of hold: HoldKey) throws -> ViewsMemory.Place {
        if let known = memory.place(of: hold) { return known }
        guard let row = try placeOfHold.integers([.key(hold)]),
            let status = UInt8(exactly: row[1]).flatMap(HoldStatus.init(rawValue:)),
            let decision = UInt16(exactly: row[2])
        else { throw JournalError(.damaged, "the views lack a hold that an event names") }
        return ViewsMemory.Place(sequence: row[0], status: status, decision: decision)
    }
}

extension HoldAmounts {
    /// The amounts of a hold just placed: all open, all returned, or what a migrated one brings.
    fileprivate init(placed event: HoldPlaced) {
        self =
            event.history?.value.amounts(of: event.amount) ?? HoldAmounts(authorised: event.amount)
        if event.decision != .approved { released = event.amount }
    }

    fileprivate var columns: [StoredValue] {
        [
            .money(authorised), .money(captured), .money(released), .money(expired),
            .money(refunded),
        ]
    }
}
