import AsyncHTTPClient
import NIOCore
@_exported import SluiceAPI

/// Hands batches of commands to a server in the compact binary form.
///
/// Safe to use from many tasks; each call is one request. Sent again after a failure, a batch takes
/// effect once: what took effect before is answered as a replay.
public struct BatchClient: Sendable {
    private let door: Door

    /// - Parameters:
    ///   - address: scheme, host and port, such as `http://127.0.0.1:8080`.
    ///   - key: an API key, `sk_…`.
    public init(
        http: HTTPClient, address: String, key: String, timeout: TimeAmount = .seconds(60)
    ) {
        door = Door(http, address + "/v1/batch", key: key, timeout: timeout)
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
        let answer = try await door.post(
            batch, type: Batch.mediaType, answerBytesMax: APILimits.bodyBytesMax)
        guard answer.status == 200, let results = BatchResults.decode(answer.body) else {
            throw BatchRefusal(status: answer.status, body: answer.body)
        }
        return results
    }
}
