import SluiceCore
import SluiceEngine
import SluiceForecast

extension MetricsPage {
    /// What was told at placement, of the holds and returns that ended in the newest half year.
    mutating func add(forecasts: ForecastFollower) {
        let scores = forecasts.scores
        let newest = scores.last?.row.week
        let week = scores.filter { $0.row.week == newest }
        func add(_ name: String, _ help: String, _ value: (ForecastScore) -> Int64) {
            self.add(
                name, "gauge", help + ", of those that ended in the newest week", by: "segment",
                week.map { ($0.segment, Int(value($0))) })
        }
        add("sluice_forecasts_ended", "Ended of what a forecast was told of") { $0.row.ended }
        add("sluice_forecasts_by_p80", "Ended by the time told for 80 %") { $0.row.by80 }
        add("sluice_forecasts_by_p90", "Ended by the time told for 90 %") { $0.row.by90 }
        add("sluice_forecasts_kept_latest", "Ended by the latest time told") { $0.row.keptLatest }
        add("sluice_forecast_error_seconds", "Mean error of the median") { $0.meanErrorSeconds }
        add("sluice_forecast_pinball_seconds", "Mean pinball loss") { $0.meanPinballSeconds }
    }
}
