import SluiceCore
import SluiceForecast

extension JSONWriter {
    /// When something ends and how: the member `eta` of holds and returns.
    mutating func eta(_ forecast: Forecast) {
        name("eta")
        object { writer in
            writer.name("ends")
            writer.object { writer in
                writer.member("p50", forecast.p50)
                writer.member("p80", forecast.p80)
                writer.member("p90", forecast.p90)
                writer.member("latest", forecast.latest)
            }
            if let billed = forecast.billedBasisPoints {
                writer.name("outcome")
                writer.object { writer in
                    writer.member("billed", billed)
                    writer.member("returned", 10_000 - billed)
                }
            }
            writer.member("basis", forecast.basis.code)
        }
    }
}
