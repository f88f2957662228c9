import SluiceCore
import SluiceEngine
import SluiceForecast

/// One forecast that was told, and what came of it.
struct EtaTold {
    var order: String
    var purchasedAt: Instant
    var toldAt: Instant
    /// Days after the purchase.
    var day: Int
    /// When the fact came.
    var endedAt: Instant
    /// At shares 0.025, 0.1, 0.5, 0.9 and 0.975.
    var quantiles: [Instant]
    var latest: Instant
    /// The purchase and the median of what took until the fact, and longer than until now, of those that had
    /// it in the 60 days before.
    var baseline: Instant

    static let header =
        "case,order,day,told_at_ns,p025_ns,p10_ns,p50_ns,p90_ns,p975_ns,latest_ns"

    /// As a line of CSV under the header.
    func line(_ name: String) -> String {
        let times = [toldAt] + quantiles + [latest]
        return "\(name),\(order),\(day)," + times.map { "\($0.ns)" }.joined(separator: ",")
    }
}

/// The purchases told of one after the other in the order in which things became known, and forecasts
/// asked for meanwhile: each knows what was known then and nothing else.
struct EtaReplay {
    /// The fact that ends a hold.
    let target: CaptureOn

    static let tellsOnDays = [0, 1, 3, 7]
    static let shares = [0.025, 0.1, 0.5, 0.9, 0.975]
    /// The holds of these files live 180 days.
    static let timeToLiveNs = 180 * Span.dayNs
    /// 2018-01-01 in São Paulo: purchases from then on are asked about.
    static let asksFrom = Instant(ns: 17_532 * Span.dayNs + 2 * Span.hourNs)
    private static let merchant = KeyDerivation.merchant("olist")

    /// What happens at one instant happens in this order: facts are known when something is told.
    private enum Step: Int {
        case place, fact, end, tell
    }
    private struct Happening {
        var at: Instant
        var step: Step
        var order: Int
        var fact: FactKind?
        var day = 0
        var kind = EndKind.billed
    }

    func run(_ orders: [EtaOrder]) -> [EtaTold] {
        var forecaster = Forecaster()
        var baseline = RollingMedian()
        var told: [EtaTold] = []
        for happening in happenings(orders) {
            let order = orders[happening.order]
            let subject = subject(order)
            switch happening.step {
            case .place: forecaster.observe(placed: subject)
            case .fact:
                if let fact = happening.fact {
                    forecaster.observe(fact: fact, of: subject.order, at: happening.at)
                }
            case .end:
                forecaster.observe(ended: subject.hold, as: happening.kind, at: happening.at)
                guard happening.kind == .billed else { continue }
                baseline.add(happening.at.ns - order.purchasedAt.ns, at: happening.at)
            case .tell:
                guard let endedAt = order.fact(target.fact),
                    let spread = forecaster.spread(of: subject.hold, at: happening.at)
                else { continue }
                let median = baseline.median(
                    at: happening.at, above: happening.at.ns - order.purchasedAt.ns)
                told.append(
                    EtaTold(
                        order: order.name, purchasedAt: order.purchasedAt, toldAt: happening.at,
                        day: happening.day, endedAt: endedAt,
                        quantiles: EtaReplay.shares.map { spread.instant(of: $0, as: .billed) },
                        latest: spread.instant(of: ForecastLimits.latestShare, as: .billed),
                        baseline: order.purchasedAt.adding(spanNs: median)))
            }
        }
        return told
    }

    private func happenings(_ orders: [EtaOrder]) -> [Happening] {
        var happenings: [Happening] = []
        for (index, order) in orders.enumerated() {
            happenings.append(Happening(at: order.purchasedAt, step: .place, order: index))
            for fact in [FactKind.paid, .shipped, .delivered] where fact != target.fact {
                guard let at = order.fact(fact) else { continue }
                happenings.append(
                    Happening(
                        at: max(at, order.purchasedAt), step: .fact, order: index, fact: fact))
            }
            guard let endedAt = order.fact(target.fact) else {
                // Nobody says that it was cancelled: the hold ends by itself.
                happenings.append(
                    Happening(
                        at: order.purchasedAt.adding(spanNs: Self.timeToLiveNs), step: .end,
                        order: index, kind: .returned))
                continue
            }
            happenings.append(
                Happening(at: max(endedAt, order.purchasedAt), step: .end, order: index))
            guard order.purchasedAt >= Self.asksFrom else { continue }
            for day in EtaReplay.tellsOnDays {
                let at = order.purchasedAt.adding(spanNs: Int64(day) * Span.dayNs)
                guard day == 0 || at < endedAt else { continue }
                happenings.append(Happening(at: at, step: .tell, order: index, day: day))
            }
        }
        return happenings.enumerated().sorted { left, right in
            (left.element.at, left.element.step.rawValue, left.offset)
                < (right.element.at, right.element.step.rawValue, right.offset)
        }.map(\.element)
    }

    private func subject(_ order: EtaOrder) -> HoldSubject {
        let key = KeyDerivation.order(merchant: Self.merchant, name: order.name)
        return HoldSubject(
            hold: KeyDerivation.hold(merchant: Self.merchant, name: order.name), order: key,
            scenario: .physical, captureOn: target, placedAt: order.purchasedAt,
            endsAt: order.purchasedAt.adding(spanNs: Self.timeToLiveNs),
            segments: Segments(
                region: segment(order.region), route: segment("\(order.origin)>\(order.region)"),
                merchant: segment(order.seller)))
    }

    private func segment(_ name: String) -> AnyKey { KeyDerivation.merchant(name).retagged() }
}

extension CaptureOn {
    /// The fact a hold of such terms waits for.
    var fact: FactKind {
        switch self {
        case .shipped: .shipped
        case .delivered: .delivered
        case .completed: .completed
        }
    }
}

/// The baseline: the median of what ended in the last 60 days.
struct RollingMedian {
    private var ended: [(at: Instant, tookNs: Int64)] = []

    static let windowNs = 60 * Span.dayNs

    /// In the order of time.
    mutating func add(_ tookNs: Int64, at: Instant) { ended.append((at, tookNs)) }

    /// Of those that took longer than `aboveNs`; that, where none did. The window is up to and without `now`.
    mutating func median(at now: Instant, above aboveNs: Int64) -> Int64 {
        let from = Instant(ns: now.ns - Self.windowNs)
        ended.removeAll { $0.at < from }
        let taken = ended.lazy.filter { $0.at < now && (aboveNs == 0 || $0.tookNs > aboveNs) }
            .map(\.tookNs).sorted()
        guard !taken.isEmpty else { return aboveNs }
        let middle = taken.count / 2
        return taken.count % 2 == 1 ? taken[middle] : (taken[middle - 1] + taken[middle]) / 2
    }
}
