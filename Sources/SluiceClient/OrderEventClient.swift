import AsyncHTTPClient
import NIOCore
@_exported import SluiceAPI

/// What an event of a request came to.
public struct OrderEventResult: Equatable, Sendable {
    /// Why an event was refused.
    public struct Refusal: Equatable, Sendable {
        public var code: String
        /// Of the CloudEvent, `data.order`.
        public var field: String?
        public var detail: String
        /// Whether it may be taken later.
        public var isRetryable: Bool

        public init(code: String, field: String?, detail: String, isRetryable: Bool) {
            self.code = code
            self.field = field
            self.detail = detail
            self.isRetryable = isRetryable
        }
    }

    /// `applied`, `duplicate`, `parked` or `refused`.
    public var word: String
    public var refusal: Refusal?

    public init(word: String, refusal: Refusal? = nil) {
        self.word = word
        self.refusal = refusal
    }
}

/// Tells a server events of orders.
///
/// Safe to use from many tasks; each call is one request. Sent again after a failure, events take
/// effect once: what took effect before is a duplicate.
public struct OrderEventClient: Sendable {
    private let door: Door

    /// Events of a request, so that its answer is read whole, each of them refused at length.
    public static let eventsMax = 1_000

    /// - Parameters:
    ///   - address: scheme, host and port, such as `http://127.0.0.1:8080`.
    ///   - key: an API key, `sk_…`.
    public init(
        http: HTTPClient, address: String, key: String, timeout: TimeAmount = .seconds(60)
    ) {
        door = Door(http, address + "/v1/order-events", key: key, timeout: timeout)
    }

    /// Sends events and waits until all that were taken are durable.
    ///
    /// Limits: `OrderEventClient.eventsMax` events, `APILimits.bodyBytesMax` bytes, at least one.
    /// - Returns: a result each, in their order.
    /// - Throws: `BatchRefusal` where the request is refused whole, or the error of the connection,
    ///   after which nobody knows what took effect.
    public func send(_ events: [OrderEventRequest]) async throws -> [OrderEventResult] {
        precondition((1...Self.eventsMax).contains(events.count))
        var writer = JSONWriter(capacity: 256 * events.count)
        writer.array { writer in for event in events { event.write(to: &writer) } }
        let answer = try await door.post(
            ByteBuffer(bytes: writer.bytes), type: OrderEventRequest.batchMediaType,
            answerBytesMax: APILimits.bodyBytesMax)
        guard answer.status == 200, let results = OrderEventResult.read(answer.body),
            results.count == events.count
        else { throw BatchRefusal(status: answer.status, body: answer.body) }
        return results
    }
}

extension OrderEventResult {
    /// The results of an answer; nil if it is none.
    static func read(_ body: [UInt8]) -> [OrderEventResult]? {
        do {
            var reader = try ObjectReader(body: body)
            return try reader.array("results", count: 1...APILimits.arrayElementsMax).map {
                try OrderEventResult($0)
            }
        } catch {
            return nil
        }
    }

    private init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        word = try reader.string("result", maxBytes: APILimits.codeBytesMax)
        guard var error = try reader.optionalObject("error") else { return }
        refusal = Refusal(
            code: try error.string("code", maxBytes: APILimits.identifierBytesMax),
            field: try error.optionalString("field", maxBytes: APILimits.stringBytesMax),
            detail: try error.string("detail", maxBytes: APILimits.stringBytesMax),
            isRetryable: try error.bool("retryable"))
    }
}
