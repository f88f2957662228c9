import SluiceCore
import SluiceEngine

/// What the settings say to the engine.
extension ServeConfiguration {
    var engineOptions: EngineOptions {
        var options = EngineOptions()
        options.snapshotEventsMin = whole(.snapshotEvents)
        options.scrubWithinNs = Int64(whole(.scrubHours)) * Span.hourNs
        options.capacity.accountsMax = whole(.maxAccounts)
        options.capacity.liveHoldsMax = whole(.maxLiveHolds)
        options.capacity.ordersMax = whole(.maxOrders)
        options.rowFiling.ageMaxNs = Int64(whole(.journalHours)) * Span.hourNs
        options.rowFiling.bytesMax = Int64(whole(.journalMib)) << 20
        return options
    }

    /// The second directory that has every row before it is answered.
    var follower: FollowerChoice? {
        given(.waitForFollower).map {
            FollowerChoice(path: $0, waitNs: Int64(whole(.followerSeconds)) * Span.secondNs)
        }
    }
}
