import SluiceAPI
import SluiceCore

/// The report for programs: amounts in minor units, times in whole seconds.
extension Report {
    /// `{currency, by_status, by_reason, time_to_lock_end: {by_status, by_reason}}`.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.name("currency")
            if let currency { writer.string(currency.code) } else { writer.null() }
            writer.name("by_status")
            Self.amounts(of: byStatus, named: "status", to: &writer)
            writer.name("by_reason")
            Self.amounts(of: byReason, named: "reason", to: &writer)
            writer.name("time_to_lock_end")
            writer.object { writer in
                writer.name("by_status")
                Self.times(of: byStatus, named: "status", to: &writer)
                writer.name("by_reason")
                Self.times(of: byReason, named: "reason", to: &writer)
            }
        }
        return writer.bytes
    }

    /// `{order, status, placed, captured, refunded, released, expired, open}` of one order.
    static func json(of order: ReportOrder) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("order", order.order)
            writer.member("status", order.status)
            for (name, minor) in order.amounts.columns { writer.member(name, minor) }
        }
        return writer.bytes
    }

    private static func amounts(
        of groups: [ReportGroup], named key: String, to writer: inout JSONWriter
    ) {
        writer.array { writer in
            for group in groups {
                writer.object { writer in
                    writer.member(key, group.name)
                    writer.member("orders", Int64(group.orders))
                    for (name, minor) in group.amounts.columns { writer.member(name, minor) }
                }
            }
        }
    }

    private static func times(
        of groups: [ReportGroup], named key: String, to writer: inout JSONWriter
    ) {
        writer.array { writer in
            for group in groups {
                writer.object { writer in
                    writer.member(key, group.name)
                    writer.member("ended", Int64(group.lockTimes.ended))
                    seconds("p50_s", group.lockTimes.p50Ns, to: &writer)
                    seconds("p90_s", group.lockTimes.p90Ns, to: &writer)
                    seconds("p99_s", group.lockTimes.p99Ns, to: &writer)
                }
            }
        }
    }

    private static func seconds(_ name: String, _ spanNs: Int64?, to writer: inout JSONWriter) {
        writer.name(name)
        guard let spanNs else { return writer.null() }
        writer.integer((spanNs + Span.secondNs / 2) / Span.secondNs)
    }
}
