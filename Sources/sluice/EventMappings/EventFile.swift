import Foundation
import SluiceAPI

/// What is wrong with a line of a file of events.
struct LineFault: Error, Equatable {
    /// A code of the door, or of a CSV record that cannot be taken apart.
    var code: String
    /// A path in the merchant's document; empty for the whole line.
    var field: String
    var detail: String

    init(code: String, field: String, detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }

    init(_ error: FieldError) {
        self.init(code: error.code.rawValue, field: error.field, detail: error.detail)
    }

    init(_ cause: RejectCause) {
        self.init(code: cause.rawValue, field: "", detail: "The record cannot be taken apart.")
    }
}

/// A merchant's document as a line of a file, or what is wrong with it.
struct EventLine: Equatable {
    /// The first is 1.
    var line: Int
    var document: Result<JSONValue, LineFault>
}

/// A file of events: JSON lines, or CSV whose first row names the members.
///
/// Blank lines are passed over. Limits: `APILimits.bodyBytesMax` a line of JSON,
/// `ImportLimits.recordBytesMax` a record of CSV.
struct EventFile {
    /// The ends of names such files have.
    static let extensions = ["jsonl", "ndjson", "csv"]

    /// One of the two reads; changed in place, for each has a buffer.
    private var lines: LineReader?
    private var rows: CSVReader?
    private var header: [String] = []
    private var line = 0
    /// Of the whole file, as it was when it was opened.
    let bytes: Int
    private(set) var bytesRead = 0

    /// Errors: the file cannot be read.
    init(_ file: URL) throws(ImportError) {
        if file.pathExtension.lowercased() == "csv" {
            var reader = try CSVReader(file)
            let header = try reader.next()
            self.header = header?.fields ?? []
            rows = reader
        } else {
            lines = try LineReader(file)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        bytes = attributes?[.size] as? Int ?? 0
    }

    /// The next line that is not blank; nil at the end. Errors: the file cannot be read.
    mutating func next() throws(ImportError) -> EventLine? {
        if lines != nil { return try nextLine() }
        guard let row = try rows?.next() else { return nil }
        bytesRead = rows?.bytesRead ?? 0
        return EventLine(line: row.line, document: Self.document(row, header))
    }

    private mutating func nextLine() throws(ImportError) -> EventLine? {
        while let next = try lines?.next() {
            bytesRead = lines?.bytesRead ?? 0
            line += 1
            guard case .bytes(let text) = next else {
                return EventLine(line: line, document: .failure(LineFault(.rowTooLong)))
            }
            guard text.contains(where: { $0 > 0x20 }) else { continue }
            do throws(JSONError) {
                let document = try JSONReader.read(text, numbers: .asWritten)
                return EventLine(line: line, document: .success(document))
            } catch {
                return EventLine(line: line, document: .failure(LineFault(FieldError(error))))
            }
        }
        return nil
    }

    private static func document(
        _ row: CSVRow, _ header: [String]
    ) -> Result<JSONValue, LineFault> {
        if let fault = row.fault { return .failure(LineFault(fault)) }
        guard row.fields.count == header.count else { return .failure(LineFault(.raggedRow)) }
        return .success(
            .object(
                zip(header, row.fields).map { JSONValue.Member(name: $0, value: .string($1)) }))
    }
}

extension EventMapping {
    /// What the events of a line become, in their order.
    /// - Parameter delivery: stands in for an id that only a webhook has.
    func read(_ line: EventLine, delivery: String? = nil) -> [Result<Read, LineFault>] {
        let document: JSONValue
        switch line.document {
        case .failure(let fault): return [.failure(fault)]
        case .success(let value): document = value
        }
        do throws(FieldError) {
            return try events(in: document).map { event in
                do throws(FieldError) {
                    return .success(try read(event, delivery: delivery))
                } catch {
                    return .failure(LineFault(error))
                }
            }
        } catch {
            return [.failure(LineFault(error))]
        }
    }
}
