import SluiceCore

extension BusinessDate {
    /// The date of a text `YYYY-MM-DD`, nil if it is none.
    public init?(text: some StringProtocol) {
        guard let civil = CivilDate(text) else { return nil }
        self.init(day: Int32(civil.daysSince1970))
    }

    /// `2026-11-22`.
    public var text: String { CivilDate(daysSince1970: Int(day)).text }

    /// The date so many days later, earlier if negative.
    public func adding(days: Int32) -> BusinessDate { BusinessDate(day: day + days) }
}
