import SluiceCore

/// How a merchant's feed of facts is, as answers show it.
public struct MerchantHealthDocument: Sendable {
    public var name: String
    public var merchant: MerchantRecord
    /// Whether feeds can be lost, by the policy in force.
    public var watchesFeeds: Bool
    /// How many the board shows of each detector, as it was counted last.
    public var anomalies: [(detector: Detector, count: Int)]

    public init(
        name: String, merchant: MerchantRecord, watchesFeeds: Bool,
        anomalies: [(detector: Detector, count: Int)] = []
    ) {
        self.name = name
        self.merchant = merchant
        self.watchesFeeds = watchesFeeds
        self.anomalies = anomalies
    }

    public enum State: String, Sendable, CaseIterable {
        case alive
        case lost
        /// Too little is said to tell, or policy does not ask.
        case unknown
    }

    public var state: State {
        let feed = merchant.feed
        if feed.isLost { return .lost }
        return watchesFeeds && feed.windowNs != nil ? .alive : .unknown
    }

    public func write(to writer: inout JSONWriter) {
        let feed = merchant.feed
        writer.object { writer in
            writer.member("merchant", name)
            writer.member("feed", state.rawValue)
            if feed.isLost {
                writer.member("lost_since", feed.lostSince)
                writer.member("reason", feed.lostReason)
            } else if state == .alive, let lostAt = feed.lostAt {
                writer.member("lost_at", lostAt)
            }
            if let windowNs = feed.windowNs {
                writer.member("window_seconds", windowNs / Span.secondNs)
            }
            if let newest = feed.pulse.last { writer.member("last_fact_at", newest) }
            writer.name("facts")
            writer.array { writer in
                for (age, count) in feed.counts.enumerated() where count > 0 {
                    writer.object { writer in
                        let day = Int(feed.day) - age
                        writer.member("date", CivilDate(daysSince1970: day).text)
                        writer.member("count", Int64(count))
                    }
                }
            }
            writer.member("parked_facts", Int64(merchant.parkedFacts))
            writer.name("anomalies")
            writer.array { writer in
                for (detector, count) in anomalies where count > 0 {
                    writer.object { writer in
                        writer.member("detector", detector.code)
                        writer.member("count", Int64(count))
                    }
                }
            }
            writer.member("sequence", OpaqueSequence.encode(merchant.sequence))
        }
    }
}
