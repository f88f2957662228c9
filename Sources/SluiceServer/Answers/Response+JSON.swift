import Hummingbird
import SluiceAPI
import SluiceCore

extension Response {
    /// An answer in JSON.
    /// - Parameters:
    ///   - sequence: the newest event the answer can know of, told in `Sluice-Sequence`.
    ///   - isStale: whether it comes from the views because the journal takes nothing now.
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

    static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
