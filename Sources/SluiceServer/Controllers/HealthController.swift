import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/healthz`: the process answers. `/readyz`: it takes commands, its followers go on, the archive keeps
/// up, and nothing stored is known to be damaged.
struct HealthController {
    let door: Door

    var routes: [Route] {
        [
            Route(.get, "/healthz", nil, handle: health),
            Route(.get, "/readyz", nil, handle: readiness),
        ]
    }

    @Sendable private func health(_ call: Call) async throws -> Response {
        .json { writer in writer.object { $0.member("status", "ok") } }
    }

    @Sendable private func readiness(_ call: Call) async throws -> Response {
        let status = door.engine.status.snapshot
        let newest = door.engine.feed.newestRow
        let damages = status.scrubs.sorted { $0.key < $1.key }.flatMap { store, state in
            state.damages.map { (store: store, place: $0.place) }
        }
        let refused = door.engine.archiveLag.refused
        let isStopping = door.options.stopping.isSet
        let isReady =
            !isStopping && status.stalled == nil && status.failures.isEmpty && damages.isEmpty
            && refused < .checkout
        return .json(isReady ? .ok : .serviceUnavailable, sequence: status.sequence) { writer in
            writer.object { writer in
                writer.member(
                    "status", isStopping ? "stopping" : isReady ? "ready" : "not_ready")
                writer.member("mode", "\(status.mode ?? door.engine.birth.mode)")
                writer.member("zone", door.engine.birth.zone)
                if let stalled = status.stalled { writer.member("stalled", stalled.rawValue) }
                writer.member("refused_for_archive", refused.rawValue)
                writer.member("clock", status.clockDoubt?.rawValue ?? "trusted")
                writer.member("due_work", status.clockDoubt == nil ? "running" : "halted")
                writer.member("sequence", OpaqueSequence.encode(status.sequence))
                if !damages.isEmpty {
                    writer.name("damaged")
                    writer.array { writer in
                        for damage in damages {
                            writer.object { writer in
                                writer.member("store", damage.store)
                                writer.member("place", damage.place)
                            }
                        }
                    }
                }
                writer.name("consumers")
                writer.array { writer in
                    for (name, row) in status.consumers.sorted(by: { $0.key < $1.key }) {
                        writer.object { writer in
                            writer.member("name", name)
                            writer.member("rows_behind", Int64(newest - min(row, newest)))
                            // What failed is for the operator's log, not for everybody.
                            writer.member("failing", status.failures[name] != nil)
                        }
                    }
                }
            }
        }
    }
}
