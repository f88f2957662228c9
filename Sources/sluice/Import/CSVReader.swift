import Foundation

/// A record of a CSV file.
struct CSVRow: Equatable {
    /// The physical line the record starts on; the first is 1.
    var line: Int
    /// Empty where `fault` says that the record could not be taken apart.
    var fields: [String]
    /// The record as it stands in the file, cut at `ImportLimits.rejectTextBytesMax`.
    var text: String
    var fault: RejectCause?
}

/// A streaming reader of RFC 4180: quoted fields, doubled quotes, line breaks inside quotes.
///
/// Lines end with LF or CR LF; a byte order mark and blank lines are passed over. A bad record is
/// a row with a fault and reading goes on with the next; after a quote that is never closed, with
/// the next physical line. Limits: UTF-8; `ImportLimits.recordBytesMax` a record.
struct CSVReader {
    private let path: String
    private let handle: FileHandle
    private let delimiter: UInt8
    private var buffer: [UInt8] = []
    /// Where the next record starts in `buffer`.
    private var position = 0
    private var line = 1
    private var isAtEnd = false
    /// The bytes of the records read so far.
    private(set) var bytesRead = 0

    private static let chunkBytes = 1 << 16
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// Errors: the file cannot be opened or is UTF-16.
    init(_ file: URL, delimiter: UInt8 = UInt8(ascii: ",")) throws(ImportError) {
        path = file.path
        self.delimiter = delimiter
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw .unreadable(path: file.path, why: error.localizedDescription)
        }
        while buffer.count < 3, try fill() {}
        if buffer.starts(with: [0xFE, 0xFF]) || buffer.starts(with: [0xFF, 0xFE]) {
            throw .notUTF8(path: path)
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record, nil at the end of the file. Errors: the file cannot be read.
    mutating func next() throws(ImportError) -> CSVRow? {
        while true {
            guard try hasByte(at: 0) else { return nil }
            var record = CSVRecord()
            let isWhole = try scan(&record)
            guard isWhole else { return try skipLine(as: record.overrun) }
            let row = CSVRow(
                line: line, fields: record.fault == nil ? record.fields : [],
                text: text(bytes: record.length), fault: record.fault)
            consume(bytes: record.length)
            if record.isBlank { continue }
            return row
        }
    }

    /// Takes the record at `position` apart; false if it has no end within the limit.
    private mutating func scan(_ record: inout CSVRecord) throws(ImportError) -> Bool {
        while try hasByte(at: record.length) {
            guard record.length < ImportLimits.recordBytesMax else {
                record.overrun = record.isQuoted ? .unclosedQuote : .rowTooLong
                return false
            }
            let byte = buffer[position + record.length]
            record.length += 1
            switch (record.state, byte) {
            case (.quoted, Self.quote):
                record.state = .afterQuote
            case (.quoted, _):
                record.value.append(byte)
            case (_, Self.lineFeed):
                record.endField(isLast: true)
                return true
            case (.afterReturn, _):
                record.spoil()
            case (_, delimiter):
                record.endField(isLast: false)
            case (.start, Self.quote):
                record.state = .quoted
                record.hasQuotes = true
            case (.afterQuote, Self.quote):
                record.value.append(byte)
                record.state = .quoted
            case (.afterQuote, Self.carriageReturn):
                // Right only before a line feed.
                record.state = .afterReturn
            case (.afterQuote, _), (.plain, Self.quote):
                record.spoil()
            default:
                record.value.append(byte)
                record.state = .plain
            }
        }
        guard record.state != .quoted else {
            record.overrun = .unclosedQuote
            return false
        }
        record.endField(isLast: true)
        return true
    }

    /// Passes over one physical line as a bad row.
    private mutating func skipLine(as fault: RejectCause) throws(ImportError) -> CSVRow {
        var length = 0
        var head: [UInt8] = []
        let first = line
        while try hasByte(at: length) {
            let byte = buffer[position + length]
            length += 1
            if byte == Self.lineFeed { break }
            if head.count < ImportLimits.rejectTextBytesMax { head.append(byte) }
            if length == Self.chunkBytes {
                consume(bytes: length)
                length = 0
            }
        }
        consume(bytes: length)
        return CSVRow(line: first, fields: [], text: Self.text(head[...]), fault: fault)
    }

    private mutating func hasByte(at offset: Int) throws(ImportError) -> Bool {
        while position + offset >= buffer.count {
            guard try fill() else { return false }
        }
        return true
    }

    /// Reads on; false at the end of the file. What was consumed leaves the buffer.
    private mutating func fill() throws(ImportError) -> Bool {
        guard !isAtEnd else { return false }
        buffer.removeFirst(position)
        position = 0
        do {
            let data = try handle.read(upToCount: Self.chunkBytes) ?? Data()
            isAtEnd = data.isEmpty
            buffer.append(contentsOf: data)
        } catch {
            throw .unreadable(path: path, why: error.localizedDescription)
        }
        return !isAtEnd
    }

    private mutating func consume(bytes: Int) {
        let end = position + bytes
        for byte in buffer[position..<end] where byte == Self.lineFeed { line += 1 }
        position = end
        bytesRead += bytes
    }

    private func text(bytes: Int) -> String {
        let end = position + min(bytes, ImportLimits.rejectTextBytesMax)
        return Self.text(buffer[position..<end])
    }

    /// Text for people: what is not UTF-8 is shown as U+FFFD, the line break at the end goes.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let last = bytes.last, last == lineFeed || last == carriageReturn {
            bytes.removeLast()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A record while it is taken apart.
private struct CSVRecord {
    enum State {
        case start
        case plain
        case quoted
        case afterQuote
        case afterReturn
    }

    var state = State.start
    var length = 0
    var value: [UInt8] = []
    var fields: [String] = []
    var fault: RejectCause?
    var hasQuotes = false
    /// Why the record has no end, where it has none.
    var overrun = RejectCause.unclosedQuote

    var isQuoted: Bool { state == .quoted }
    var isBlank: Bool { fault == nil && fields == [""] && !hasQuotes }

    /// Notes a quote where none may stand; the rest of the record is passed over as plain text.
    mutating func spoil() {
        fault = fault ?? .strayQuote
        state = .plain
    }

    mutating func endField(isLast: Bool) {
        // CR before LF belongs to the line break.
        if isLast, state == .plain, value.last == 0x0D { value.removeLast() }
        if let text = String(validating: value, as: UTF8.self) {
            fields.append(text)
        } else {
            fault = fault ?? .notUTF8
        }
        value.removeAll(keepingCapacity: true)
        state = .start
    }
}
