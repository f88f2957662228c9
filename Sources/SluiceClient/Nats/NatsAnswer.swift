import SluiceAPI

/// What JetStream answers.
struct NatsAnswer {
    private let members: [JSONValue.Member]

    init(_ bytes: [UInt8]) {
        if case .object(let members)? = try? JSONReader.read(bytes, numbers: .asWritten) {
            self.members = members
        } else {
            members = []
        }
    }

    /// Why it refuses; nil if it does not.
    var error: String? {
        guard !members.isEmpty else { return "no answer of JetStream" }
        guard case .object(let error)? = value("error", of: members) else { return nil }
        guard case .string(let text)? = value("description", of: error) else { return "refused" }
        return text
    }

    /// Why a consumer that somebody made cannot be drained without losing a message; nil if it can.
    var consumerFault: String? {
        guard case .object(let config)? = value("config", of: members),
            value("ack_policy", of: config) == .string("explicit")
        else { return "does not want explicit acknowledgements" }
        if case .integer(let count)? = value("max_deliver", of: config), count > 0 {
            return "gives a message up after \(count) deliveries: make it without max_deliver"
        }
        return value("deliver_subject", of: config) == nil
            ? nil : "pushes: a pull consumer is needed"
    }

    /// Whether a stream has taken a message.
    var isStored: Bool { error == nil && value("stream", of: members) != nil }

    /// The names of streams in a list of them.
    var streams: [String] {
        guard case .array(let names)? = value("streams", of: members) else { return [] }
        return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }

    private func value(_ name: String, of members: [JSONValue.Member]) -> JSONValue? {
        members.first { $0.name == name }?.value
    }
}
