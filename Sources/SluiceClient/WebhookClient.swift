import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceAPI
import Synchronization

/// Sends webhooks over HTTP. Redirects are not followed.
///
/// A name is resolved here, each time, and the request goes to the very address that was looked at: a
/// name that comes to another address meanwhile leads nowhere else. Safe to use from many tasks.
public struct WebhookClient: Sendable {
    private let mayBePrivate: Bool
    /// A client for each name and address: what a name stands for is a client's own setting.
    private let clients = Clients()

    private static let clientsMax = 200
    private static let timeout = TimeAmount.seconds(APILimits.webhookTimeoutSeconds)

    /// - Parameter mayBePrivate: whether requests may go to addresses of nobody's public network.
    public init(mayBePrivate: Bool) { self.mayBePrivate = mayBePrivate }

    public func send(_ request: WebhookRequest) async -> WebhookResult {
        guard let address = await resolve(request.url) else {
            return .failed(status: nil, detail: "unresolved")
        }
        guard mayBePrivate || address.isPublic else {
            return .failed(status: nil, detail: "private_address")
        }
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method = .POST
        for header in request.headers {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        outgoing.body = .bytes(request.body)
        do {
            let client = try await clients.client(for: request.url.host, at: address.text)
            let response = try await client.execute(outgoing, timeout: Self.timeout)
            // Read to its end, so that the connection serves again; a long one is cut.
            _ = try? await response.body.collect(upTo: APILimits.webhookAnswerBytesMax)
            return WebhookResult(
                status: Int(response.status.code),
                retryAfter: response.headers.first(name: "Retry-After"))
        } catch let error as HTTPClientError
            where [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error)
        {
            return .failed(status: nil, detail: "timeout")
        } catch {
            return .failed(status: nil, detail: "unreachable")
        }
    }

    public func shutdown() async throws { try await clients.shutdown() }

    /// The address a request goes to: of several the first, and a private one before all others, so that
    /// a name that has one is refused.
    private func resolve(_ url: WebhookURL) async -> IPAddress? {
        if let address = IPAddress(url.host) { return address }
        let host = url.host
        let found = await withCheckedContinuation { continuation in
            Self.resolvers.async { continuation.resume(returning: Self.addresses(of: host)) }
        }
        return found.first { !$0.isPublic } ?? found.first
    }

    private static let resolvers = DispatchQueue(
        label: "sluice.webhooks.names", attributes: .concurrent)

    private static func addresses(of host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = list
        while let info = next {
            if let address = address(info.pointee), !found.contains(address) {
                found.append(address)
            }
            next = info.pointee.ai_next
        }
        return found
    }

    private static func address(_ info: addrinfo) -> IPAddress? {
        guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET:
            let address = pointer.load(as: sockaddr_in.self).sin_addr
            return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
        case AF_INET6:
            let address = pointer.load(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
        default: return nil
        }
    }

    /// Clients by name and address, made as they are needed; too many are made anew.
    private final class Clients: Sendable {
        private let state = Mutex<[String: HTTPClient]>([:])

        func client(for host: String, at address: String) async throws -> HTTPClient {
            let key = host + " " + address
            let (client, old) = state.withLock { clients -> (HTTPClient, [HTTPClient]) in
                if let known = clients[key] { return (known, []) }
                var configuration = HTTPClient.Configuration()
                configuration.redirectConfiguration = .disallow
                if host != address { configuration.dnsOverride = [host: address] }
                let made = HTTPClient(
                    eventLoopGroupProvider: .singleton, configuration: configuration)
                let isFull = clients.count >= WebhookClient.clientsMax
                let old = isFull ? Array(clients.values) : []
                if isFull { clients.removeAll() }
                clients[key] = made
                return (made, old)
            }
            for client in old { try await client.shutdown() }
            return client
        }

        func shutdown() async throws {
            let all = state.withLock { clients in
                defer { clients.removeAll() }
                return Array(clients.values)
            }
            for client in all { try await client.shutdown() }
        }
    }
}
