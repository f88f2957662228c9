import SluiceAPI
import SluiceCore
import SluiceEngine

/// What `sluice top` shows of one interval.
struct TopFrame {
    struct Lane {
        var name: String
        var perSecond: Double
        var refusedPerSecond: Double
        var depth: Int
        var oldestMs: Double
        /// Of the interval, from coming in to being durable; nil where nothing was answered.
        var p50Ms: Double?
        var p99Ms: Double?
    }

    struct Follower {
        var name: String
        var rowsBehind: Int
        var isFailing: Bool
    }

    var seconds: Double
    var commitsPerSecond: Double
    var commandsPerSecond: Double
    var requestsPerSecond: Double
    var lanes: [Lane]
    /// As `/v1/slo` has them.
    var unlocks: [JSONValue]
    var tiers: [JSONValue]
    /// Detectors that find something, the largest amount first.
    var anomalies: [JSONValue]
    var liveHolds: Int
    var accounts: Int
    var pastDeadline: Int
    var feedsSilent: Int
    var followers: [Follower]
    var archiveWaitingBytes: Int
    var webhooksWaiting: Int
    var webhooksDead: Int
    var webhooksOldestSeconds: Int
    var readiness: JSONValue

    init(from old: TopReading, to new: TopReading) {
        let span = (new.at - old.at).components
        let seconds = max(0.001, Double(span.seconds) + Double(span.attoseconds) / 1e18)
        let metrics = new.metrics
        func rate(_ name: String) -> Double { max(0, metrics[name] - old.metrics[name]) / seconds }
        self.seconds = seconds
        commitsPerSecond = rate("sluice_batches_total")
        commandsPerSecond = rate("sluice_commands_total")
        requestsPerSecond =
            metrics.labels("status", of: "sluice_http_requests_total").reduce(0) { sum, status in
                sum + metrics["sluice_http_requests_total", "status", status]
                    - old.metrics["sluice_http_requests_total", "status", status]
            } / seconds
        lanes = SluiceEngine.Lane.allCases.map { Lane($0.code, old.metrics, metrics, seconds) }
        unlocks = new.levels["unlocks"].elements
        tiers = new.levels["desk"]["tiers"].elements
        let found = new.board["detectors"].elements
        anomalies = found.filter { ($0["count"].number ?? 0) > 0 }
            .sorted { Self.amount(of: $0) > Self.amount(of: $1) }
        liveHolds = Int(metrics["sluice_live_holds"])
        accounts = Int(metrics["sluice_accounts"])
        pastDeadline = Int(
            found.first { $0["detector"].text == Detector.endPassed.code }?["count"].number ?? 0)
        feedsSilent = Int(metrics["sluice_feeds_lost"])
        followers = metrics.labels("consumer", of: "sluice_consumer_row").map { name in
            let row = metrics["sluice_consumer_row", "consumer", name]
            return Follower(
                name: name, rowsBehind: max(0, Int(metrics["sluice_journal_row"] - row)),
                isFailing: metrics["sluice_consumer_failing", "consumer", name] > 0)
        }
        archiveWaitingBytes = Int(metrics["sluice_archive_waiting_bytes"])
        webhooksWaiting = Int(metrics["sluice_webhooks_waiting"])
        webhooksDead = Int(metrics["sluice_webhooks_dead"])
        webhooksOldestSeconds = Int(metrics["sluice_webhooks_oldest_seconds"])
        readiness = new.readiness
    }

    /// The largest of its amounts, whatever the currency: an order to look at them in.
    private static func amount(of detector: JSONValue) -> Int64 {
        detector["amounts"].elements.compactMap { $0["amount"].number }.max() ?? 0
    }
}

extension TopFrame.Lane {
    init(_ name: String, _ old: MetricsText, _ new: MetricsText, _ seconds: Double) {
        func rate(_ series: String) -> Double {
            max(0, new[series, "lane", name] - old[series, "lane", name]) / seconds
        }
        self.name = name
        perSecond = rate("sluice_lane_served_total")
        refusedPerSecond = rate("sluice_lane_refused_total")
        depth = Int(new["sluice_lane_depth", "lane", name])
        oldestMs = new["sluice_lane_oldest_wait_nanoseconds", "lane", name] / 1e6
        let before = old.buckets("sluice_answer_seconds", "lane", name)
        let after = new.buckets("sluice_answer_seconds", "lane", name)
        p50Ms = Self.quantileMs(0.5, before, after)
        p99Ms = Self.quantileMs(0.99, before, after)
    }

    /// The bound within which a share of what came between two readings lies.
    static func quantileMs(
        _ share: Double, _ old: [(bound: Double, count: Double)],
        _ new: [(bound: Double, count: Double)]
    ) -> Double? {
        let before = Dictionary(old.map { ($0.bound, $0.count) }) { first, _ in first }
        let counts = new.map { (bound: $0.bound, count: $0.count - (before[$0.bound] ?? 0)) }
        guard let all = counts.last?.count, all > 0 else { return nil }
        return counts.first { $0.count >= share * all }.map { $0.bound * 1_000 }
    }
}
