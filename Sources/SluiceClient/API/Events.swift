import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An event of the journal, as the audience of the key is told it.
public struct SluiceEvent: Equatable, Sendable {
    /// Where to go on from after it.
    public var position: String
    /// Such as `hold.captured`.
    public var name: String
    /// The document, in JSON.
    public var json: [UInt8]
}

/// Events from a place on, for ever. A stream that breaks is gone on with where it was: no event is
/// missed and none comes twice.
public struct Events: AsyncSequence, Sendable {
    public typealias Element = SluiceEvent

    let client: SluiceAPIClient
    let operation: Operation
    let parts: [String]
    let query: [(String, String?)]
    /// nil: from now on.
    let after: String?

    public func makeAsyncIterator() -> Iterator { Iterator(events: self, position: after) }

    public struct Iterator: AsyncIteratorProtocol {
        let events: Events
        private var position: String?
        private var body: HTTPClientResponse.Body.AsyncIterator?
        private var parser = EventParser()
        private var waiting: ArraySlice<EventParser.Event> = []
        private var failures = 0

        init(events: Events, position: String?) {
            self.events = events
            self.position = position
        }

        /// - Throws: `SluiceError.refused` where asking again does not help; `CancellationError`.
        public mutating func next() async throws -> SluiceEvent? {
            while true {
                if let event = waiting.popFirst() {
                    position = event.position ?? position
                    return SluiceEvent(
                        position: position ?? "", name: event.name, json: event.data)
                }
                do {
                    try await read()
                } catch let error as SluiceError {
                    guard error.mayPass else { throw error }
                    try await pause(error)
                }
            }
        }

        /// Opens the stream where it is not, and takes what comes next.
        private mutating func read() async throws {
            if body == nil {
                body = try await events.open(after: position)
                parser = EventParser()
            }
            do {
                guard let chunk = try await body?.next() else {
                    body = nil
                    throw SluiceError.unreachable("the stream ended")
                }
                failures = 0
                waiting = try parser.take(chunk.readableBytesView)[...]
                if waiting.isEmpty { position = parser.position ?? position }
            } catch let error as SluiceError {
                throw error
            } catch let error as CancellationError {
                throw error
            } catch {
                body = nil
                throw SluiceError.unreachable("\(error)")
            }
        }

        private mutating func pause(_ error: SluiceError) async throws {
            failures += 1
            var retries = events.client.options.retries
            retries.attemptsMax = .max
            let pause = retries.pause(
                afterAttempts: failures, retryAfter: error.retryAfter,
                fraction: events.client.options.random())
            try await Task.sleep(for: pause ?? .zero)
        }
    }

    private func open(after position: String?) async throws -> HTTPClientResponse.Body.AsyncIterator
    {
        var request = client.request(operation, parts, query: query + [("after", position)])
        request.headers.add(name: "Accept", value: "text/event-stream")
        let response: HTTPClientResponse
        do {
            response = try await client.http.execute(request, deadline: .distantFuture)
            guard response.status != .ok else { return response.body.makeAsyncIterator() }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SluiceError.unreachable("\(error)")
        }
        let body = try? await response.body.collect(upTo: SluiceAPIClient.answerBytesMax)
        throw SluiceError.refused(
            Refusal(response, body.map { .init($0.readableBytesView) } ?? .init()))
    }
}

extension SluiceAPIClient {
    /// All events the key may see.
    ///
    /// The server says every 15 seconds that a stream lives: give the HTTP client a read timeout above
    /// that, so that a connection cut in between is noticed.
    /// - Parameter after: a position; `beginning` for the whole journal, nil for what is new.
    public func events(after: String? = nil) -> Events {
        Events(client: self, operation: .followEvents, parts: [], query: [], after: after)
    }

    public func events(ofAccount account: String, after: String? = nil) -> Events {
        Events(client: self, operation: .followAccount, parts: [account], query: [], after: after)
    }

    public func events(
        ofHold hold: String, merchant: String? = nil, after: String? = nil
    ) -> Events {
        Events(
            client: self, operation: .followHold, parts: [hold], query: [("merchant", merchant)],
            after: after)
    }
}
