import AsyncHTTPClient
import NIOCore
import NIOHTTP1
@_exported import SluiceAPI

/// Hands batches of commands to a server in the compact binary form.
///
/// Safe to use from many tasks; each call is one request. Sent again after a failure, a batch takes
/// effect once: what took effect before is answered as a replay.
public struct BatchClient: Sendable {
    private let http: HTTPClient
    private let url: String
    private let authorization: String
    private let timeout: TimeAmount

    /// - Parameters:
    ///   - address: scheme, host and port, such as `http://127.0.0.1:8080`.
    ///   - key: an API key, `sk_…`.
    public init(
        http: HTTPClient, address: String, key: String, timeout: TimeAmount = .seconds(60)
    ) {
        self.http = http
        url = address + "/v1/batch"
        authorization = "Bearer " + key
        self.timeout = timeout
    }

    /// Sends commands and waits until all of them are durable.
    ///
    /// Limits: `APILimits.batchCommandsMax` commands, `APILimits.batchBytesMax` bytes.
    /// - Returns: a result each, in their order.
    /// - Throws: `BatchRefusal` where the batch is refused whole, or the error of the connection,
    ///   after which nobody knows what took effect.
    public func send(_ commands: [BatchCommand]) async throws -> [BatchResult] {
        try await send(encoded: ByteBuffer(bytes: BatchEncoder.encode(commands)))
    }

    /// The same for a batch that `BatchEncoder` encoded before.
    public func send(encoded batch: ByteBuffer) async throws -> [BatchResult] {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Authorization", value: authorization)
        request.headers.add(name: "Content-Type", value: Batch.mediaType)
        request.body = .bytes(batch)
        let response = try await http.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: APILimits.bodyBytesMax)
        let bytes = Array(body.readableBytesView)
        guard response.status.code == 200, let results = BatchResults.decode(bytes) else {
            throw BatchRefusal(status: Int(response.status.code), body: bytes)
        }
        return results
    }
}
