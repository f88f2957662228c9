import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceForecast

/// `/v1/forecasts`: how good what was told at placement has been, by scenario and week.
struct ForecastsController {
    let door: Door

    var routes: [Route] {
        [Route(.get, "/v1/forecasts", .readForecasts, handle: show)]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let scores = door.forecasts?.scores ?? []
        return .json { writer in
            writer.object { writer in
                writer.name("weeks")
                writer.array { writer in for score in scores { score.write(to: &writer) } }
            }
        }
    }
}

extension ForecastScore {
    /// What it is a score of, as metrics name it.
    var segment: String {
        guard let scenario, let captureOn else { return "return" }
        return "\(scenario.text)/\(captureOn.code)"
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("week", CivilDate(daysSince1970: 7 * row.week - 3).text)
            writer.member("segment", segment)
            writer.member("ended", row.ended)
            writer.member("error_seconds", meanErrorSeconds)
            writer.member("pinball_seconds", meanPinballSeconds)
            writer.member("by_p80", row.by80)
            writer.member("by_p90", row.by90)
            writer.member("kept_latest", row.keptLatest)
        }
    }
}
