import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceAPI

/// The running engine a command speaks to, and in whose name.
struct EngineDoorOptions: ParsableArguments {
    @Option(help: "The address of the engine.")
    var address = "http://127.0.0.1:8080"

    @Option(help: "An API key, or - to read it from standard input.")
    var key: String

    @Option(help: "The language of texts: en or zh.")
    var lang = "en"

    func validate() throws {
        guard Language(rawValue: lang) != nil else {
            throw ValidationError("--lang is en or zh")
        }
    }

    var language: Language { Language(rawValue: lang) ?? .english }

    /// Hands over a client, which ends with `body`.
    func run(_ body: (EngineDoor) async throws -> Void) async throws {
        try await EngineDoor.with(address, key: key, language: lang, body)
    }
}

/// A client of a running engine that says what went wrong and ends the program.
struct EngineDoor {
    let http: HTTPClient
    let address: String
    let key: String
    let language: String

    /// Bytes of an answer: a page of a thousand items.
    private static let answerBytesMax = 16 << 20

    /// Hands over a client, which ends with `body`.
    /// - Parameter key: an API key, or - to read it from standard input.
    static func with(
        _ address: String, key: String, language: String = "en",
        _ body: (EngineDoor) async throws -> Void
    ) async throws {
        let given = key == "-" ? readLine() ?? "" : key
        // Where nobody listens, that is the answer: asking on would only make somebody wait.
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(
                EngineDoor(http: http, address: address, key: given, language: language))
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// A name as a part of a path or query.
    static func part(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    func get(_ path: String) async throws -> JSONValue { try await ask(path, nil) }

    func post(_ path: String, _ body: [UInt8] = []) async throws -> JSONValue {
        try await ask(path, body)
    }

    private func ask(_ path: String, _ body: [UInt8]?) async throws -> JSONValue {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Accept-Language", value: language)
        if let body {
            request.method = .POST
            if !body.isEmpty {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let status: UInt
        let bytes: [UInt8]
        do {
            let response = try await http.execute(request, timeout: .seconds(60))
            status = response.status.code
            let answer = try await response.body.collect(upTo: Self.answerBytesMax)
            bytes = Array(answer.readableBytesView)
        } catch {
            Terminal.error("nobody answers at \(address): \(error)")
            throw ExitCode(1)
        }
        let value = (try? JSONReader.read(bytes)) ?? .null
        guard (200...299).contains(status) else {
            let told = [value["code"].text, value["detail"].text].compactMap(\.self)
            Terminal.error("\(address) answered \(status): " + told.joined(separator: ": "))
            throw ExitCode(1)
        }
        return value
    }
}

/// A value as JSON.
extension JSONValue {
    /// The value as it was read, without spaces.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ value: JSONValue) {
        switch value {
        case .null: break
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members where member.value != .null {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }
}
