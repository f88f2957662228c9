import Testing

@testable import SluiceCore

@Suite("Sizes of records")
struct RecordSizeTests {
    @Test(
        "what there is most of in memory takes so many bytes, and the bar leaves room for its index",
        arguments: [
            ("an account", MemoryLayout<AccountRecord>.stride, 152, 192),
            ("a live hold", MemoryLayout<HoldState>.stride, 184, 256),
            ("what is kept beside a hold", MemoryLayout<HoldAside>.stride, 16, 40),
            ("what is kept beside an order", MemoryLayout<OrderAside>.stride, 16, 40),
            ("what lies ahead of a hold", MemoryLayout<DueWork.Entry>.stride, 24, 40),
            ("a line of a hold", MemoryLayout<HoldLine>.stride, 72, 170),
            ("an order with its first hold", MemoryLayout<OrderRecord>.stride, 144, 512),
        ] as [(String, Int, Int, Int)])
    func size(_ what: String, bytes: Int, wanted: Int, bar: Int) {
        #expect(bytes == wanted, "\(what)")
        #expect(bytes + 16 <= bar, "\(what)")
    }
}
