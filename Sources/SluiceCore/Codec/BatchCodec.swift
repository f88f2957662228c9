/// The bytes of a journal row: a format byte, then command records with their events.
///
/// Within one batch every key and every actor is written once and referred to by its number
/// afterwards; times are told as the distance from the record before. Layout and tags are
/// described in docs/reference/journal-format.md and held by a golden test.
public enum BatchCodec {
    /// The newest format this binary reads and the one it writes. A journal row of a higher one is
    /// refused by name; a lower one decodes for ever.
    public static let format: UInt8 = 3

    public static func encode(_ records: [CommandRecord]) -> [UInt8] {
        var writer = BatchWriter(capacity: 192 * records.count)
        writer.out.byte(format)
        writer.out.varint(UInt64(records.count))
        var previous = Instant.epoch
        for index in records.indices {
            writer.record(records[index], after: previous)
            previous = records[index].time
        }
        return writer.out.bytes
    }

    /// - Parameter isNaming: whether names are read; a replay of rows whose names are archived passes
    ///   over them.
    /// - Throws: `DecodeError`; `.formatUnknown` for a row written by a later version.
    public static func decode(
        _ bytes: [UInt8], isNaming: Bool = true
    ) throws(DecodeError) -> [CommandRecord] {
        var reader = BatchReader(bytes)
        reader.isNaming = isNaming
        guard (1...format).contains(try reader.input.byte()) else {
            throw DecodeError(.formatUnknown, offset: 0)
        }
        let count = try reader.input.count()
        var records: [CommandRecord] = []
        records.reserveCapacity(count)
        var previous = Instant.epoch
        for _ in 0..<count {
            let record = try reader.record(after: previous)
            previous = record.time
            records.append(record)
        }
        guard reader.input.isAtEnd else {
            throw DecodeError(.trailingBytes, offset: reader.input.offset)
        }
        return records
    }
}

/// Writes the parts of a batch; remembers the keys and actors written.
struct BatchWriter: ~Copyable {
    var out: ByteWriter
    private var keys = KeyNumbers()
    private var actors: [Actor] = []

    init(capacity: Int = 256) { out = ByteWriter(capacity: capacity) }

    mutating func key<Tag>(_ key: Key<Tag>) {
        let any: AnyKey = key.retagged()
        let (number, isNew) = keys.number(of: any)
        out.varint(UInt64(number))
        if isNew { out.key(any) }
    }

    mutating func record(_ record: CommandRecord, after previous: Instant) {
        out.varint(UInt64(record.time.ns - previous.ns))
        out.varint(UInt64(record.policyVersion))
        out.signed(Int64(record.command.businessDate.day))
        actor(record.command.actor)
        var mask = Mask()
        mask.add(record.command.occurredAt != nil)
        mask.add(!record.command.trace.isNone)
        mask.add(!record.command.note.isNone)
        out.byte(mask.bits)
        if let occurredAt = record.command.occurredAt { out.instant(occurredAt) }
        if !record.command.trace.isNone { out.key(record.command.trace) }
        if !record.command.note.isNone { out.key(record.command.note) }
        out.varint(UInt64(record.outcome.rawValue))
        body(record.command.body)
        out.varint(UInt64(record.names.count))
        record.names.each { name, text in
            out.byte(name.kind.rawValue)
            key(name.key)
            out.text(text)
        }
        out.varint(UInt64(record.events.count))
        for index in record.events.indices { event(record.events[index]) }
    }

    private mutating func actor(_ actor: Actor) {
        // There are few in a batch, and the newest is the likeliest.
        if let number = actors.lastIndex(of: actor) { return out.varint(UInt64(number)) }
        out.varint(UInt64(actors.count))
        actors.append(actor)
        out.byte(actor.role.rawValue)
        key(actor.subject)
        out.varint(actor.credential)
        out.flag(actor.isPerson)
    }

    mutating func list<Element>(
        _ elements: some Collection<Element>, _ write: (inout BatchWriter, Element) -> Void
    ) {
        out.varint(UInt64(elements.count))
        for element in elements { write(&self, element) }
    }

