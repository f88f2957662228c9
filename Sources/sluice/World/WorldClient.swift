import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SluiceAPI
import Synchronization

/// What an engine answered.
struct WorldAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var json: JSONValue { (try? JSONReader.read(body)) ?? .null }
}

/// Speaks to an engine: again where it refuses for now or does not answer. Counts the answers.
final class WorldClient: Sendable {
    let address: String
    let key: String
    let http: HTTPClient
    private let counts = Mutex<[Int: Int]>([:])

    init(http: HTTPClient, address: String, key: String) {
        self.http = http
        self.address = address
        self.key = key
    }

    /// How often each status was answered.
    var statuses: [Int: Int] { counts.withLock { $0 } }

    func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer " + key)
        return request
    }

    func get(_ path: String) async throws -> WorldAnswer {
        try await send { request(.GET, path) }
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> WorldAnswer {
        try await send {
            var request = request(.POST, path)
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
            return request
        }
    }

    /// Sends what `make` makes, anew each time, until it is answered for good.
    /// - Throws: the error of the connection after `WorldLimits.triesMax`.
    func send(_ make: () throws -> HTTPClientRequest) async throws -> WorldAnswer {
        for attempt in 1... {
            do {
                let response = try await http.execute(try make(), timeout: .seconds(60))
                let body = try await response.body.collect(upTo: 8 * APILimits.bodyBytesMax)
                let status = Int(response.status.code)
                counts.withLock { $0[status, default: 0] += 1 }
                guard status == 429 || status == 503, attempt < WorldLimits.triesMax else {
                    return WorldAnswer(
                        status: status, headers: response.headers,
                        body: Array(body.readableBytesView))
                }
                let seconds = response.headers.first(name: "Retry-After").flatMap { Int($0) }
                try await Task.sleep(for: .seconds(max(1, seconds ?? 1)))
            } catch let error where !(error is CancellationError) && !Task.isCancelled {
                guard attempt < WorldLimits.triesMax else { throw error }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        preconditionFailure("the tries have an end")
    }
}
