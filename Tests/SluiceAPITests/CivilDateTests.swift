import SluiceAPI
import Testing

@Suite struct CivilDateTests {
    @Test func agreesWithACalendarThatCountsDayByDay() throws {
        // 1600-01-01 lies 135,140 days before 1970-01-01.
        var days = -135_140
        for year in 1600..<2400 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (index, length) in lengths.enumerated() {
                for day in 1...length {
                    let date = CivilDate(daysSince1970: days)
                    guard date.year == year, date.month == index + 1, date.day == day,
                        date.daysSince1970 == days
                    else { return #expect(Bool(false), "day \(days) is \(date.text)") }
                    days += 1
                }
                #expect(CivilDate(year: year, month: index + 1, day: length + 1) == nil)
            }
        }
        #expect(CivilDate(daysSince1970: days).text == "2400-01-01")
    }

    @Test func knownDays() throws {
        let cases = [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-22", 20_779),
            ("0000-01-01", -719_528), ("0000-02-29", -719_469), ("9999-12-31", 2_932_896),
        ]
        for (text, days) in cases {
            let date = try #require(CivilDate(text), "\(text)")
            #expect(date.daysSince1970 == days, "\(text)")
            #expect(CivilDate(daysSince1970: days).text == text)
        }
    }

    @Test func refusesWhatIsNoDay() {
        for text in [
            "", "2026", "2026-11", "2026-11-2", "2026-1-22", "26-11-22", "2026-13-01", "2026-00-01",
            "2026-01-00", "2026-01-32", "2026-02-29", "1900-02-29", "2026-11-22 ", " 2026-11-22",
            "2026/11/22", "20261122", "2026-11-22T", "+026-11-22", "-026-11-22", "２０２６-11-22",
        ] {
            #expect(CivilDate(text) == nil, "\(text)")
        }
    }

    @Test func ordersDays() throws {
        let texts = ["1969-12-31", "1970-01-01", "2025-12-31", "2026-01-30", "2026-02-01"]
        let dates = try texts.map { try #require(CivilDate($0)) }
        #expect(dates.reversed().sorted() == dates)
    }
}
