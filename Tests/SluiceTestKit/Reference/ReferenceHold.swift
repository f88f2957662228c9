import SluiceCore

/// A hold: what was asked for and every movement since. All amounts are sums of movements.
public struct ReferenceHold: Sendable {
    public let placement: PlaceHold
    public let decision: Reason
    public let generation: UInt32
    public let captureOn: CaptureOn
    public let expiresAt: Instant
    public var movements: [Movement] = []
    var answers: [Answer] = []

    /// An amount moved on one line; line nil for a hold without lines.
    public struct Movement: Sendable {
        let kind: HoldOperationKind
        let line: LineKey?
        let amount: Int64
        let reason: Reason
    }

    /// The first answer given under an id.
    struct Answer: Sendable {
        let id: OperationKey
        let kind: HoldOperationKind
        let request: OperationRequest
        let verdict: Verdict
    }

    /// An amount of one line.
    public struct Share: Sendable {
        let line: LineKey?
        let amount: Int64
    }

    /// The lines placed, then those that increments added; one nil where there are none.
    public var lines: [LineKey?] {
        if placement.lines.isEmpty { return [nil] }
        return placement.lines.map(\.line) + movements.filter { $0.kind == .increment }.map(\.line)
    }

    public func sums(_ line: LineKey?) -> Sums {
        var sums = Sums()
        if line == nil, placement.lines.isEmpty { sums.authorised = placement.amount.minor }
        for placed in placement.lines where placed.line == line {
            sums.authorised = placed.amount.minor
        }
        for movement in movements where movement.line == line {
            switch movement.kind {
            case .capture: sums.captured += movement.amount
            case .release: sums.released += movement.amount
            case .expiry: sums.expired += movement.amount
            case .increment: sums.authorised += movement.amount
            case .refund: sums.refunded += movement.amount
            }
        }
        return sums
    }

    public func total(_ part: KeyPath<Sums, Int64>) -> Int64 {
        lines.reduce(0) { $0 + sums($1)[keyPath: part] }
    }

    public var isLive: Bool { decision == .approved && total(\.open) > 0 }

    /// Why the newest amount moved, or what was decided where none has.
    public var reason: Reason {
        decision == .approved ? movements.last?.reason ?? decision : decision
    }

    public var status: HoldStatus {
        let authorised = total(\.authorised)
        let captured = total(\.captured)
        if decision != .approved { return .declined }
        if total(\.open) > 0 { return captured > 0 ? .partCaptured : .active }
        if captured == authorised { return .captured }
        if captured > 0 { return .closed }
        return total(\.expired) > 0 ? .expired : .released
    }

    /// Everything there is of a part, line by line.
    func all(_ part: KeyPath<Sums, Int64>) -> [Share] {
        lines.map { Share(line: $0, amount: sums($0)[keyPath: part]) }.filter { $0.amount > 0 }
    }

    /// An amount laid on the lines from the first on.
    func first(_ amount: Int64, of part: KeyPath<Sums, Int64>) -> [Share] {
        var rest = amount
        var shares: [Share] = []
        for share in all(part) where rest > 0 {
            shares.append(Share(line: share.line, amount: min(rest, share.amount)))
            rest -= shares.last!.amount
        }
        return shares
    }
}

/// The amounts of a hold or a line.
public struct Sums: Hashable, Sendable {
    public var authorised: Int64 = 0
    public var captured: Int64 = 0
    public var released: Int64 = 0
    public var expired: Int64 = 0
    public var refunded: Int64 = 0

    public var open: Int64 { authorised - captured - released - expired }
    public var refundable: Int64 { captured - refunded }
}

extension [ReferenceHold.Share] {
    var sum: Int64 { reduce(0) { $0 + $1.amount } }
}

extension ReferenceLedger {
    /// Moves amounts of a hold and what follows from them on the account.
    mutating func move(
        _ index: Int, _ kind: HoldOperationKind, _ shares: [ReferenceHold.Share],
        _ reason: Reason
    ) {
        let account = holds[index].placement.account
        if kind == .capture {
            let entry = accounts[account]!.capturing(shares.sum)
            accounts[account]!.entries.append(entry)
        }
        if kind == .refund {
            let entry = accounts[account]!.refunding(shares.sum, isKept: keepsSurplus)
            accounts[account]!.entries.append(entry)
        }
        for share in shares {
            holds[index].movements.append(
                ReferenceHold.Movement(
                    kind: kind, line: share.line, amount: share.amount, reason: reason))
        }
    }

    var keepsSurplus: Bool { policy?.refundSurplus == .keep }

    /// Whether a movement leaves every balance of the account in range.
    func isInRange(_ index: Int, _ kind: HoldOperationKind, _ amount: Int64) -> Bool {
        let account = accounts[holds[index].placement.account]!
        switch kind {
        case .capture: return account.isInRange(with: account.capturing(amount))
        case .refund:
            return account.isInRange(with: account.refunding(amount, isKept: keepsSurplus))
        case .release, .expiry, .increment: return true
        }
    }
}
