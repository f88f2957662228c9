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
    /// The addresses a name stands for; none if it cannot be found out.
    public typealias Names = @Sendable (_ host: String) -> [IPAddress]

    private let mayBePrivate: Bool
    private let names: Names
    /// A client for each name and address: what a name stands for is a client's own setting.
    private let clients = Clients()

    private static let clientsMax = 200
    private static let timeout = TimeAmount.seconds(APILimits.webhookTimeoutSeconds)
    /// For the rest of an answer whose status is known.
    private static let bodyTimeout = Duration.seconds(1)

    /// - Parameters:
    ///   - mayBePrivate: whether requests may go to addresses of nobody's public network.
    ///   - names: asks the system, unless told otherwise.
    public init(mayBePrivate: Bool, names: @escaping Names = Self.system) {
        self.mayBePrivate = mayBePrivate
        self.names = names
    }

    /// Sends a request and waits for its status, `APILimits.webhookTimeoutSeconds` at most beside the
    /// time the system takes to look up the name.
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
            return try await clients.use(request.url.host, at: address.text) { client in
                let response = try await client.execute(outgoing, timeout: Self.timeout)
                await Self.drain(response)
                return WebhookResult(
                    status: Int(response.status.code),
                    retryAfter: response.headers.first(name: "Retry-After"))
            }
        } catch let error as HTTPClientError
            where [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error)
        {
            return .failed(status: nil, detail: "timeout")
        } catch {
            return .failed(status: nil, detail: "unreachable")
        }
    }

    /// Reads an answer to its end, so that the connection serves again; one that is long, or that takes
    /// its time, is cut.
    private static func drain(_ response: HTTPClientResponse) async {
        // Nothing is waited for where nothing comes, as most receivers answer.
        let isEmpty =
            response.status == .noContent
            || response.headers.first(name: "Content-Length") == "0"
        if isEmpty { return }
        let body = response.body
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await body.collect(upTo: APILimits.webhookAnswerBytesMax)
            }
            group.addTask { try? await Task.sleep(for: bodyTimeout) }
            await group.next()
            group.cancelAll()
        }
    }

    public func shutdown() async throws { try await clients.shutdown() }

    /// The address a request goes to: of several the first, and a private one before all others, so that
    /// a name that has one is refused.
    private func resolve(_ url: WebhookURL) async -> IPAddress? {
        if let address = IPAddress(url.host) { return address }
        let (host, names) = (url.host, names)
        let found = await withCheckedContinuation { continuation in
            Self.resolvers.async { continuation.resume(returning: names(host)) }
        }
        return found.first { !$0.isPublic } ?? found.first
    }

    private static let resolvers = DispatchQueue(
        label: "sluice.webhooks.names", attributes: .concurrent)

    /// What the system knows of a name.
    public static let system: Names = { host in
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = list
        while let info = next {
            if let address = Self.address(info.pointee), !found.contains(address) {
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

    /// Clients by name and address, made as they are needed; of too many those go that nobody uses.
    private final class Clients: Sendable {
        private struct Entry {
            var client: HTTPClient
            var uses = 0
        }

        private let state = Mutex<[String: Entry]>([:])

        func use<Value: Sendable>(
            _ host: String, at address: String,
            _ body: (HTTPClient) async throws -> Value
        ) async throws -> Value {
            let key = host + " " + address
            let (client, old) = state.withLock { entries in
                var old: [HTTPClient] = []
                if entries[key] == nil, entries.count >= WebhookClient.clientsMax {
                    old = entries.values.filter { $0.uses == 0 }.map(\.client)
                    entries = entries.filter { $0.value.uses > 0 }
                }
                var entry = entries[key] ?? Entry(client: Self.make(host, at: address))
                entry.uses += 1
                entries[key] = entry
                return (entry.client, old)
            }
            defer { state.withLock { $0[key]?.uses -= 1 } }
            // A connection that does not close well is nothing to this request.
            for client in old { try? await client.shutdown() }
            return try await body(client)
        }

        private static func make(_ host: String, at address: String) -> HTTPClient {
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            if host != address { configuration.dnsOverride = [host: address] }
            return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        }

        func shutdown() async throws {
            let all = state.withLock { entries in
                defer { entries.removeAll() }
                return entries.values.map(\.client)
            }
            for client in all { try await client.shutdown() }
        }
    }
}
