import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

@Suite struct ImportZoneTests {
    // Expected values: Python's zoneinfo with fold=0.
    @Test(
        "Local times, twice and never ones included, are those of another implementation",
        arguments: [
            ("America/Sao_Paulo", "2017-10-14 23:59:59", "2017-10-15T02:59:59Z"),
            ("America/Sao_Paulo", "2017-10-15 00:00:00", "2017-10-15T03:00:00Z"),
            ("America/Sao_Paulo", "2017-10-15 00:30:00", "2017-10-15T03:30:00Z"),
            ("America/Sao_Paulo", "2017-10-15 01:00:00", "2017-10-15T03:00:00Z"),
            ("America/Sao_Paulo", "2018-02-17 22:59:59", "2018-02-18T00:59:59Z"),
            ("America/Sao_Paulo", "2018-02-17 23:00:00", "2018-02-18T01:00:00Z"),
            ("America/Sao_Paulo", "2018-02-17 23:30:00", "2018-02-18T01:30:00Z"),
            ("America/Sao_Paulo", "2018-02-18 00:00:00", "2018-02-18T03:00:00Z"),
            ("America/Sao_Paulo", "2018-08-01 12:00:00", "2018-08-01T15:00:00Z"),
            ("Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
            ("Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z"),
            ("Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z"),
            ("Australia/Lord_Howe", "2025-10-05 02:15:00", "2025-10-04T15:45:00Z"),
            ("Australia/Lord_Howe", "2025-04-06 01:45:00", "2025-04-05T14:45:00Z"),
            ("Pacific/Apia", "2011-12-29 23:59:59", "2011-12-30T09:59:59Z"),
            ("Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00Z"),
            ("Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z"),
            ("Asia/Shanghai", "2026-11-22 16:40:47", "2026-11-22T08:40:47Z"),
            ("Asia/Kathmandu", "2024-02-29 00:00:00", "2024-02-28T18:15:00Z"),
            ("UTC", "1970-01-01 00:00:00", "1970-01-01T00:00:00Z"),
        ])
    func readsLocalTimes(zone: String, text: String, utc: String) throws {
        let zone = try #require(ImportZone(zone))
        #expect(zone.instant(text).map { RFC3339.format($0.ns) } == utc)
    }

    @Test(
        "Other spellings",
        arguments: [
            ("2017-10-15", "2017-10-15T03:00:00Z"),
            ("2017-07-01", "2017-07-01T03:00:00Z"),
            ("2017-07-01T10:00:00", "2017-07-01T13:00:00Z"),
            ("2017-07-01 10:00:00.25", "2017-07-01T13:00:00.250Z"),
            ("2017-07-01T10:00:00Z", "2017-07-01T10:00:00Z"),
            ("2017-07-01T10:00:00+08:00", "2017-07-01T02:00:00Z"),
            ("2017-07-01 10:00:00-05:30", "2017-07-01T15:30:00Z"),
        ])
    func readsOtherSpellings(text: String, utc: String) throws {
        let zone = try #require(ImportZone("America/Sao_Paulo"))
        #expect(zone.instant(text).map { RFC3339.format($0.ns) } == utc)
    }

    @Test(
        "What is no time is none",
        arguments: [
            "", " ", "2017", "2017-02-29", "2017-13-01", "01/02/2017", "2017-07-01 24:00:00",
            "2017-07-01 10:00", "2017-07-01 10:00:00 ", "2017-07-01T10:00:00+8", "1500000000",
            "1969-12-31 23:59:59", "2262-01-01", "9999-12-31 00:00:00",
        ])
    func refusesOthers(text: String) throws {
        let zone = try #require(ImportZone("UTC"))
        #expect(zone.instant(text) == nil)
    }

    @Test(
        "Only IANA names are zones",
        arguments: ["", "BRT", "GMT+3", "-03:00", "America/Sao Paulo", "america/sao_paulo"])
    func refusesOtherZones(name: String) {
        #expect(ImportZone(name) == nil)
    }
}
