import Hummingbird
import SluiceAPI
import SluiceCore

extension Response {
    /// An answer in JSON.
    /// - Parameters:
    ///   - sequence: the newest event the answer can know of, told in `Sluice-Sequence`.
    ///   - isStale: whether it comes from the views and is older than the moment they take to follow.
    static func json(
        _ status: HTTPResponse.Status = .ok, sequence: UInt64? = nil, isReplay: Bool = false,
        isStale: Bool = false, _ write: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(for: Addressee.current.audience)
        write(&writer)
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        if let sequence { headers[.sluiceSequence] = OpaqueSequence.encode(sequence) }
        if isReplay { headers[.idempotentReplay] = "true" }
        if isStale { headers[.sluiceStale] = "true" }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }

    /// A single object, with a tag that another read of it may name in `If-None-Match`.
    ///
    /// The tag is that of the bytes, so it tells languages and audiences apart by itself.
    /// - Parameter tagging: writes what the tag is of, where part of the document changes by itself;
    ///   then the tag is a weak one.
    static func document(
        for call: Call, sequence: UInt64? = nil, isStale: Bool = false,
        tagging: ((inout JSONWriter) -> Void)? = nil, _ write: (inout JSONWriter) -> Void
    ) -> Response {
        let tag =
            if let tagging { EntityTag(isWeak: true, tagging) } else { EntityTag(write) }
        var response = json(sequence: sequence, isStale: isStale, write)
        response.headers[.eTag] = tag.text
        guard let known = call.request.headers[.ifNoneMatch], tag.isAmong(known) else {
            return response
        }
        response.status = .notModified
        response.headers[.contentType] = nil
        response.body = ResponseBody()
        return response
    }

    static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
