import SluiceCore

/// How good forecasts were, in days.
struct EtaScore {
    var tells = 0
    var mae = 0.0
    var baselineMAE = 0.0
    var covered80 = 0.0
    var covered95 = 0.0
    /// Of those first told, how many ended by the latest time told.
    var keptLatest = 0.0
    /// Mean interval score of the 80 % interval: its width, and ten times what it missed by.
    var intervalScore = 0.0
    /// How much longer things took than the median told.
    var bias = 0.0

    init(_ told: [EtaTold]) {
        tells = told.count
        var first = 0
        for one in told {
            let (low, high) = (one.quantiles[1], one.quantiles[3])
            mae += EtaScore.days(one.quantiles[2], one.endedAt)
            baselineMAE += EtaScore.days(one.baseline, one.endedAt)
            bias += Double(one.endedAt.ns - one.quantiles[2].ns) / Double(Span.dayNs)
            covered80 += (low...high).contains(one.endedAt) ? 1 : 0
            covered95 += (one.quantiles[0]...one.quantiles[4]).contains(one.endedAt) ? 1 : 0
            intervalScore += EtaScore.days(low, high)
            if one.endedAt < low { intervalScore += 10 * EtaScore.days(one.endedAt, low) }
            if one.endedAt > high { intervalScore += 10 * EtaScore.days(high, one.endedAt) }
            if one.day == 0 {
                first += 1
                keptLatest += one.endedAt <= one.latest ? 1 : 0
            }
        }
        let count = Double(max(1, told.count))
        mae /= count
        baselineMAE /= count
        covered80 /= count
        covered95 /= count
        intervalScore /= count
        bias /= count
        keptLatest /= Double(max(1, first))
    }

    /// How much smaller the error is than the baseline's, as a share of that.
    var gain: Double { baselineMAE > 0 ? 1 - mae / baselineMAE : 0 }

    private static func days(_ one: Instant, _ other: Instant) -> Double {
        Double(abs(one.ns - other.ns)) / Double(Span.dayNs)
    }
}
