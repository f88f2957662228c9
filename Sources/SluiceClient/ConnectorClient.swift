import AsyncHTTPClient
import NIOCore
import NIOHTTP1
@_exported import SluiceAPI

/// Asks merchants for orders over HTTP.
///
/// Safe to use from many tasks; each call is one request, whose redirects are not followed.
public struct ConnectorClient: Sendable {
    private let http: HTTPClient

    /// - Parameter http: one that follows no redirects, such as `ConnectorClient.http()` makes.
    public init(http: HTTPClient) { self.http = http }

    /// A client as connectors need it; whoever makes it shuts it down.
    public static func http() -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Asks for one order, within the connector's timeout.
    ///
    /// Limits: `APILimits.bodyBytesMax` of an answer.
    public func ask(_ connector: Connector, for order: String) async -> PullAnswer {
        var request = HTTPClientRequest(url: connector.url.url(of: order))
        for header in connector.headers {
            request.headers.add(name: header.name, value: header.value)
        }
        if let secret = connector.secret {
            request.headers.add(name: secret.name, value: secret.value)
        }
        let timeout = TimeAmount.nanoseconds(connector.limits.timeoutNs)
        do {
            let response = try await http.execute(request, timeout: timeout)
            let body = try await response.body.collect(upTo: APILimits.bodyBytesMax)
            return PullAnswer(
                status: Int(response.status.code),
                retryAfter: response.headers.first(name: "Retry-After"),
                body: Array(body.readableBytesView), of: connector)
        } catch let error as HTTPClientError where error.isTimeout {
            return .failed(.timeout)
        } catch is NIOTooManyBytesError {
            return .failed(.unreadable)
        } catch {
            return .failed(.unreachable)
        }
    }
}

extension HTTPClientError {
    fileprivate var isTimeout: Bool {
        [.deadlineExceeded, .connectTimeout, .readTimeout].contains(self)
    }
}
