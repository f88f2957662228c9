/// How an amount falls on the lines of a hold.
struct Allocation {
    var total: Money
    /// By index into the hold's lines; empty where the hold is one implicit line.
    var parts: [(line: Int, amount: Money)] = []
    /// What each line named by a fact gave, where the hold has lines or not.
    var named: [LineAmount] = []

    /// What is left of it after a part of it.
    func without(_ part: Allocation) -> Allocation {
        guard part.total.isPositive else { return self }
        let lines = part.parts.map(\.line)
        var rest = Allocation(total: total - part.total)
        rest.parts = parts.filter { !lines.contains($0.line) }
        rest.named = named.filter { !part.named.contains($0) }
        return rest
    }

    enum Fault: Error {
        case exceeds
        case unknownLine
        case sumDiffers

        var code: OutcomeCode {
            switch self {
            case .exceeds: .amountExceedsOpen
            case .unknownLine: .lineUnknown
            case .sumDiffers: .linesDoNotSum
            }
        }
    }
}

extension Ledger {
    /// All that a hold has of one part of its amounts, line by line.
    @inline(__always)
    func allocateAll(_ slot: Slot, of part: HoldPart) -> Allocation {
        var allocation = Allocation(total: holds[slot].amounts[part])
        if holds[slot].details.isNone { return allocation }
        for (index, line) in holds.lines(of: slot).enumerated() {
            let amount = line.amounts[part]
            if amount.isPositive { allocation.parts.append((index, amount)) }
        }
        return allocation
    }

    /// Lays a request on the lines of a hold: the lines named, else in order of the lines.
    @inline(__always)
    func allocate(
        _ slot: Slot, _ request: OperationRequest, of part: HoldPart
    ) -> Result<Allocation, Allocation.Fault> {
        if request.lines.isEmpty, request.amount == nil {
            return .success(allocateAll(slot, of: part))
        }
        return allocateSome(slot, request, of: part)
    }

    private func allocateSome(
        _ slot: Slot, _ request: OperationRequest, of part: HoldPart
    ) -> Result<Allocation, Allocation.Fault> {
        if request.lines.isEmpty, let amount = request.amount {
            return allocateInOrder(slot, amount, of: part)
        }
        var allocation = Allocation(total: .zero)
        let lines = holds.lines(of: slot)
        for named in request.lines {
            guard let index = lines.firstIndex(where: { $0.key == named.line })
            else { return .failure(.unknownLine) }
            let has = lines[index].amounts[part]
            let amount = named.amount ?? has
            guard amount <= has, amount.isPositive else { return .failure(.exceeds) }
            allocation.parts.append((index, amount))
            allocation.total += amount
        }
        if let amount = request.amount, amount != allocation.total {
            return .failure(.sumDiffers)
        }
        return .success(allocation)
    }

    private func allocateInOrder(
        _ slot: Slot, _ amount: Money, of part: HoldPart
    ) -> Result<Allocation, Allocation.Fault> {
        guard amount <= holds[slot].amounts[part] else { return .failure(.exceeds) }
        var allocation = Allocation(total: amount)
        var rest = amount
        for (index, line) in holds.lines(of: slot).enumerated() where rest.isPositive {
            let taken = min(rest, line.amounts[part])
            if taken.isPositive { allocation.parts.append((index, taken)) }
            rest -= taken
        }
        return .success(allocation)
    }

    /// Whether capturing an amount keeps owed in range.
    @inline(__always)
    func canOwe(_ amount: Money, account: Slot) -> Bool {
        accounts[account].balances.owed.adding(amount) != nil
    }

    /// Whether refunding an amount keeps the credit balance or the payout in range.
    func canRefund(_ amount: Money, account: Slot) -> Bool {
        let balances = accounts[account].balances
        let surplus = amount - min(amount, balances.owed)
        return policy?.refundSurplus == .keep
            ? balances.creditBalance.adding(surplus) != nil
            : balances.payoutDue.adding(surplus) != nil
    }

