import Foundation
import SluiceAPI
import SluiceCore

/// The time zone local times of a source are told in.
struct ImportZone: Hashable, Sendable {
    /// The IANA name, e.g. `America/Sao_Paulo`.
    let name: String
    private let zone: TimeZone

    /// nil unless the name is an IANA zone known here; abbreviations and offsets are none.
    init?(_ name: String) {
        guard name == "UTC" || Self.names.contains(name), let zone = TimeZone(identifier: name)
        else { return nil }
        self.name = name
        self.zone = zone
    }

    static let names = Set(TimeZone.knownTimeZoneIdentifiers)

    /// The instant of `YYYY-MM-DD HH:MM:SS` (or with `T`, a fraction, an offset as in RFC 3339)
    /// or of a plain date, which is its midnight; nil if the text is none of these.
    ///
    /// Without an offset it is local time. One that came twice is the earlier; one that the clock
    /// skipped is told by the offset before the gap. Limits: the years 1970 to 2261.
    func instant(_ text: String) -> Instant? {
        guard let ns = CivilDate(text) == nil ? time(text) : local("\(text)T00:00:00Z"),
            Self.limits.contains(ns)
        else { return nil }
        return Instant(ns: ns)
    }

    /// The local time of an instant to the minute, `2026-11-22 16:40`.
    func text(_ instant: Instant) -> String {
        let offset = offset(at: Self.floorSeconds(instant.ns))
        let local = RFC3339.format(instant.ns + Int64(offset) * Span.secondNs)
        return String(local.prefix(16)).replacing("T", with: " ")
    }

    private func time(_ text: String) -> Int64? {
        var bytes = Array(text.utf8)
        guard bytes.count > 10 else { return nil }
        if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        let joined = String(decoding: bytes, as: UTF8.self)
        return RFC3339.parse(joined) ?? local(joined + "Z")
    }

    /// The time of a local time that is spelled as if it were UTC.
    private func local(_ text: String) -> Int64? {
        guard let asUTC = RFC3339.parse(text) else { return nil }
        let second = Self.floorSeconds(asUTC)
        // No offset exceeds 14 hours, so a day earlier is before any change that concerns us.
        let before = offset(at: second - 86_400)
        let after = offset(at: second - before)
        // Not so if the old offset still holds then, nor if the new one does not hold yet: a gap.
        let isAfter = after != before && offset(at: second - after) == after
        return asUTC - Int64(isAfter ? after : before) * Span.secondNs
    }

    /// Seconds east of UTC.
    private func offset(at second: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }

    private static func floorSeconds(_ ns: Int64) -> Int {
        Int(ns / Span.secondNs) - (ns % Span.secondNs < 0 ? 1 : 0)
    }

    /// 1970-01-01 to before 2262-01-01.
    private static let limits: Range<Int64> = 0..<(106_651 * Span.dayNs)
}
