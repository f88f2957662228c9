import SluiceCore

extension ReferenceLedger {
    mutating func correct(_ body: CorrectHold) -> Verdict {
        if !body.amount.isMovable { return Verdict(.invalidRequest, .amount) }
        if body.to == .expired || body.from == body.to { return Verdict(.invalidRequest, .to) }
        let request = OperationRequest(
            amount: body.amount, choice: body.from.rawValue << 4 | body.to.rawValue)
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .correction, body.operation, request) { return verdict }
        let hold = holds[index]
        if hold.status == .declined { return Verdict(.holdDeclined, hold: body.hold) }
        if hold.isOpen { return Verdict(.holdLive, hold: body.hold) }
        if !hold.placement.lines.isEmpty {
            return Verdict(.invalidRequest, .lines, hold: body.hold)
        }
        let has: Int64 =
            switch body.from {
            case .captured: hold.total(\.refundable)
            case .released: hold.total(\.released)
            case .expired: hold.total(\.expired)
            }
        let amount = body.amount.minor
        let late = hold.answers.reduce(0) { $0 + $1.late }
        let unbilled = hold.total(\.released) + hold.total(\.expired) - late
        if amount > has || body.to == .captured && amount > unbilled {
            return Verdict(.amountExceedsCaptured, .amount, hold: body.hold)
        }
        let givesBack = body.from == .captured
        let bills = body.to == .captured
        if givesBack && !isInRange(index, .refund, amount)
            || bills && !isInRange(index, .capture, amount)
        {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        if let verdict = own(index) { return verdict }
        if policy!.twoPersons.corrections, !isApproved {
            return Verdict(.approvalNeeded, .from, hold: body.hold)
        }
        var changes = Sums()
        switch body.from {
        case .captured: changes.captured -= amount
        case .released: changes.released -= amount
        case .expired: changes.expired -= amount
        }
        if bills { changes.captured += amount } else { changes.released += amount }
        if givesBack { giveBack(index, amount, id: body.operation) }
        if bills { bill(index, amount) }
        change(index, .correction, nil, changes, .correction)
        return done(index, .correction, body.operation, request, amount: amount)
    }
}
