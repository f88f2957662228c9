import Foundation
import SluiceCore
import SluiceEngine

/// The list of erasures beside a data directory, `DIRECTORY.erasures`: only ever added to.
///
/// Beside and not inside, so that putting an older copy of the directory back does not put an older
/// list back: what was erased is then erased again. A line an erasure: the person's key in
/// hexadecimal, nanoseconds since 1970, and the word of the reason.
struct ErasureList {
    let path: String

    /// - Parameter directory: an existing one; links are followed, so that the list stands beside
    ///   what they lead to.
    init(directory: String) {
        path =
            URL(fileURLWithPath: directory).resolvingSymlinksInPath().standardizedFileURL
            .path(percentEncoded: false).trimmingSuffix("/") + ".erasures"
    }

    private static let header = "# sluice erasures 1: person, nanoseconds since 1970, reason\n"

    /// All erasures in the order they were made; none if there is no file.
    func read() throws(JournalError) -> [Erasure] {
        guard Files.exists(path) else { return [] }
        var erasures: [Erasure] = []
        for (index, line) in try wholeLines().split(separator: "\n").enumerated()
        where !line.hasPrefix("#") {
            guard let erasure = Erasure(line: line) else {
                throw JournalError(.damaged, "\(path):\(index + 1): no erasure stands there")
            }
            erasures.append(erasure)
        }
        return erasures
    }

    /// Adds erasures and makes them durable.
    func append(_ erasures: [Erasure]) throws(JournalError) {
        guard !erasures.isEmpty else { return }
        do {
            let isNew = !Files.exists(path)
            // A line a crash cut short was never confirmed: it gives way.
            if !isNew { try Files.truncate(path, bytes: Int64(wholeLines().utf8.count)) }
            let lines = erasures.map(\.line).joined()
            try Files.append(Array(((isNew ? Self.header : "") + lines).utf8), to: path)
            try Files.sync(directoryOf: path)
        } catch {
            throw JournalError(
                .unavailable, "\(path) cannot be written, nothing was erased: \(error)")
        }
    }

    private func wholeLines() throws(JournalError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw JournalError(.unavailable, "\(path) cannot be read")
        }
        guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return "" }
        return String(decoding: data[...end], as: UTF8.self)
    }
}

extension Erasure {
    fileprivate var line: String { "\(person.hexadecimal) \(at.ns) \(reason.text)\n" }

    fileprivate init?(line: Substring) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let person = SubjectKey(hexadecimal: parts[0]),
            let ns = Int64(parts[1]), let reason = Code(String(parts[2]))
        else { return nil }
        self.init(person: person, at: Instant(ns: ns), reason: reason)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
