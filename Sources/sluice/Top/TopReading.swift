import SluiceAPI

/// What an engine says of itself at one time.
struct TopReading {
    let at: ContinuousClock.Instant
    let metrics: MetricsText
    let levels: JSONValue
    let board: JSONValue
    let readiness: JSONValue

    /// - Throws: `DoorRefusal`, or `DoorSilence` where nobody answers.
    static func take(_ door: EngineDoor) async throws -> TopReading {
        let (status, bytes) = try await door.ask("/metrics")
        guard status == 200 else {
            throw DoorRefusal(door, status, (try? JSONReader.read(bytes)) ?? .null)
        }
        // Not ready is an answer, with the status of a refusal.
        let readiness = try await door.ask("/readyz").1
        return TopReading(
            at: .now, metrics: MetricsText(String(decoding: bytes, as: UTF8.self)),
            levels: try await door.get("/v1/slo"), board: try await door.get("/v1/anomalies"),
            readiness: (try? JSONReader.read(readiness)) ?? .null)
    }
}
