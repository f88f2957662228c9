/// Appends values to bytes in the journal's way: integers as LEB128 varints, signed ones zigzag
/// first, keys as 16 big-endian bytes, text with its length before it.
///
/// Its memory is its own and grows by doubling; each value asks for room once.
public struct ByteWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    public private(set) var count = 0

    /// - Parameter capacity: bytes there is room for before the memory grows.
    public init(capacity: Int = 256) {
        self.capacity = max(16, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// A copy of what was written.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    public mutating func removeAll() { count = 0 }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        let wider = max(2 * capacity, count + more)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
        new.update(from: base, count: count)
        base.deallocate()
        base = new
        capacity = wider
    }

    public mutating func byte(_ value: UInt8) {
        reserve(1)
        base[count] = value
        count += 1
    }

    public mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }

    /// Appends bytes as they are.
    public mutating func append(_ other: [UInt8]) { other.withUnsafeBufferPointer { append($0) } }

    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        guard value < 0x80, count < capacity else { return longVarint(value) }
        base[count] = UInt8(truncatingIfNeeded: value)
        count += 1
    }

    private mutating func longVarint(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            base[count] = UInt8(truncatingIfNeeded: rest) | 0x80
            count += 1
            rest >>= 7
        }
        base[count] = UInt8(truncatingIfNeeded: rest)
        count += 1
    }

    public mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    public mutating func fixed16(_ value: UInt16) { fixed(value) }
    public mutating func fixed32(_ value: UInt32) { fixed(value) }
    public mutating func fixed64(_ value: UInt64) { fixed(value) }

    public mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { text($0) }
    }

    /// A text by its UTF-8.
    mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        varint(UInt64(utf8.count))
        append(utf8)
    }

    /// Appends bytes as they are.
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    public mutating func key<Tag>(_ key: Key<Tag>) {
        fixed64(key.high)
        fixed64(key.low)
    }

    public mutating func money(_ value: Money) { signed(value.minor) }

    public mutating func instant(_ value: Instant) { signed(value.ns) }

    private mutating func fixed<Value: FixedWidthInteger>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        reserve(size)
        UnsafeMutableRawPointer(base + count).storeBytes(of: value.bigEndian, as: Value.self)
        count += size
    }
}

/// Reads what `ByteWriter` wrote; every fault is `DecodeError`, never a trap.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var offset: Int
    /// Where reading ends.
    private var end: Int

    /// - Parameter start: what lies before it is passed over.
    public init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        offset = start
        end = bytes.count
    }

    public var isAtEnd: Bool { offset == end }

    /// Lets the next so many bytes be read as if they were all.
    /// - Returns: the end until now, to be given to `leave`.
    mutating func enter(_ count: Int) throws(DecodeError) -> Int {
        guard count <= end - offset else { throw DecodeError(.truncated, offset: offset) }
        let outer = end
        end = offset + count
        return outer
    }

    mutating func leave(to outer: Int) { end = outer }

    public mutating func byte() throws(DecodeError) -> UInt8 {
        guard offset < end else { throw DecodeError(.truncated, offset: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// So many bytes as they are.
    public mutating func bytes(_ count: Int) throws(DecodeError) -> [UInt8] {
        guard count <= end - offset else { throw DecodeError(.truncated, offset: offset) }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// The next byte without taking it; nil at the end.
    public func peek() -> UInt8? { offset < end ? bytes[offset] : nil }

    public mutating func flag() throws(DecodeError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw DecodeError(.invalidValue, offset: offset - 1)
        }
    }

    @inline(__always)
    public mutating func varint() throws(DecodeError) -> UInt64 {
        guard offset < end, bytes[offset] < 0x80 else { return try longVarint() }
        defer { offset += 1 }
        return UInt64(bytes[offset])
    }

    private mutating func longVarint() throws(DecodeError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else {
                throw DecodeError(.invalidValue, offset: offset - 1)
            }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    @inline(__always)
    public mutating func signed() throws(DecodeError) -> Int64 {
        let raw = try varint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    public mutating func fixed16() throws(DecodeError) -> UInt16 { try fixed() }
    public mutating func fixed32() throws(DecodeError) -> UInt32 { try fixed() }
    public mutating func fixed64() throws(DecodeError) -> UInt64 { try fixed() }

    /// A count of things that each take a byte at least, so that damage cannot ask for memory.
    public mutating func count() throws(DecodeError) -> Int {
        let value = try varint()
        guard value <= UInt64(end - offset) else {
            throw DecodeError(.truncated, offset: offset)
        }
        return Int(value)
    }

    public mutating func text() throws(DecodeError) -> String {
        let length = try count()
        defer { offset += length }
        guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
            throw DecodeError(.invalidValue, offset: offset)
        }
        return text
    }

    /// A text read as a code; nil if it is empty.
    mutating func code() throws(DecodeError) -> Code? {
        let length = try count()
        defer { offset += length }
        if length == 0 { return nil }
        guard let code = Code(utf8: bytes[offset..<offset + length]) else {
            throw DecodeError(.invalidValue, offset: offset)
        }
        return code
    }

    /// Passes over a text.
    mutating func skipText() throws(DecodeError) { offset += try count() }

    @inline(__always)
    public mutating func key<Tag>(_: Tag.Type = Tag.self) throws(DecodeError) -> Key<Tag> {
        Key(high: try fixed64(), low: try fixed64())
    }

    public mutating func money() throws(DecodeError) -> Money { Money(minor: try signed()) }

    public mutating func instant() throws(DecodeError) -> Instant { Instant(ns: try signed()) }

    /// A value of an enumeration with integers on disk.
    @inline(__always)
    public mutating func value<Value: RawRepresentable>(
        _: Value.Type = Value.self
    ) throws(DecodeError) -> Value where Value.RawValue: UnsignedInteger & FixedWidthInteger {
        let raw = try varint()
        guard let narrow = Value.RawValue(exactly: raw), let value = Value(rawValue: narrow)
        else { throw DecodeError(.unknownTag, offset: offset) }
        return value
    }

    @inline(__always)
    private mutating func fixed<Value: FixedWidthInteger>() throws(DecodeError) -> Value {
        let size = MemoryLayout<Value>.size
        guard size <= end - offset else {
            throw DecodeError(.truncated, offset: end)
        }
        defer { offset += size }
        return bytes.withUnsafeBytes {
            Value(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
    }
}

/// Why bytes are not what they should be, and where.
public struct DecodeError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case truncated
        case invalidValue = "invalid_value"
        case unknownTag = "unknown_tag"
        case trailingBytes = "trailing_bytes"
        /// Written by a later version: this binary must not guess.
        case formatUnknown = "format_unknown"
    }

    public var code: Code
    public var offset: Int

    public init(_ code: Code, offset: Int) {
        self.code = code
        self.offset = offset
    }

    public var description: String { "\(code.rawValue) at byte \(offset)" }
}
