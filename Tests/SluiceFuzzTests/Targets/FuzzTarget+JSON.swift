import Foundation
import SluiceAPI

extension FuzzTarget {
    /// What is taken has one spelling, which is taken for the same; a second reader takes it too.
    func checkJSON(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes)
        } catch {
            try FuzzFinding.unless(
                (0...bytes.count).contains(error.byteOffset), "a fault lies within the document")
            return false
        }
        let spelt = Self.bytes { $0.value(value) }
        try FuzzFinding.unless(
            (try? JSONReader.read(spelt)) == value, "what is written is read to the same")
        try FuzzFinding.unless(
            Self.bytes { $0.value(value) } == spelt, "a value has one spelling")
        try FuzzFinding.unless(
            (try? JSONReader.read(bytes, numbers: .asWritten)) == value,
            "numbers as written are read where integers are")
        let isJSON =
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
            != nil
        try FuzzFinding.unless(isJSON, "what is taken is JSON to another reader")
        return true
    }

    /// An event is the same after it is written, as JSON and as a command of a binary batch.
    func checkEvent(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let event = try? OrderEventRequest(body: bytes) else { return false }
        try Self.check(event)
        return true
    }

    /// What a merchant's event becomes is an event that the door takes.
    func checkMerchantEvent(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let document = try? JSONReader.read(bytes, numbers: .asWritten),
            let events = try? Self.shop.events(in: document)
        else { return false }
        var isTaken = false
        for event in events {
            if case .event(let event)? = try? Self.shop.read(event, delivery: "delivery") {
                try Self.check(event)
                isTaken = true
            }
        }
        return isTaken
    }

    private static func check(_ event: OrderEventRequest) throws(FuzzFinding) {
        let written = bytes { event.write(to: &$0) }
        try FuzzFinding.unless(
            (try? OrderEventRequest(body: written)) == event, "an event is read as it is written")
        let batch = BatchEncoder.encode([.recordFact(event)])
        try FuzzFinding.unless(
            (try? BatchDecoder.decode(batch)) == [.recordFact(event)],
            "an event is the same in a binary batch")
    }

    static func bytes(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }
}
