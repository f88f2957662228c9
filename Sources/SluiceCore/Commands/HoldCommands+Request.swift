/// Each operation on a hold as the request its hold keeps, and back from the journal.
extension CaptureHold {
    var request: OperationRequest {
        OperationRequest(
            amount: amount, lines: lines, isFinal: isFinal, choice: isForced ? 1 : 0)
    }

    init(
        _ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest,
        lateHold: HoldKey
    ) {
        self.init(
            hold: hold, operation: operation, amount: request.amount, lines: request.lines,
            isFinal: request.isFinal, isForced: request.choice == 1, lateHold: lateHold)
    }
}

extension ReleaseHold {
    var request: OperationRequest {
        OperationRequest(amount: amount, lines: lines, reason: reason)
    }

    init(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        self.init(
            hold: hold, operation: operation, amount: request.amount, lines: request.lines,
            reason: request.reason)
    }
}

extension IncrementHold {
    var request: OperationRequest {
        OperationRequest(amount: amount, lines: lines, reason: .orderIncreased)
    }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let amount = request.amount else { return nil }
        self.init(hold: hold, operation: operation, amount: amount, lines: request.lines)
    }
}

extension ExtendHold {
    var request: OperationRequest { OperationRequest(reason: reason, until: until) }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let until = request.until else { return nil }
        self.init(hold: hold, operation: operation, until: until, reason: request.reason)
    }
}

extension RefundHold {
    var request: OperationRequest { OperationRequest(amount: amount, reason: reason) }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let amount = request.amount else { return nil }
        self.init(hold: hold, operation: operation, amount: amount, reason: request.reason)
    }
}

extension RequestRelease {
    var request: OperationRequest { OperationRequest(reason: reason) }
}

extension DecideReview {
    var request: OperationRequest {
        OperationRequest(until: until, choice: decision.rawValue)
    }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let decision = ReviewDecision(rawValue: request.choice) else { return nil }
        self.init(hold: hold, operation: operation, decision: decision, until: request.until)
    }
}

extension UndoDecision {
    var request: OperationRequest { OperationRequest(subject: decision) }
}

extension RecordVerdict {
    var request: OperationRequest {
        OperationRequest(subject: subject, choice: verdict.tier.rawValue)
    }
}

extension SetOverlay {
    var request: OperationRequest {
        OperationRequest(until: reviewBy, choice: kind.rawValue, authority: authority)
    }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let kind = OverlayKind(rawValue: request.choice), let until = request.until else {
            return nil
        }
        self.init(
            hold: hold, operation: operation, kind: kind, reviewBy: until,
            authority: request.authority)
    }
}

extension LiftOverlay {
    var request: OperationRequest { OperationRequest(subject: overlay) }
}

extension SplitHold {
    /// The children one after another: id and amount, then order, then each line of the parent
    /// with its amount and that of the child.
    var request: OperationRequest {
        var lines: [LineAmount] = []
        for child in children {
            lines.append(LineAmount(line: child.hold.retagged(), amount: child.amount))
            lines.append(LineAmount(line: child.order.retagged()))
            for line in child.lines {
                lines.append(LineAmount(line: line.line, amount: line.amount))
                lines.append(LineAmount(line: line.child))
            }
        }
        return OperationRequest(lines: lines)
    }
}

extension CorrectHold {
    var request: OperationRequest {
        OperationRequest(amount: amount, choice: from.rawValue << 4 | to.rawValue)
    }

    init?(_ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest) {
        guard let amount = request.amount,
            let from = CorrectionPart(rawValue: request.choice >> 4),
            let to = CorrectionPart(rawValue: request.choice & 15)
        else { return nil }
        self.init(hold: hold, operation: operation, from: from, to: to, amount: amount)
    }
}
