import Hummingbird
import SluiceAPI
import SluiceCore

/// `/problems/{code}`: what the `type` of a problem document leads to, for people and programs.
struct ProblemsController {
    var routes: [Route] { [Route(.get, "/problems/{code}", nil, handle: show)] }

    @Sendable private func show(_ call: Call) async throws -> Response {
        guard let entry = ProblemCatalogue.entry(call.part("code")) else {
            throw Problem(.notFound, detail: "No problem has this code.")
        }
        var response: Response
        if call.request.headers[.accept]?.contains("text/html") == true {
            response = .text(
                ProblemPage(entry).html(in: call.language), type: "text/html; charset=utf-8")
        } else {
            response = .json { entry.write(to: &$0) }
        }
        // The same for all, and until the next version.
        response.headers[.cacheControl] = "public, max-age=3600"
        response.headers[.vary] = "Accept, Accept-Language"
        return response
    }
}
