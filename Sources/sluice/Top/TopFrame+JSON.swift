import SluiceAPI
import SluiceCore

/// A frame as a document: rates in thousandths a second, times in microseconds, for JSON of ours has
/// whole numbers alone.
extension TopFrame {
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.object { writer in
            writer.member("interval_ms", Int64((seconds * 1_000).rounded()))
            writer.name("ready")
            writer.raw(readiness.bytes)
            writer.member("commits_per_1000_s", Self.thousandths(commitsPerSecond))
            writer.member("commands_per_1000_s", Self.thousandths(commandsPerSecond))
            writer.member("requests_per_1000_s", Self.thousandths(requestsPerSecond))
            writer.name("lanes")
            writer.array { writer in for lane in lanes { lane.write(to: &writer) } }
            writer.list("unlocks", unlocks)
            writer.list("tiers", tiers)
            writer.list("anomalies", anomalies)
            writer.member("live_holds", Int64(liveHolds))
            writer.member("accounts", Int64(accounts))
            writer.member("past_deadline", Int64(pastDeadline))
            writer.member("feeds_silent", Int64(feedsSilent))
            writer.name("followers")
            writer.array { writer in
                for follower in followers {
                    writer.object { writer in
                        writer.member("name", follower.name)
                        writer.member("rows_behind", Int64(follower.rowsBehind))
                        writer.member("failing", follower.isFailing)
                    }
                }
            }
            writer.member("archive_waiting_bytes", Int64(archiveWaitingBytes))
            writer.name("webhooks")
            writer.object { writer in
                writer.member("waiting", Int64(webhooksWaiting))
                writer.member("dead", Int64(webhooksDead))
                writer.member("oldest_seconds", Int64(webhooksOldestSeconds))
            }
        }
        return writer.bytes
    }

    fileprivate static func thousandths(_ value: Double) -> Int64 {
        value.isFinite ? Int64((value * 1_000).rounded()) : -1
    }
}

extension TopFrame.Lane {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("lane", name)
            writer.member("served_per_1000_s", TopFrame.thousandths(perSecond))
            writer.member("refused_per_1000_s", TopFrame.thousandths(refusedPerSecond))
            writer.member("waiting", Int64(depth))
            writer.member("oldest_us", TopFrame.thousandths(oldestMs))
            if let p50Ms { writer.member("p50_us", TopFrame.thousandths(p50Ms)) }
            if let p99Ms { writer.member("p99_us", TopFrame.thousandths(p99Ms)) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func list(_ name: String, _ values: [JSONValue]) {
        self.name(name)
        array { writer in for value in values { writer.raw(value.bytes) } }
    }
}
