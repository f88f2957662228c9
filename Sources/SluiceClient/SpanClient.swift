import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts documents of spans to a collector, by OTLP over HTTP.
///
/// Safe to use from many tasks.
public struct SpanClient: Sendable {
    private let http: HTTPClient
    private let url: String
    private let headers: [(name: String, value: String)]
    private let timeout: TimeAmount

    /// - Parameters:
    ///   - url: with its path, such as `http://127.0.0.1:4318/v1/traces`.
    ///   - headers: sent with each, such as those that say who asks.
    ///   - timeoutSeconds: the longest one request takes.
    public init(
        http: HTTPClient, url: String, headers: [(name: String, value: String)],
        timeoutSeconds: Int64
    ) {
        self.http = http
        self.url = url
        self.headers = headers
        timeout = .seconds(timeoutSeconds)
    }

    /// - Returns: whether the collector took it.
    public func send(_ document: [UInt8]) async -> Bool {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(document)
        guard let response = try? await http.execute(request, timeout: timeout) else {
            return false
        }
        // Read to its end, so that the connection serves again.
        _ = try? await response.body.collect(upTo: 64 << 10)
        return (200..<300).contains(response.status.code)
    }
}
