import Foundation
import SluiceAPI
import SluiceCore

/// What the events of a file would become under a mapping.
struct MappingTrial {
    struct Row {
        var line: Int
        var result: Result<EventMapping.Read, LineFault>
    }

    private(set) var rows: [Row] = []

    /// Errors: the file cannot be read.
    init(mapping: EventMapping, file: URL) throws(ImportError) {
        var reader = try EventFile(file)
        while let line = try reader.next() {
            for result in mapping.read(line, delivery: "line-\(line.line)") {
                rows.append(Row(line: line.line, result: result))
            }
        }
    }

    var counts: (facts: Int, ignored: Int, refused: Int) {
        var counts = (facts: 0, ignored: 0, refused: 0)
        for row in rows {
            switch row.result {
            case .success(.event): counts.facts += 1
            case .success(.ignored): counts.ignored += 1
            case .failure: counts.refused += 1
            }
        }
        return counts
    }
}

extension MappingTrial.Row {
    /// One line for a person.
    var text: String {
        switch result {
        case .success(.event(let event)):
            var words = [
                "line \(line): \(event.kind.code)", "order \(event.number)", "event \(event.id)",
                RFC3339.format(event.occurredAt.ns),
            ]
            words += event.lines.map { line in
                "line \(line.line)" + (line.amount.map { " \($0.minor)" } ?? "")
            }
            if let amount = event.amount { words.append("amount \(amount.minor)") }
            if let sequence = event.merchantSequence { words.append("sequence \(sequence)") }
            if event.kind.isCancellation { words.append(event.reason.code) }
            return words.joined(separator: ", ")
        case .success(.ignored(let id)):
            return "line \(line): ignored" + (id.map { ", event \($0)" } ?? "")
        case .failure(let fault):
            let place = fault.field.isEmpty ? "" : " at \(fault.field)"
            return "line \(line): REFUSED \(fault.code)\(place): \(fault.detail)"
        }
    }

    var json: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("line", Int64(line))
            switch result {
            case .success(.event(let event)):
                writer.member("result", "fact")
                writer.name("event")
                event.write(to: &writer)
            case .success(.ignored(let id)):
                writer.member("result", "ignored")
                if let id { writer.member("id", id) }
            case .failure(let fault):
                writer.member("result", "refused")
                writer.member("code", fault.code)
                writer.member("field", fault.field)
                writer.member("detail", fault.detail)
            }
        }
        return writer.bytes
    }
}
