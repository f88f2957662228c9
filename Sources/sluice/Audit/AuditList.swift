import Foundation
import SluiceAPI
import SluiceCore

/// The file of --csv: one line a lock that is stuck or was moved wrongly, in the order of the
/// locks export.
final class AuditList {
    private let url: URL
    private let language: Language
    private let handle: FileHandle
    private var pending: [UInt8] = []
    /// The first fault of writing; told at the end.
    private var fault: String?

    private static let flushBytes = 1 << 16
    static let columns = [
        "class", "finding", "hold", "merchant", "order", "scenario", "currency", "amount",
        "placed_at", "since", "days", "destination", "next", "reason",
    ]

    /// Makes the file, replacing one of the name. Chinese text has a byte order mark in front,
    /// without which spreadsheets misread it. Errors: it cannot be written.
    init(_ url: URL, language: Language) throws(ImportError) {
        self.url = url
        self.language = language
        do {
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        } catch {
            throw .unwritable(path: url.path, why: error.localizedDescription)
        }
        if language == .chinese { pending += [0xEF, 0xBB, 0xBF] }
        CSVText.append(Self.columns, to: &pending)
    }

    /// Appends a line where the finding is of a class that has one.
    func add(_ example: AuditExample, _ hold: AuditHold) {
        let finding = example.finding
        guard let destination = finding.destination else { return }
        let exponent = ISO4217.exponent(of: hold.currency.code) ?? 0
        CSVText.append(
            [
                finding.group.rawValue, finding.rawValue, hold.id, hold.merchant, hold.order,
                hold.scenario.name.text, hold.currency.code,
                DecimalText.format(minor: example.amount.minor, exponent: exponent),
                RFC3339.format(hold.placedAt.ns), RFC3339.format(example.since.ns),
                Self.days(example.ageNs), destination.rawValue, finding.actor.rawValue,
                finding.reason(in: language) + (language == .chinese ? "" : " ")
                    + finding.step(in: language),
            ], to: &pending)
        if pending.count >= Self.flushBytes { flush() }
    }

    /// Writes what is left. Call once, at the end. Errors: anything that could not be written.
    func finish() throws(ImportError) {
        flush()
        do {
            try handle.close()
        } catch {
            fault = fault ?? error.localizedDescription
        }
        if let fault { throw .unwritable(path: url.path, why: fault) }
    }

    private func flush() {
        guard fault == nil else { return pending.removeAll() }
        do {
            try handle.write(contentsOf: pending)
        } catch {
            fault = error.localizedDescription
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Two decimals, to the nearest.
    private static func days(_ spanNs: Int64) -> String {
        let hundredth = Span.dayNs / 100
        return DecimalText.format(minor: (spanNs + hundredth / 2) / hundredth, exponent: 2)
    }
}
