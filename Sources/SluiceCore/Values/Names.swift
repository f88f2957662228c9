/// A key with its kind.
public struct NamedKey: Hashable, Comparable, Sendable {
    public var kind: KeyKind
    public var key: AnyKey

    public init<Tag>(_ kind: KeyKind, _ key: Key<Tag>) {
        self.kind = kind
        self.key = key.retagged()
    }

    public static func < (left: NamedKey, right: NamedKey) -> Bool {
        (left.kind.rawValue, left.key) < (right.kind.rawValue, right.key)
    }
}

/// The name a key was derived from.
public struct Name: Hashable, Sendable {
    public var key: NamedKey
    public var text: String

    public init(_ key: NamedKey, _ text: String) {
        self.key = key
        self.text = text
    }
}

/// The names that keys were derived from, in one block of bytes: to hand it on or to free it is one step,
/// however many there are.
///
/// A name is its key (16 bytes), its kind (1), the length of its text (4) and the text, as this machine has
/// integers: what is written to disk is written by `BatchCodec`.
public struct Names: Hashable, Sendable {
    private var bytes: [UInt8] = []
    public private(set) var count = 0

    private static let headBytes = 21

    public init() {}

    public init(_ names: some Sequence<Name>) {
        for name in names { append(name) }
    }

    public var isEmpty: Bool { count == 0 }

    /// Bytes of all texts.
    public var textBytes: Int { bytes.count - count * Names.headBytes }

    public mutating func append(_ name: Name) {
        var text = name.text
        text.withUTF8 { append(name.key, $0) }
    }

    public static func += (names: inout Names, more: Names) {
        if more.isEmpty { return }
        if names.isEmpty {
            names = more
        } else {
            names.bytes += more.bytes
            names.count += more.count
        }
    }

    public static func + (names: Names, more: Names) -> Names {
        var all = names
        all += more
        return all
    }

    private mutating func append(_ key: NamedKey, _ text: UnsafeBufferPointer<UInt8>) {
        withUnsafeBytes(of: key.key.high) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: key.key.low) { bytes.append(contentsOf: $0) }
        bytes.append(key.kind.rawValue)
        withUnsafeBytes(of: UInt32(text.count)) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text)
        count += 1
    }

    /// Shows each name; no text is made of it.
    func each(_ body: (NamedKey, UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBytes { bytes in
            each(in: bytes) { entry, _ in body(entry.key, entry.text(in: bytes)) }
        }
    }

    /// Shows each name, and where it stands.
    @inline(__always)
    private func each(in bytes: UnsafeRawBufferPointer, _ body: (Entry, Range<Int>) -> Void) {
        var offset = 0
        while offset < bytes.count {
            let entry = Entry(bytes, offset)
            body(entry, offset..<entry.end)
            offset = entry.end
        }
    }

    /// Those of one or two keys; nothing is copied where that is all or none.
    public func those(_ first: NamedKey, _ second: NamedKey? = nil) -> Names {
        those { kind, key in
            kind == first.kind && key == first.key
                || second.map { kind == $0.kind && key == $0.key } ?? false
        }
    }

    /// Those whose key is meant; nothing is copied where that is all or none.
    public func those(_ isMeant: (KeyKind, AnyKey) -> Bool) -> Names {
        bytes.withUnsafeBytes { bytes in
            var meant = 0
            var size = 0
            each(in: bytes) { entry, range in
                guard isMeant(entry.key.kind, entry.key.key) else { return }
                meant += 1
                size += range.count
            }
            if meant == count { return self }
            var some = Names()
            if meant == 0 { return some }
            some.count = meant
            some.bytes.reserveCapacity(size)
            // A name as it stands: one step for each.
            each(in: bytes) { entry, range in
                if isMeant(entry.key.kind, entry.key.key) {
                    some.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
            return some
        }
    }

    /// One name where it stands.
    private struct Entry {
        let key: NamedKey
        let textStart: Int
        let end: Int

        @inline(__always)
        init(_ bytes: UnsafeRawBufferPointer, _ offset: Int) {
            func load<Value>(_ place: Int) -> Value {
                bytes.loadUnaligned(fromByteOffset: offset + place, as: Value.self)
            }
            key = NamedKey(
                KeyKind(rawValue: load(16))!, AnyKey(high: load(0), low: load(8)))
            textStart = offset + Names.headBytes
            end = textStart + Int(load(17) as UInt32)
        }

        @inline(__always)
        func text(in bytes: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt8> {
            UnsafeRawBufferPointer(rebasing: bytes[textStart..<end]).assumingMemoryBound(
                to: UInt8.self)
        }
    }
}

extension Names: ExpressibleByArrayLiteral {
    public init(arrayLiteral names: Name...) {
        bytes.reserveCapacity(
            names.reduce(0) { $0 + Names.headBytes + $1.text.utf8.count })
        for name in names { append(name) }
    }
}

extension Names: Sequence {
    public struct Iterator: IteratorProtocol {
        fileprivate let names: Names
        fileprivate var offset = 0

        public mutating func next() -> Name? {
            guard offset < names.bytes.count else { return nil }
            return names.bytes.withUnsafeBytes { bytes in
                let entry = Entry(bytes, offset)
                offset = entry.end
                return Name(
                    entry.key, String(decoding: entry.text(in: bytes), as: UTF8.self))
            }
        }
    }

    public var underestimatedCount: Int { count }

    public func makeIterator() -> Iterator { Iterator(names: self) }
}
