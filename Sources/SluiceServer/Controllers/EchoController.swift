import Hummingbird
import SluiceAPI

/// `/bench/echo`: reads a JSON body and writes it again, with keys and metrics like every route.
///
/// The yardstick of `sluice bench http`: what a request costs without a ledger. Served only when
/// asked for at start, and no part of openapi.yaml.
struct EchoController {
    var routes: [Route] { [Route(.post, "/bench/echo", .placeHolds, handle: echo)] }

    @Sendable private func echo(_ call: Call) async throws -> Response {
        let body = try await call.body()
        do {
            let value = try JSONReader.read(body)
            return .json(.created) { Self.write(value, to: &$0) }
        } catch {
            throw FieldError(error)
        }
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .string(let value): writer.string(value)
        case .array(let values):
            writer.array { writer in for value in values { write(value, to: &writer) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.name(member.name)
                    write(member.value, to: &writer)
                }
            }
        }
    }
}
