import Hummingbird
import SluiceAPI

/// `/v1/event-types`: every type of event and of webhook, with schema and example. The same for all.
struct EventTypesController {
    var routes: [Route] {
        [Route(.get, "/v1/event-types", nil, query: ["lang"], handle: list)]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let page = EventCatalogue.page(try call.wantedLanguage)
        var response = Response.document(for: call) { $0.raw(page) }
        response.headers[.cacheControl] = "public, max-age=3600"
        response.headers[.vary] = "Accept-Language"
        return response
    }
}
