import Hummingbird
import NIOCore
import SluiceAPI
import SluiceCore

/// One request, authenticated and with its path and query taken apart.
struct Call: Sendable {
    let request: Request
    /// The variable parts of the path, decoded.
    let parts: [String: String]
    let query: Query
    var principal: Principal
    /// Where it comes from; nil where there is no connection of the internet.
    let peer: PeerAddress?
    let trace: TraceID
    let language: Language
    var notes = AccessNotes()

    /// A variable part of the path.
    func part(_ name: String) -> String {
        guard let text = parts[name] else {
            preconditionFailure("the path of the route has no {\(name)}")
        }
        return text
    }

    /// The language that `lang` names, else that of the headers.
    var wantedLanguage: Language {
        get throws(Problem) {
            guard let text = query["lang"] else { return language }
            guard let language = Language(rawValue: text) else {
                throw Query.fault(.invalidField, "lang", "One of these is needed: en, zh.")
            }
            return language
        }
    }

    /// The body, if its media type is among `types`.
    func body(
        of types: [String] = ["application/json"], bytesMax: Int = APILimits.bodyBytesMax
    ) async throws -> [UInt8] {
        _ = try mediaType(among: types)
        do {
            let buffer = try await request.body.collect(upTo: bytesMax)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(.bodyTooLarge, detail: "A body has at most \(bytesMax) bytes.")
        } catch {
            // The client went away, or its framing is wrong: no fault of the server, whatever it is called.
            throw Problem(.invalidJSON, detail: "The body did not come whole.")
        }
    }

    /// The media type of the body without its parameters, one of `types`.
    func mediaType(among types: [String]) throws(Problem) -> String {
        let header = request.headers[.contentType] ?? ""
        let parts = header.split(separator: ";")
        let type = parts.first?.filter { $0 != " " }.lowercased() ?? ""
        let isUTF8 = parts.dropFirst().allSatisfy { parameter in
            let text = parameter.filter { $0 != " " && $0 != "\"" }.lowercased()
            return !text.hasPrefix("charset=") || text == "charset=utf-8"
        }
        guard types.contains(type), isUTF8 else {
            let wanted = types.joined(separator: " or ")
            throw Problem(.unsupportedMediaType, detail: "The body is \(wanted), in UTF-8.")
        }
        return type
    }

    /// The id of what is asked for: from the body, or the Idempotency-Key header where the body
    /// has none.
    func id(_ given: String?) throws(Problem) -> String {
        guard let header = request.headers[.idempotencyKey] else {
            if let given { return given }
            throw Problem(
                FieldError(
                    code: .idempotencyKeyRequired, field: "id",
                    detail: "Give `id` or the header Idempotency-Key."))
        }
        if let detail = FieldRules.identifierFault(header) {
            throw Problem(
                .invalidField, detail: "The header Idempotency-Key is wrong: \(detail)")
        }
        guard given == nil || given == header else {
            throw Query.fault(
                .invalidField, "id", "The header Idempotency-Key says something else.")
        }
        return header
    }
}
