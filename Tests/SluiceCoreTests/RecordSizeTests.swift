import Testing

@testable import SluiceCore

@Suite("Sizes of records")
struct RecordSizeTests {
    @Test(
        "what there is most of in memory takes so many bytes, and the bar leaves room for its index",
        arguments: [
            ("an account", MemoryLayout<AccountRecord>.stride, 152, 192),
            ("a live hold", MemoryLayout<HoldState>.stride, 224, 256),
            ("what lies ahead of a hold", MemoryLayout<DueWork.Entry>.stride, 24, 40),
            ("an order, its holds apart", MemoryLayout<OrderRecord>.stride, 104, 512),
        ] as [(String, Int, Int, Int)])
    func size(_ what: String, bytes: Int, wanted: Int, bar: Int) {
        #expect(bytes == wanted, "\(what)")
        #expect(bytes + 16 <= bar, "\(what)")
    }
}
