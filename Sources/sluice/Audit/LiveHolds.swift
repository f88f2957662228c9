import SluiceCore
import SluiceEngine

/// Which orders have several live locks, as far as one of them stands in the way.
///
/// Memory: about 100 bytes a live lock.
struct LiveHolds {
    /// How a live lock doubles an earlier one of its order.
    enum Double: Equatable {
        /// Of the same account for the same purpose.
        case sameKey
        /// Of another account.
        case otherAccount
    }

    private struct Live {
        var account: AccountKey
        var purpose: String
        var placedAt: Instant
        var line: Int

        /// The first is the one placed earlier; at equal times the one that stands first.
        func isBefore(_ other: Live) -> Bool {
            (placedAt, line) < (other.placedAt, other.line)
        }
    }

    private var first: [OrderKey: Live] = [:]
    private var others: [OrderKey: [Live]] = [:]

    /// Notes a lock that is open and names an order.
    mutating func note(_ hold: AuditHold) {
        let live = Self.live(hold)
        if first[Self.key(hold)] == nil {
            first[Self.key(hold)] = live
        } else {
            others[Self.key(hold), default: []].append(live)
        }
    }

    /// How a lock that was noted doubles one placed before it, nil if it does not.
    /// Complexity: O(live locks of its order).
    func double(_ hold: AuditHold) -> Double? {
        let key = Self.key(hold)
        guard !hold.order.isEmpty, let others = others[key], let first = first[key] else {
            return nil
        }
        let live = Self.live(hold)
        let earlier = ([first] + others).filter { $0.isBefore(live) }
        if earlier.contains(where: {
            $0.account == live.account && $0.purpose == live.purpose
        }) {
            return .sameKey
        }
        return earlier.contains { $0.account != live.account } ? .otherAccount : nil
    }

    private static func live(_ hold: AuditHold) -> Live {
        Live(
            account: hold.account, purpose: hold.purpose, placedAt: hold.placedAt, line: hold.line)
    }

    private static func key(_ hold: AuditHold) -> OrderKey {
        KeyDerivation.order(merchant: KeyDerivation.merchant(hold.merchant), name: hold.order)
    }
}
