import Hummingbird

/// `/openapi.yaml`: the contract, as in docs/reference/openapi.yaml.
struct OpenAPIController {
    var routes: [Route] { [Route(.get, "/openapi.yaml", nil, handle: show)] }

    @Sendable private func show(_ call: Call) async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
    }
}
