import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Speaks with a server of Sluice.
///
/// Every command has an id, so every request may be sent again after a failure: what took effect before
/// is answered as then. The client does so by its `RetryPolicy` until the deadline of the call, whenever
/// no answer comes and whenever the server says that asking again may help. Safe to use from many tasks.
public struct SluiceAPIClient: Sendable {
    public struct Options: Sendable {
        /// How long a call may take, with all its attempts.
        public var deadline: Duration = .seconds(30)
        /// How long one attempt may take.
        public var attemptTimeout: Duration = .seconds(10)
        public var retries = RetryPolicy()
        /// `en` or `zh`, the language of texts.
        public var language = "en"
        /// Draws evenly from 0…1, for jitter.
        public var random: @Sendable () -> Double = { Double.random(in: 0...1) }

        public init() {}
    }

    /// Bytes of an answer that are read: a page of a thousand holds of many lines.
    static let answerBytesMax = 64 << 20

    let http: HTTPClient
    let address: String
    let key: String
    public var options: Options

    /// - Parameters:
    ///   - address: scheme, host and port, such as `http://127.0.0.1:8080`.
    ///   - key: an API key, `sk_…`.
    public init(
        http: HTTPClient = .shared, address: String, key: String, options: Options = Options()
    ) {
        self.http = http
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.key = key
        self.options = options
    }

    /// Reads.
    func get<Value: Decodable & Sendable>(
        _ operation: Operation, _ parts: [String] = [], query: [(String, String?)] = []
    ) async throws -> Answer<Value> {
        try await call(request(operation, parts, query: query))
    }

    /// Gives a command. Its id is in the body, or in the path.
    func send<Value: Decodable & Sendable>(
        _ operation: Operation, _ parts: [String] = [], query: [(String, String?)] = [],
        type: String = "application/json", body: (any Encodable & Sendable)? = nil
    ) async throws -> Answer<Value> {
        var request = request(operation, parts, query: query)
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder.sluice.encode(body)))
        }
        return try await call(request)
    }

    func request(
        _ operation: Operation, _ parts: [String], query: [(String, String?)]
    ) -> HTTPClientRequest {
        let given = query.compactMap { name, value in
            value.map { name + "=" + Operation.encode($0) }
        }
        let target =
            operation.path(parts) + (given.isEmpty ? "" : "?" + given.joined(separator: "&"))
        var request = HTTPClientRequest(url: address + target)
        request.method = HTTPMethod(rawValue: operation.route.method)
        request.headers.add(name: "Authorization", value: "Bearer " + key)
        request.headers.add(name: "Accept-Language", value: options.language)
        return request
    }

    private func call<Value: Decodable & Sendable>(
        _ request: HTTPClientRequest
    ) async throws -> Answer<Value> {
        let deadline = ContinuousClock.now.advanced(by: options.deadline)
        var attempts = 0
        while true {
            attempts += 1
            let failure: SluiceError
            do {
                return try await attempt(request, before: deadline)
            } catch let error as SluiceError {
                guard error.mayPass else { throw error }
                failure = error
            }
            let pause = options.retries.pause(
                afterAttempts: attempts, retryAfter: failure.retryAfter,
                fraction: options.random())
            guard let pause, ContinuousClock.now.advanced(by: pause) < deadline else {
                throw failure
            }
            try await Task.sleep(for: pause)
        }
    }

    private func attempt<Value: Decodable & Sendable>(
        _ request: HTTPClientRequest, before deadline: ContinuousClock.Instant
    ) async throws -> Answer<Value> {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw SluiceError.late }
        let timeout = min(left, options.attemptTimeout)
        let (response, body): (HTTPClientResponse, ByteBuffer)
        do {
            response = try await http.execute(
                request, timeout: .nanoseconds(Int64(timeout / .nanoseconds(1))))
            body = try await response.body.collect(upTo: Self.answerBytesMax)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SluiceError.unreachable("\(error)")
        }
        return try Answer(response, Data(body.readableBytesView))
    }
}

extension SluiceError {
    /// Whether asking again may help.
    var mayPass: Bool {
        switch self {
        case .refused(let refusal): refusal.isRetryable
        case .unreachable: true
        case .late, .unreadable: false
        }
    }

    var retryAfter: Duration? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal.retryAfterSeconds.map { .seconds($0) }
    }
}

extension Answer where Value: Decodable {
    fileprivate init(_ response: HTTPClientResponse, _ body: Data) throws(SluiceError) {
        let headers = response.headers
        let status = Int(response.status.code)
        guard (200..<300).contains(status) else {
            throw .refused(Refusal(response, body))
        }
        do {
            value = try JSONDecoder.sluice.decode(Value.self, from: body)
        } catch {
            throw .unreadable(status: status, "\(error)")
        }
        sequence = headers.first(name: "Sluice-Sequence") ?? ""
        isReplay = headers.first(name: "Idempotent-Replay") == "true"
        isStale = headers.first(name: "Sluice-Stale") == "true"
        requestID = headers.first(name: "X-Request-Id") ?? ""
    }
}

extension Refusal {
    init(_ response: HTTPClientResponse, _ body: Data) {
        self.init(
            status: Int(response.status.code),
            requestID: response.headers.first(name: "X-Request-Id"),
            retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) }, body: body)
    }
}
