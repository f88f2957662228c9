import CDocuments
import Hummingbird
import NIOCore

/// `/openapi.yaml`: the contract, as in docs/reference/openapi.yaml; `/reference`: the same as a page.
struct OpenAPIController {
    var routes: [Route] {
        [
            Route(.get, "/openapi.yaml", nil, handle: contract),
            Route(.get, "/reference", nil, handle: page),
            Route(.get, "/reference.css", nil, handle: style),
        ]
    }

    @Sendable private func contract(_ call: Call) async throws -> Response {
        file(openapi_yaml(), "application/yaml")
    }

    /// The page has no scripts; its style sheet is the one thing it loads.
    @Sendable private func page(_ call: Call) async throws -> Response {
        var response = file(reference_html(), "text/html; charset=utf-8")
        response.headers[.contentSecurity] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
        return response
    }

    @Sendable private func style(_ call: Call) async throws -> Response {
        file(reference_css(), "text/css; charset=utf-8")
    }

    private func file(_ document: Document, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.array)))
    }
}
