import NIOCore

/// A message of NATS as it is delivered.
public struct NatsMessage: Equatable, Sendable {
    public var subject: String
    /// Where an answer goes; of a message of a stream, where it is acknowledged.
    public var reply: String?
    /// Of a message that is only a status, such as 404 where there is nothing: its code.
    public var status: Int?
    public var payload: [UInt8]

    public init(subject: String, reply: String?, status: Int? = nil, payload: [UInt8]) {
        self.subject = subject
        self.reply = reply
        self.status = status
        self.payload = payload
    }
}

/// What a server of NATS says.
enum NatsFrame: Equatable, Sendable {
    case info
    case message(NatsMessage)
    case ping
    case pong
    case error(String)
}

/// What is no frame of NATS, or a larger one than we take.
struct NatsProtocolError: Error, Equatable {
    var detail: String
}

/// Takes the bytes of a server apart: lines, and after some of them a payload of stated length.
///
/// ```
/// MSG <subject> <sid> [reply] <bytes>␍␊[payload]␍␊
/// HMSG <subject> <sid> [reply] <header bytes> <all bytes>␍␊[headers][payload]␍␊
/// ```
struct NatsFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = NatsFrame

    /// 64 KiB a line: INFO lists the servers of a cluster.
    static let lineBytesMax = 64 << 10
    /// 8 MiB a payload: far beyond a body that the engine takes.
    static let payloadBytesMax = 8 << 20

    mutating func decode(
        context: ChannelHandlerContext, buffer: inout ByteBuffer
    ) throws -> DecodingState {
        guard let frame = try Self.frame(of: &buffer) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState { .needMoreData }

    /// Takes the next frame; nil, and nothing taken, while it is not whole.
    static func frame(of buffer: inout ByteBuffer) throws(NatsProtocolError) -> NatsFrame? {
        let view = buffer.readableBytesView
        guard let end = view.firstIndex(of: 0x0A) else {
            guard view.count <= lineBytesMax else {
                throw NatsProtocolError(detail: "a line without an end")
            }
            return nil
        }
        var line = view[..<end]
        if line.last == 0x0D { line = line.dropLast() }
        let text = String(decoding: line, as: UTF8.self)
        let lineBytes = end - view.startIndex + 1
        let words = text.split(separator: " ")
        switch words.first?.uppercased() {
        case "INFO": return taken(.info, lineBytes, &buffer)
        case "PING": return taken(.ping, lineBytes, &buffer)
        case "PONG": return taken(.pong, lineBytes, &buffer)
        case "-ERR": return taken(.error(String(text.dropFirst(5))), lineBytes, &buffer)
        case "MSG": return try message(words, lineBytes, hasHeaders: false, &buffer)
        case "HMSG": return try message(words, lineBytes, hasHeaders: true, &buffer)
        default: throw NatsProtocolError(detail: "no frame of NATS")
        }
    }

    private static func taken(
        _ frame: NatsFrame, _ bytes: Int, _ buffer: inout ByteBuffer
    ) -> NatsFrame {
        buffer.moveReaderIndex(forwardBy: bytes)
        return frame
    }

    private static func message(
        _ words: [Substring], _ lineBytes: Int, hasHeaders: Bool, _ buffer: inout ByteBuffer
    ) throws(NatsProtocolError) -> NatsFrame? {
        let lengths = hasHeaders ? 2 : 1
        guard words.count == 3 + lengths || words.count == 4 + lengths,
            let bytes = words.last.flatMap({ Int($0) }), (0...payloadBytesMax).contains(bytes),
            let headerBytes = hasHeaders ? Int(words[words.count - 2]) : 0,
            (0...bytes).contains(headerBytes)
        else { throw NatsProtocolError(detail: "a message of no length we take") }
        guard buffer.readableBytes >= lineBytes + bytes + 2 else { return nil }
        buffer.moveReaderIndex(forwardBy: lineBytes)
        let headers = buffer.readBytes(length: headerBytes) ?? []
        let payload = buffer.readBytes(length: bytes - headerBytes) ?? []
        buffer.moveReaderIndex(forwardBy: 2)
        return .message(
            NatsMessage(
                subject: String(words[1]),
                reply: words.count == 4 + lengths ? String(words[3]) : nil,
                status: status(of: headers), payload: payload))
    }

    /// The code in `NATS/1.0 404 No Messages`; nil where the first line has none.
    private static func status(of headers: [UInt8]) -> Int? {
        let first = headers.prefix { $0 != 0x0D }
        let words = String(decoding: first, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }
}
