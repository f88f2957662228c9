import SluiceCore
import SluiceEngine

/// The bounds an engine of one seed runs with; a restart may change them.
public struct Sizes: Hashable, Sendable {
    var batchCommandsMax = 8_192
    var batchBytesMax = 4 << 20
    var batchEndsMax = 2_048
    var takeCommandsMax = 256
    var tickEndsMax: UInt32 = 256
    var residentEndedMax = 200_000
    var snapshotEventsMin = 1_000_000
    var pageBytesMax = 4 << 20
    var laneCostMax = 32_768
    var capacityMax = 1_000_000

    init(_ random: inout RandomSource) {
        batchCommandsMax = random.pick([1, 2, 5, 20, 8_192])
        batchBytesMax = random.pick([1, 1_000, 4 << 20])
        batchEndsMax = random.pick([1, 3, 2_048])
        takeCommandsMax = random.pick([1, 3, 256])
        tickEndsMax = random.pick([1, 2, 256])
        residentEndedMax = random.pick([0, 0, 2, 10, 200_000])
        snapshotEventsMin = random.pick([1, 10, 60, 1_000_000])
        pageBytesMax = random.pick([1, 2_000, 4 << 20])
        laneCostMax = random.pick([4, 32_768, 32_768])
        capacityMax = random.chance(10) ? random.pick([3, 20]) : 1_000_000
    }

    /// Nothing in them looks at the clock of the machine: no batch ends by time, no load is shed.
    var options: EngineOptions {
        var options = EngineOptions()
        options.batchCommandsMax = batchCommandsMax
        options.batchBytesMax = batchBytesMax
        options.batchEndsMax = batchEndsMax
        options.takeCommandsMax = takeCommandsMax
        // Small takes go with small pieces: most requests of several commands are served in some.
        options.lanes.pieceCostMax = min(takeCommandsMax, options.lanes.pieceCostMax)
        options.tickEndsMax = tickEndsMax
        options.residentEndedMax = residentEndedMax
        options.snapshotEventsMin = snapshotEventsMin
        options.pageBytesMax = pageBytesMax
        options.eventsPageBytesMax = pageBytesMax
        options.lanes.costMax = PerLane(all: laneCostMax)
        options.lanes.delayMaxNs = .max
        // Small lanes go with a small bound of what waits for the archive: some 50 commands.
        if laneCostMax == 4 { options.archiveLagBytesMax = 20_000 }
        options.batchApplyNsMax = .max
        options.capacity.liveHoldsMax = capacityMax
        return options
    }
}
