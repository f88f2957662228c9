import Foundation
import SluiceAPI
import SluiceCore

/// Which records of an access trail are wanted; nil: whatever they say.
public struct AccessQuery: Sendable {
    public var events: Set<AccessRecord.Event>?
    public var role: Role?
    public var subject: String?
    /// The name of an object that was asked for.
    public var object: String?
    public var requestID: String?
    public var since: Instant?
    public var until: Instant?
    /// The newest so many.
    public var limit: Int?

    public init() {}
}

/// Reads the access trail of a data directory; a server may be writing to it.
public struct AccessReading: Sendable {
    /// The lines that were asked for, oldest first, as they stand in the files.
    public private(set) var lines: [[UInt8]] = []
    public private(set) var records: [AccessRecord] = []
    /// Lines that could not be read, such as half of one at the end of a crash.
    public private(set) var unreadable = 0

    /// Errors: a file that cannot be read.
    public init(directory: String, _ query: AccessQuery = AccessQuery()) throws {
        for path in AccessFiles.list(directory + "/access") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let record = try? AccessRecord(line: Array(line)) else {
                    unreadable += 1
                    continue
                }
                guard query.wants(record) else { continue }
                lines.append(Array(line))
                records.append(record)
            }
            shorten(to: query.limit, slack: 1_000)
        }
        shorten(to: query.limit, slack: 0)
    }

    private mutating func shorten(to limit: Int?, slack: Int) {
        guard let limit, records.count > limit + slack else { return }
        lines.removeFirst(lines.count - limit)
        records.removeFirst(records.count - limit)
    }
}

extension AccessQuery {
    fileprivate func wants(_ record: AccessRecord) -> Bool {
        events?.contains(record.event) ?? true
            && role.map { record.role == $0 } ?? true
            && subject.map { record.subject == $0 } ?? true
            && object.map { name in record.concerned.contains { $0.name == name } } ?? true
            && requestID.map { record.requestID == $0 } ?? true
            && since.map { record.time >= $0 } ?? true
            && until.map { record.time < $0 } ?? true
    }
}

extension AccessRecord {
    init(line: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: line)
        time = Instant(ns: try reader.time("time"))
        event = try reader.word("event", of: Event.allCases, \.rawValue)
        status = Int(try reader.integer("status", in: 100...599))
        code = try reader.optionalString("code", maxBytes: APILimits.identifierBytesMax)
        role = try reader.optionalWord("role", of: Role.allCases, \.code)
        subject = try reader.optionalString("subject", maxBytes: APILimits.stringBytesMax)
        credential = try reader.optionalString("key", maxBytes: APILimits.identifierBytesMax)
        method = try reader.string("method", maxBytes: 16)
        route = try reader.string("route", maxBytes: ServerLimits.targetBytesMax)
        var concerned: [Concerned] = []
        let objects = try reader.optionalArray("objects", count: 1...APILimits.objectMembersMax)
        for object in objects ?? [] {
            var object = object
            concerned.append(
                Concerned(
                    try object.string("kind", maxBytes: APILimits.identifierBytesMax),
                    try object.string("name", maxBytes: APILimits.stringBytesMax)))
            try object.finish()
        }
        self.concerned = concerned
        requestID = try reader.string("request_id", maxBytes: ServerLimits.requestIDBytesMax)
        try reader.finish()
    }
}
