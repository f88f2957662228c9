import SluiceCore
import SluiceEngine

/// The board at one time: how many there are of each detector, over all and of each merchant.
struct BoardFigures: Sendable {
    /// The time conditions were tested at.
    let asOf: Instant
    /// The newest event the first page could know of.
    var sequence: UInt64 = 0
    private var whole: [Detector: AnomalyTally] = [:]
    private var ofMerchants: [MerchantKey: [Detector: AnomalyTally]] = [:]
    /// What is open of merchants whose feed is lost.
    private var open: [MerchantKey: AnomalyTally] = [:]
    /// What is open, by age.
    private(set) var ages: [LockAge: AmountTally] = [:]
    /// What the locks that ended in the past day were spent on.
    var lockTime = LockTimeFigures()

    init(asOf: Instant) { self.asOf = asOf }

    func isNewer(than other: BoardFigures) -> Bool {
        (asOf, sequence) > (other.asOf, other.sequence)
    }

    /// - Parameter merchant: nil: all.
    func tally(_ detector: Detector, of merchant: MerchantKey? = nil) -> AnomalyTally {
        let tallies = merchant.map { ofMerchants[$0] ?? [:] } ?? whole
        return tallies[detector] ?? AnomalyTally()
    }

    /// What is open of a merchant whose feed is lost.
    func openAmounts(of merchant: MerchantKey) -> [AnomalyTally.Sum] {
        open[merchant]?.amounts ?? []
    }

    /// Merchants of which some detectors found something, those with the oldest of it first.
    func merchants(_ detectors: [Detector]) -> [(merchant: MerchantKey, oldest: Instant?)] {
        let found = ofMerchants.compactMap { merchant, tallies -> (MerchantKey, Instant?)? in
            let those = detectors.compactMap { tallies[$0] }.filter { $0.count > 0 }
            return those.isEmpty ? nil : (merchant, those.compactMap(\.oldest).min())
        }
        return found.sorted { ($0.1 ?? .never, $0.0) < ($1.1 ?? .never, $1.0) }
    }

    mutating func add(_ anomaly: Anomaly, _ detector: Detector) {
        whole[detector, default: AnomalyTally()].add(anomaly)
        guard let merchant = anomaly.merchant?.key else { return }
        ofMerchants[merchant, default: [:]][detector, default: AnomalyTally()].add(anomaly)
    }

    mutating func add(_ aged: AgedAmount) {
        ages[aged.age, default: AmountTally()].add(
            Int64(aged.count), aged.amount.minor, aged.currency)
    }

    mutating func add(_ amount: OpenAmount) {
        open[amount.merchant, default: AnomalyTally()].add(amount.amount, amount.currency)
        whole[.feedLost, default: AnomalyTally()].add(amount.amount, amount.currency)
        ofMerchants[amount.merchant, default: [:]][.feedLost, default: AnomalyTally()]
            .add(amount.amount, amount.currency)
    }
}
