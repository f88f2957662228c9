import SluiceCore

/// How good what was told was, of one kind of thing in one week.
public struct ForecastScore: Hashable, Sendable {
    /// nil, both: returns.
    public var scenario: Code?
    public var captureOn: CaptureOn?
    public var row: ForecastScores.Row

    public var meanErrorSeconds: Int64 { mean(row.errorDays) }
    public var meanPinballSeconds: Int64 { mean(row.pinballDays) }

    private func mean(_ days: Double) -> Int64 {
        row.ended > 0 ? Int64((days * 86_400 / Double(row.ended)).rounded()) : 0
    }
}

extension Forecaster {
    /// The newest half year, in the order of weeks.
    public var scored: [ForecastScore] {
        scores.rows.map { row in
            let family = families[Int(row.family)]
            return ForecastScore(
                scenario: family.scenario, captureOn: family.captureOn, row: row)
        }
    }
}
