import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One path of a server that takes POST requests under an API key.
struct Door: Sendable {
    let http: HTTPClient
    let url: String
    let authorization: String
    let timeout: TimeAmount

    init(_ http: HTTPClient, _ url: String, key: String, timeout: TimeAmount) {
        self.http = http
        self.url = url
        authorization = "Bearer " + key
        self.timeout = timeout
    }

    /// Sends a body and waits for the whole answer.
    func post(
        _ body: ByteBuffer, type: String, answerBytesMax: Int
    ) async throws -> (status: Int, body: [UInt8]) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Authorization", value: authorization)
        request.headers.add(name: "Content-Type", value: type)
        request.body = .bytes(body)
        let response = try await http.execute(request, timeout: timeout)
        let answer = try await response.body.collect(upTo: answerBytesMax)
        return (Int(response.status.code), Array(answer.readableBytesView))
    }
}
