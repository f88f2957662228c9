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
                .get, "/v1/anomalies/{detector}", .readAnomalies, reads: .views,
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
            sequence: figures.sequence, isStale: door.isBehind(.views)
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
        let query = AnomalyQuery(detector, merchant: merchant?.key, at: door.boardTime)
        let figures = door.board.figures
        let listing = Listing(
            name: "anomalies", columns: DocumentColumns.anomaly(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in try await page(query, after: cursor, limit: limit) },
            write: { item, writer in
                var anomaly = item
                if detector == .feedLost, let key = anomaly.merchant?.key,
                    let sums = figures?.openAmounts(of: key), sums.count == 1
                {
                    (anomaly.currency, anomaly.amount) = (sums[0].currency, sums[0].amount)
                }
                writer.anomaly(anomaly, of: detector, in: call.language)
            })
        return try await door.show(listing, for: call)
    }

    /// What no view knows, as the engine's own checks, stands on the first page.
    private func page(
        _ query: AnomalyQuery, after cursor: PageCursor?, limit: Int
    ) async throws -> ListedPage<Anomaly> {
        let after = try cursor.number()
        var viewed = try await door.browse {
            try $0.anomalies(query, after: after, limit: limit)
        }
        if query.merchant == nil, cursor == nil {
            viewed.value.items += door.selfChecks(query.detector)
            if query.detector == .undelivered {
                viewed.value.items += try await door.deadLetters()
            }
        }
        return ListedPage(viewed)
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
