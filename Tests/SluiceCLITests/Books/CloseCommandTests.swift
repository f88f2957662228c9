import Foundation
import Testing

@Suite("sluice close, while the views are behind", .blocking)
struct CloseCommandTests {
    @Test("a day is closed and told by the closing; closed again, it is not said not to be over")
    func behind() throws {
        let live = try LiveDirectory()
        func close(_ day: String) throws -> SluiceProcess.Ending {
            try SluiceProcess.run("close", "--data", live.data.path, "--day", day)
        }
        try live.holdViews(true)
        let closed = try close("2020-01-02")
        #expect(closed.status == 0, "\(closed.error)")
        #expect(closed.output.contains("2020-01-02 is closed"))
        for day in ["2020-01-02", "2020-01-01"] {
            let again = try close(day)
            #expect(again.status == 1 && again.output.isEmpty)
            #expect(again.error.contains("sluice: views_behind: \(day) is closed"))
            #expect(!again.error.contains("is not over"))
        }
        let early = try close("2999-01-01")
        #expect(early.status == 1 && early.error.contains("is not over"))

        try live.holdViews(false)
        let told = try close("2020-01-02")
        #expect(told.status == 0, "\(told.error)")
        #expect(told.output.contains("2020-01-02 was closed already"))
        // The time of the closing is the same, whoever tells it.
        let time = try #require(closed.output.split(separator: ", at ").last)
        #expect(told.output.hasSuffix(time))
    }
}
