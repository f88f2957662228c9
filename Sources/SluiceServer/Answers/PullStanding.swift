import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// How one merchant is asked for orders: what waits of each class, and how long it may.
struct PullStanding: Sendable {
    struct OfClass: Sendable {
        var urgency: PullClass
        /// nil where nobody can say.
        var secondsMax: Int64?
        var waiting: Int
        var oldest: Instant?
    }

    var connector: String
    var merchant: String
    /// In the order of `PullClass.allCases`.
    var classes: [OfClass]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("connector", connector)
            writer.member("merchant", merchant)
            writer.name("classes")
            writer.array { writer in
                for one in classes { one.write(to: &writer) }
            }
        }
    }
}

extension PullStanding.OfClass {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("class", urgency.code)
            writer.member("weight", Int64(urgency.weight))
            if let secondsMax { writer.member("seconds_max", secondsMax) }
            writer.member("waiting", Int64(waiting))
            if let oldest { writer.member("oldest_since", oldest) }
        }
    }
}

extension Puller {
    /// How each connector stands, by name.
    /// - Parameter merchant: nil: of all.
    func standings(of merchant: MerchantKey?) -> [PullStanding] {
        let all = connectors.all
        return state.withLock { state in
            all.compactMap { connector in
                let key = KeyDerivation.merchant(connector.merchant)
                guard merchant == nil || merchant == key, let schedule = state.schedules[key]
                else { return nil }
                let waits = PullWaits(connector)
                return PullStanding(
                    connector: connector.name, merchant: connector.merchant,
                    classes: PullClass.allCases.map { urgency in
                        PullStanding.OfClass(
                            urgency: urgency, secondsMax: waits?.maxSeconds(of: urgency),
                            waiting: schedule.count(of: urgency),
                            oldest: schedule.oldest(of: urgency))
                    })
            }
        }
    }
}