    /// Moves money of a hold whose amounts allow it: emits the event with all that results.
    /// - Parameter newLine: the line an increment makes on a hold with lines, if it names none.
    mutating func move(
        _ slot: Slot, kind: HoldOperationKind, operation: OperationKey,
        request: OperationRequest, allocation: Allocation, amount: Money, reason: Reason,
        newLine: LineKey = .none
    ) {
        var balances = accounts[holds[slot].accountSlot].balances
        let (allocated, postings) = book(kind, amount, in: &balances)
        var amounts = holds[slot].amounts
        amounts.add(amount, as: kind)
        let held = holds.lines(of: slot)
        var lines: [LineMoved] = []
        for part in allocation.parts {
            var moved = held[part.line].amounts
            moved.add(part.amount, as: kind)
            lines.append(LineMoved(line: held[part.line].key, amounts: moved))
        }
        if kind == .increment, !held.isEmpty {
            // An increment that names no line is one of its own, named by its operation.
            let named =
                allocation.named.isEmpty
                ? [LineAmount(line: newLine, amount: amount)] : allocation.named
            lines += named.map { line in
                var raised =
                    held.first { $0.key == line.line }?.amounts
                    ?? HoldAmounts(authorised: .zero)
                raised.authorised += line.amount ?? .zero
                return LineMoved(line: line.line, amounts: raised)
            }
        }
        let surplus = kind == .refund && policy?.refundSurplus == .payout && amount > allocated
        let payoutDueAt = surplus ? now.adding(spanNs: policy!.payoutWithinNs) : nil
        emit(
            HoldMoved(
                hold: holds[slot].key, account: holds[slot].account, kind: kind,
                operation: operation, request: request, amount: amount, reason: reason,
                allocated: allocated, payoutDueAt: payoutDueAt, amounts: amounts, lines: lines,
                balances: balances, postings: postings),
            at: slot)
    }

    /// Books an amount on the balances of an account (docs/decisions/12).
    /// - Returns: the part from the credit balance (capture) or to owed (refund), and the postings.
    private func book(
        _ kind: HoldOperationKind, _ amount: Money, in balances: inout Balances
    ) -> (allocated: Money, postings: Postings) {
        switch kind {
        case .capture:
            let credit = min(amount, balances.creditBalance)
            let owed = amount - credit
            balances.held -= amount
            balances.creditBalance -= credit
            balances.owed += owed
            var postings = Postings(.held, amount.negated, .unused, credit)
            postings[.used] = owed.minor
            postings[.receivable] = owed.minor
            postings[.creditBalance] = credit.minor
            postings[.merchantPayable] = -amount.minor
            return (credit, postings)
        case .release, .expiry, .decline:
            balances.held -= amount
            return (.zero, Postings(.held, amount.negated, .unused, amount))
        case .increment:
            balances.held += amount
            return (.zero, Postings(.unused, amount.negated, .held, amount))
        case .refund:
            return bookRefund(amount, in: &balances)
        // The children hold what the parent did.
        case .split: return (.zero, Postings())
        default: preconditionFailure("\(kind) moves no money by itself")
        }
    }

    /// What is given back: owed falls first, the surplus goes where policy says.
    func bookRefund(
        _ amount: Money, in balances: inout Balances
    ) -> (allocated: Money, postings: Postings) {
        let owed = min(amount, balances.owed)
        let surplus = amount - owed
        balances.owed -= owed
        var postings: Postings = [
            .used: owed.negated, .unused: owed, .receivable: owed.negated,
            .merchantPayable: amount,
        ]
        if policy?.refundSurplus == .keep {
            balances.creditBalance += surplus
            postings[.creditBalance] = surplus.negated.minor
        } else {
            balances.payoutDue += surplus
            postings[.payoutDue] = surplus.negated.minor
        }
        return (owed, postings)
    }
}

extension HoldAmounts {
    fileprivate mutating func add(_ amount: Money, as kind: HoldOperationKind) {
        switch kind {
        case .capture: captured += amount
        case .release, .decline: released += amount
        case .expiry: expired += amount
        case .increment: authorised += amount
        case .refund: refunded += amount
        case .split: authorised -= amount
        default: break
        }
    }
}