    mutating func optional(_ amount: Money?) {
        out.flag(amount != nil)
        if let amount { out.money(amount) }
    }
}

/// Reads the parts of a batch.
struct BatchReader {
    var input: ByteReader
    private var keys: [AnyKey] = [.none]
    fileprivate var isNaming = true
    private var actors: [Actor] = []
    /// Those of the placement read last.
    var newestTerms: Shared<HoldTerms>?

    init(_ bytes: [UInt8], from start: Int = 0) { input = ByteReader(bytes, from: start) }

    /// Reads the next so many bytes as a record of its own, which numbers its keys from the first.
    mutating func record<Record>(
        _ count: Int, _ read: (inout BatchReader) throws(DecodeError) -> Record
    ) throws(DecodeError) -> Record {
        let outer = try input.enter(count)
        defer { input.leave(to: outer) }
        keys.removeAll(keepingCapacity: true)
        keys.append(.none)
        guard try input.byte() == RecordCodec.format else {
            throw DecodeError(.formatUnknown, offset: input.offset)
        }
        let record = try read(&self)
        guard input.isAtEnd else { throw DecodeError(.trailingBytes, offset: input.offset) }
        return record
    }

    @inline(__always)
    mutating func key<Tag>(_: Tag.Type = Tag.self) throws(DecodeError) -> Key<Tag> {
        try anyKey().retagged()
    }

    private mutating func anyKey() throws(DecodeError) -> AnyKey {
        let number = try input.varint()
        if number < keys.count { return keys[Int(number)] }
        guard number == keys.count else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        let key: AnyKey = try input.key()
        keys.append(key)
        return key
    }

    mutating func record(after previous: Instant) throws(DecodeError) -> CommandRecord {
        // A step is never back: times rise within a batch.
        let (ns, overflow) = previous.ns.addingReportingOverflow(try narrow(Int64.self))
        guard !overflow else { throw DecodeError(.invalidValue, offset: input.offset) }
        let policyVersion = try narrow(UInt32.self)
        let date = try date()
        let actor = try actor()
        var mask = try mask(3)
        let occurredAt = mask.next() ? try input.instant() : nil
        let trace: TraceID = mask.next() ? try input.key() : .none
        let note: NoteKey = mask.next() ? try input.key() : .none
        let outcome: OutcomeCode = try input.value()
        let body = try body()
        var names = Names()
        for _ in 0..<(try input.count()) {
            let kind: KeyKind = try input.value()
            let key = try anyKey()
            if isNaming {
                names.append(Name(NamedKey(kind, key), try input.text()))
            } else {
                try input.skipText()
            }
        }
        let count = try input.count()
        var events = ShortList<Event>()
        for _ in 0..<count { events.append(try event()) }
        return CommandRecord(
            time: Instant(ns: ns), policyVersion: policyVersion,
            command: Command(
                actor: actor, businessDate: date, occurredAt: occurredAt, trace: trace,
                note: note, body: body),
            outcome: outcome, names: names, events: events)
    }

    private mutating func actor() throws(DecodeError) -> Actor {
        let number = try input.varint()
        if number < actors.count { return actors[Int(number)] }
        guard number == actors.count else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        let role: Role = try input.value()
        let actor = Actor(
            role: role, subject: try key(), credential: try input.varint(),
            isPerson: try input.flag())
        actors.append(actor)
        return actor
    }

    @inline(__always)
    mutating func narrow<Value: FixedWidthInteger>(
        _: Value.Type
    ) throws(DecodeError) -> Value {
        guard let value = Value(exactly: try input.varint()) else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return value
    }

    mutating func list<Element>(
        _ read: (inout BatchReader) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try input.count()) { elements.append(try read(&self)) }
        return elements
    }

    mutating func optional() throws(DecodeError) -> Money? {
        try input.flag() ? try input.money() : nil
    }

    mutating func code() throws(DecodeError) -> Code {
        guard let code = try input.code() else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return code
    }

    mutating func currency() throws(DecodeError) -> Currency {
        guard let currency = Currency(packed: try narrow(UInt32.self)) else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return currency
    }
}
