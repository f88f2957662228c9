import DequeModule
import SluiceCore

/// What the writer of views remembers from page to page, so that it looks up less.
///
/// Thrown away whenever a page fails: then nothing of it is known to be stored. Used by the thread that
/// consumes, which makes it Sendable.
final class ViewsMemory: @unchecked Sendable {
    /// What an event needs to know of a hold it does not tell.
    struct Place {
        /// Of the event that placed it: the key of its row.
        var sequence: Int64
        var status: HoldStatus
        var decision: UInt16
    }

    private struct Term: Hashable {
        var scenario: Code
        var policyVersion: UInt32
    }

    /// How far the sequence of a merchant has come, and how many ranges it lacks.
    struct SequenceHead {
        /// nil before its first number.
        var highest: Int64?
        var gaps: Int
    }

    var unlocks = UnlockCounts()
    private var places: [HoldKey: Place] = [:]
    /// Keys in the order they came; some have gone since.
    private var order: Deque<HoldKey> = []
    private var maximumAges: [Term: Int64] = [:]
    /// The newest day that is closed; nil while that was not looked up, then nil for none.
    var closedThrough: Int32??
    /// Whether any order is wished for; nil while that was not looked up.
    var hasWishes: Bool?
    var sequences: [MerchantKey: SequenceHead] = [:]
    /// Those whose highest number is not written yet.
    var sequencesMoved: Set<MerchantKey> = []
    /// Orders that may be over since the command being taken.
    var ordersOver: [OrderKey] = []
    /// When each merchant told of a new order, as far as that is not written yet.
    var createdSenders: [MerchantKey: Int64] = [:]
    /// Rows of `watches` written since the newest sweep.
    var watched = 0
    /// Where the next sweep begins.
    var sweptTo: (detector: Int64, subject: Int64) = (0, 0)
    /// Whether any fact is parked, and any order was asked for; nil while that was not looked up.
    var hasParked: Bool?
    var hasPulled: Bool?
    /// Whether anything was told of a placement that was only asked for; nil while that was not looked up.
    var hasQuotes: Bool?

    func removeAll() {
        unlocks = UnlockCounts()
        places.removeAll()
        order.removeAll()
        maximumAges.removeAll()
        closedThrough = nil
        hasWishes = nil
        sequences.removeAll()
        sequencesMoved.removeAll()
        ordersOver.removeAll()
        createdSenders.removeAll()
        watched = 0
        hasParked = nil
        hasPulled = nil
        hasQuotes = nil
    }

    func place(of hold: HoldKey) -> Place? { places[hold] }

    /// Remembers where an open hold stands, and forgets those that have ended, and the oldest.
    func set(_ place: Place, of hold: HoldKey) {
        guard place.status.isOpen else {
            places[hold] = nil
            return
        }
        guard places.updateValue(place, forKey: hold) == nil else { return }
        order.append(hold)
        while order.count > StoreLimits.placesMax, let oldest = order.popFirst() {
            places[oldest] = nil
        }
    }

    /// How long a hold may grow old by its terms; looked up once.
    func maximumAgeNs(
        _ scenario: Code, _ version: UInt32, orLookUp lookUp: () throws -> Int64
    ) rethrows -> Int64 {
        let term = Term(scenario: scenario, policyVersion: version)
        if let known = maximumAges[term] { return known }
        let found = try lookUp()
        maximumAges[term] = found
        return found
    }
}
