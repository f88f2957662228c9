import SluiceCore
import SluiceForecast

extension JSONWriter {
    /// When something ends and how: the member `eta` of holds and returns.
    mutating func eta(_ forecast: Forecast) {
        name("eta")
        object { writer in
            writer.ends(
                forecast.p50, forecast.p80, forecast.p90, forecast.latest,
                forecast.billedBasisPoints)
            writer.member("basis", forecast.basis.code)
        }
    }

    /// The same as it was told once, with the time.
    mutating func told(_ told: Told, at time: Instant) {
        object { writer in
            writer.member("time", time)
            writer.ends(
                told.p50, told.p80, told.p90, told.latest, told.billedBasisPoints.map(Int64.init))
        }
    }

    private mutating func ends(
        _ p50: Instant, _ p80: Instant, _ p90: Instant, _ latest: Instant, _ billed: Int64?
    ) {
        name("ends")
        object { writer in
            writer.member("p50", p50)
            writer.member("p80", p80)
            writer.member("p90", p90)
            writer.member("latest", latest)
        }
        guard let billed else { return }
        name("outcome")
        object { writer in
            writer.member("billed", billed)
            writer.member("returned", 10_000 - billed)
        }
    }
}
