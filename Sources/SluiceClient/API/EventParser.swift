/// Takes a stream of server-sent events apart; what is no event moves the place alone.
struct EventParser: Sendable {
    /// Bytes of a line that are read: an event of a hold of 500 lines has some 100 KiB.
    static let lineBytesMax = 4 << 20

    private var line: [UInt8] = []
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    /// The newest id told: where to go on from.
    private(set) var position: String?

    struct Event: Equatable {
        var position: String?
        var name: String
        var data: [UInt8]
    }

    /// - Throws: `SluiceError.unreadable` for a line without an end.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(SluiceError) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let event = endLine() { events.append(event) }
                line.removeAll(keepingCapacity: true)
            } else if line.count == Self.lineBytesMax {
                throw .unreadable(status: 200, "a line of the stream has no end")
            } else if byte != UInt8(ascii: "\r") {
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        if line.isEmpty {
            defer { (name, data, hasData) = ("", [], false) }
            return hasData ? Event(position: position, name: name, data: data) : nil
        }
        let parts = line.split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        let value = parts[1].first == UInt8(ascii: " ") ? parts[1].dropFirst() : parts[1]
        switch String(decoding: parts[0], as: UTF8.self) {
        case "id": position = String(decoding: value, as: UTF8.self)
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(UInt8(ascii: "\n")) }
            data += value
            hasData = true
        default: break
        }
        return nil
    }
}
