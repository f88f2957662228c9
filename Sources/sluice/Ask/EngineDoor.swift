import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

/// What a command asks: the routes of a running engine over HTTP, or the same routes on a directory that
/// no process has.
struct EngineDoor: Sendable {
    /// How the routes are reached.
    enum Way: Sendable {
        case http(HTTPClient, url: String)
        case directory(LocalDoor, path: String)
    }

    let way: Way
    /// nil: none is sent.
    let key: String?
    let language: Language
    /// Every answer goes by it, whatever is done with the answer.
    private let mark = StaleMark()

    /// Bytes of an answer: a page of a thousand items.
    private static let answerBytesMax = 16 << 20

    /// The words for who is asked.
    var place: String {
        switch way {
        case .http(_, let url): url
        case .directory(_, let path): path
        }
    }

    /// A name as a part of a path or query.
    static func part(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// - Throws: `DoorRefusal`, or `DoorSilence` where nobody answers.
    func get(_ path: String) async throws -> JSONValue {
        try await document(path, nil)
    }

    /// - Parameter tag: of what it is to change, where it is to be so still.
    /// - Throws: `DoorRefusal`, or `DoorSilence` where nobody answers.
    func post(
        _ path: String, _ body: [UInt8] = [], ifMatch tag: String? = nil
    ) async throws -> JSONValue {
        try await document(path, body, ifMatch: tag)
    }

    private func document(
        _ path: String, _ body: [UInt8]?, ifMatch tag: String? = nil
    ) async throws -> JSONValue {
        let (status, bytes) = try await ask(path, body, ifMatch: tag)
        let value = (try? JSONReader.read(bytes)) ?? .null
        guard (200...299).contains(status) else { throw DoorRefusal(self, status, value) }
        return value
    }

    /// The status and the bytes of an answer, whatever they are.
    func ask(
        _ path: String, _ body: [UInt8]? = nil, ifMatch tag: String? = nil
    ) async throws -> (status: Int, [UInt8]) {
        let answer = Collected()
        let status = try await stream(path, body, ifMatch: tag) { _, piece in
            try answer.add(piece)
        }
        return (status, answer.bytes)
    }

    /// Hands an answer on as it comes, for as long as it lasts.
    func stream(
        _ path: String, _ body: [UInt8]? = nil, ifMatch tag: String? = nil,
        within: TimeAmount = .seconds(60),
        _ take: @escaping @Sendable (_ status: Int, [UInt8]) async throws -> Void
    ) async throws -> Int {
        var fields = ["Accept-Language": language.rawValue]
        if let tag { fields["If-Match"] = tag }
        if let key { fields["Authorization"] = "Bearer \(key)" }
        if let body, !body.isEmpty { fields["Content-Type"] = "application/json" }
        switch way {
        case .directory(let door, _):
            let head = try await door.ask(path, fields: fields, body: body, take: take)
            if let sequence = head.staleAsOf { mark.tell(asOf: sequence, in: language) }
            return head.status
        case .http(let http, let url):
            var request = HTTPClientRequest(url: url + path)
            for (name, value) in fields { request.headers.add(name: name, value: value) }
            if let body {
                request.method = .POST
                request.body = .bytes(ByteBuffer(bytes: body))
            }
            return try await send(request, over: http, within: within, take)
        }
    }

    private func send(
        _ request: HTTPClientRequest, over http: HTTPClient, within: TimeAmount,
        _ take: @Sendable (_ status: Int, [UInt8]) async throws -> Void
    ) async throws -> Int {
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: within)
        } catch {
            try Task.checkCancellation()
            throw DoorSilence(place: place, cause: "\(error)")
        }
        let status = Int(response.status.code)
        if response.headers.first(name: "Sluice-Stale") == "true" {
            mark.tell(asOf: response.headers.first(name: "Sluice-Sequence") ?? "-", in: language)
        }
        var pieces = response.body.makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do {
                piece = try await pieces.next()
            } catch {
                try Task.checkCancellation()
                throw DoorSilence(place: place, cause: "\(error)")
            }
            guard let piece else { return status }
            try await take(status, Array(piece.readableBytesView))
        }
    }

    /// The bytes of an answer, bounded.
    private final class Collected: @unchecked Sendable {
        // One answer is taken by one task, piece after piece.
        private(set) var bytes: [UInt8] = []

        func add(_ piece: [UInt8]) throws {
            guard bytes.count + piece.count <= EngineDoor.answerBytesMax else {
                throw AnswerTooLarge()
            }
            bytes += piece
        }
    }

    private struct AnswerTooLarge: Error, CustomStringConvertible {
        var description: String { "an answer has more than \(EngineDoor.answerBytesMax) bytes" }
    }
}

extension EngineDoor {
    /// The clock of the lender's zone, as the engine tells it.
    func localClock() async throws -> LocalClock {
        let (_, bytes) = try await ask("/readyz")
        let zone = (try? JSONReader.read(bytes))?["zone"].text ?? "UTC"
        guard let calendar = BusinessCalendar(zone: zone) else { return .utc }
        return LocalClock { calendar.offsetSeconds(at: $0) }
    }
}
