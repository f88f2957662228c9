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

    private enum Content {
        case lines(Data)
        case csv(CSVReader, header: [String])
    }

    private var content: Content
    private var position = 0
    private var line = 0
    let bytes: Int
    private(set) var bytesRead = 0

    /// Errors: the file cannot be read, or its name has another end.
    init(_ file: URL) throws(ImportError) {
        do {
            let data = try Data(contentsOf: file, options: .mappedIfSafe)
            bytes = data.count
            content = .lines(data)
        } catch {
            throw .unreadable(path: file.path, why: error.localizedDescription)
        }
        if file.pathExtension.lowercased() == "csv" {
            var reader = try CSVReader(file)
            let header = try reader.next()
            content = .csv(reader, header: header?.fields ?? [])
        }
    }

    /// The next line that is not blank; nil at the end.
    mutating func next() throws(ImportError) -> EventLine? {
        switch content {
        case .lines(let data): return nextLine(of: data)
        case .csv(var reader, let header):
            guard let row = try reader.next() else { return nil }
            content = .csv(reader, header: header)
            bytesRead = reader.bytesRead
            return EventLine(line: row.line, document: Self.document(row, header))
        }
    }

    private mutating func nextLine(of data: Data) -> EventLine? {
        while position < data.count {
            let end = data[position...].firstIndex(of: 0x0A) ?? data.endIndex
            let text = Array(data[position..<end])
            position = end + 1
            bytesRead = min(position, bytes)
            line += 1
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
