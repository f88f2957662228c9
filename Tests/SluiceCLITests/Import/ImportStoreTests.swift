import SluiceCore
import Testing

@testable import sluice

@Suite struct ImportStoreTests {
    @Test("Statuses and runs are kept, and a second run changes nothing")
    func keeps() throws {
        let folder = try ImportFolder()
        let orders = [("a", "sent"), ("b", "")].map { name, status in
            ImportedOrder(
                name: name, account: "u", merchant: "shop", currency: Currency("EUR")!,
                amount: Money(minor: 1), lines: [], placedAt: .epoch, limit: .maximum,
                status: status, facts: [])
        }
        let run = ImportRun(
            sourceDigest: "d", mapping: "generic", until: Instant(ns: 5), orders: 2, steps: 3,
            rejects: 1)
        for _ in 1...2 {
            let store = try ImportStore(directory: folder.url)
            try store.save(statusesOf: orders)
            try store.save(run)
            #expect(
                try store.statuses() == [
                    OrderLabel(merchant: "shop", order: "a"): "sent",
                    OrderLabel(merchant: "shop", order: "b"): "",
                ])
            #expect(try store.runs() == [run])
        }
    }

    @Test("A later export's statuses take the place of earlier ones")
    func replaces() throws {
        let folder = try ImportFolder()
        let store = try ImportStore(directory: folder.url)
        var order = ImportedOrder(
            name: "a", account: "u", merchant: "shop", currency: Currency("EUR")!,
            amount: Money(minor: 1), lines: [], placedAt: .epoch, limit: .maximum,
            status: "sent", facts: [])
        try store.save(statusesOf: [order])
        order.status = "returned"
        try store.save(statusesOf: [order])
        #expect(
            try store.statuses() == [OrderLabel(merchant: "shop", order: "a"): "returned"])
    }

    @Test("The digest tells sources apart, by bytes and by how files split them")
    func digests() throws {
        let folder = try ImportFolder()
        let ab = try folder.write("ab", "ab")
        let c = try folder.write("c", "c")
        let a = try folder.write("a", "a")
        let bc = try folder.write("bc", "bc")
        #expect(try SourceDigest.hex(of: [ab, c]) == SourceDigest.hex(of: [ab, c]))
        #expect(try SourceDigest.hex(of: [ab, c]) != SourceDigest.hex(of: [a, bc]))
        #expect(try SourceDigest.hex(of: [ab, c]).count == 64)
    }
}
