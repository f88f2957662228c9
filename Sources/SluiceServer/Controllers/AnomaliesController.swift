import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/anomalies`: what is wrong and whose step is next.
struct AnomaliesController {
    let door: Door

    var routes: [Route] {
        [
            Route(.get, "/v1/anomalies", .readAnomalies, query: ["merchant"], handle: summary),
            Route(
                .get, "/v1/anomalies/{detector}", .readAnomalies,
                query: ["merchant", "limit", "cursor"], handle: list),
        ]
    }

    @Sendable private func summary(_ call: Call) async throws -> Response {
        let merchant = try merchant(of: call)
        // Only just after the start there are none yet.
        let figures: BoardFigures
        if let known = door.board.figures {
            figures = known
        } else {
            figures = try await door.countedBoard()
            door.board.keep(figures)
        }
        let now = door.boardTime
        let detectors = Detector.allCases.filter { isShown($0, to: call) }
        return .json(
            sequence: figures.sequence, isStale: door.engine.status.snapshot.stalled != nil
        ) { writer in
            writer.object { writer in
                writer.member("as_of", figures.asOf)
                writer.member("age_seconds", now.seconds(since: figures.asOf))
                writer.name("detectors")
                writer.array { writer in
                    for detector in detectors {
                        writer.tally(
                            figures.tally(detector, of: merchant?.key), of: detector,
                            asOf: figures.asOf, in: call.language)
                    }
                }
            }
        }
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        guard let detector = Detector(code: call.part("detector")), isShown(detector, to: call)
        else { throw AnomaliesController.unknown }
        let merchant = try merchant(of: call)
        let (cursor, limit) = try door.page(call)
        let query = AnomalyQuery(detector, merchant: merchant?.key, at: door.boardTime)
        var viewed = try await door.browse {
            try $0.anomalies(query, after: cursor, limit: limit)
        }
        if merchant == nil { viewed.value.items += door.selfChecks(detector) }
        if merchant == nil, detector == .undelivered, cursor == 0 {
            viewed.value.items += try await door.deadLetters()
        }
        let figures = door.board.figures
        return .json(
            sequence: viewed.sequence, isStale: door.engine.status.snapshot.stalled != nil
        ) { writer in
            writer.object { writer in
                writer.name("anomalies")
                writer.array { writer in
                    for var anomaly in viewed.value.items {
                        if detector == .feedLost, let key = anomaly.merchant?.key,
                            let sums = figures?.openAmounts(of: key), sums.count == 1
                        {
                            (anomaly.currency, anomaly.amount) = (sums[0].currency, sums[0].amount)
                        }
                        writer.anomaly(anomaly, of: detector, in: call.language)
                    }
                }
                if let next = viewed.value.next {
                    writer.member("next", OpaqueSequence.encode(next))
                }
            }
        }
    }

    /// The merchant whose anomalies are asked for: the caller's, or the one the query names.
    private func merchant(of call: Call) throws -> Keyed<MerchantTag>? {
        guard call.principal.merchant != nil || call.query["merchant"] != nil else { return nil }
        return try door.merchant(of: call)
    }

    private func isShown(_ detector: Detector, to call: Call) -> Bool {
        detector.isForMerchants || Audience(call.principal.role) == .staff
    }

    static let unknown = Problem(.notFound, detail: "There is no such detector.")
}
