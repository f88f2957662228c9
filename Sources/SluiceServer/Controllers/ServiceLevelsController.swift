import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/slo`: how soon credit came back that was due, what looking was worth, what the
/// desk promises, and how long merchants' endpoints make orders wait.
struct ServiceLevelsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/slo", .readServiceLevels, reads: .views, query: ["merchant"],
                handle: show)
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let merchant = try call.query.identifier("merchant").map { door.merchant($0).key }
        let figures = try await door.serviceLevelFigures(of: merchant)
        return .json(sequence: figures.sequence, isStale: door.isBehind(.views)) {
            figures.write(to: &$0)
        }
    }
}

extension ServiceLevelFigures {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", from)
            writer.member("until", until)
            writer.name("unlocks")
            writer.array { writer in
                for figures in unlocks.figures { figures.write(levels, to: &writer) }
            }
            if !pulls.isEmpty {
                writer.name("pulls")
                writer.array { writer in
                    for standing in pulls { standing.write(to: &writer) }
                }
            }
            guard merchant == nil else { return }
            writer.name("answers")
            writer.array { writer in
                for lane in Lane.allCases where answers[lane].count > 0 {
                    writer.object { writer in
                        writer.member("lane", lane.code)
                        writer.member("count", answers[lane].count)
                        writer.name("milliseconds")
                        answers[lane].write(to: &writer)
                    }
                }
            }
            writer.name("declines")
            writer.object { writer in
                writer.member("prevented", unlocks.declinesPrevented)
                writer.member("avoidable", unlocks.declinesAvoidable)
            }
            writer.name("reviews")
            writer.array { writer in
                for yield in unlocks.reviews { yield.write(to: &writer) }
            }
            if let desk {
                writer.name("desk")
                desk.write(to: &writer)
            }
        }
    }
}
