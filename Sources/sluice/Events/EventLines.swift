/// Server-sent events taken apart as their bytes come.
struct EventLines {
    struct Event: Equatable {
        var id: String
        var name: String
        var data: String
    }

    /// The newest id, of events and of comments that only say where the stream stands.
    private(set) var lastID: String?
    private var line: [UInt8] = []
    private var name = ""
    private var data: [String] = []

    /// The events that pieces of a stream complete, in order.
    mutating func take(_ bytes: [UInt8]) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            let text = String(decoding: line, as: UTF8.self)
            line.removeAll(keepingCapacity: true)
            if let event = take(text) { events.append(event) }
        }
        return events
    }

    /// What was begun when a connection ended is told again by the next.
    mutating func reconnect() {
        line.removeAll()
        name = ""
        data.removeAll()
    }

    private mutating func take(_ text: String) -> Event? {
        guard !text.isEmpty else {
            defer {
                name = ""
                data.removeAll()
            }
            guard !data.isEmpty, let lastID else { return nil }
            return Event(id: lastID, name: name, data: data.joined(separator: "\n"))
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        switch parts[0] {
        case "id": lastID = value
        case "event": name = value
        case "data": data.append(value)
        default: break
        }
        return nil
    }
}
