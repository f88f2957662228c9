import Foundation
import Testing

@testable import sluice

@Suite("sluice reconcile", .blocking)
struct ReconcileProcessTests {
    private static let header = "order_id,account,amount,currency,placed_at,shipped_at,cancelled_at"
    private static let imported = """
        \(header)
        O-1,A-1,100.00,EUR,2026-01-01 10:00:00,2026-01-03 10:00:00,
        O-2,A-2,50.00,EUR,2026-01-01 11:00:00,,
        O-3,A-3,70.00,EUR,2026-01-02 10:00:00,2026-01-04 10:00:00,
        O-4,A-4,20.00,EUR,2026-01-02 11:00:00,,
        """
    /// O-2 was cancelled, which was never told; of O-4 the shop knows nothing; O-5 never came.
    private static let shop = """
        \(header)
        O-1,A-1,100.00,EUR,2026-01-01 10:00:00,2026-01-03 10:00:00,
        O-2,A-2,50.00,EUR,2026-01-01 11:00:00,,2026-01-03 12:00:00
        O-3,A-3,70.00,EUR,2026-01-02 10:00:00,2026-01-04 10:00:00,
        O-5,A-5,30.00,EUR,2026-01-02 12:00:00,,
        """
    private static let settlement = """
        order_id,amount,currency,settled_at
        O-1,100.00,EUR,2026-01-05 10:00:00
        O-3,80.00,EUR,2026-01-05 10:00:00
        O-3,-5.00,EUR,2026-01-06 10:00:00
        O-9,1.00,EUR,not a time
        """

    private struct Told: Decodable {
        struct Break: Decodable {
            var id: String
            var `class`: String
            var order: String
            var owner: String
            var firstSeen: String
            var resolution: String?
        }
        var open: Int
        var breaks: [Break]
    }

    @Test("what differs is told, keeps its age and owner, and is gone when it is mended")
    func days() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let imported = try folder.write("imported.csv", Self.imported)
        let shop = try folder.write("shop.csv", Self.shop)
        let settlement = try folder.write("settlement.csv", Self.settlement)
        let ending = try SluiceProcess.run(
            "import", "--mapping", "generic", "--data", data.path, imported.path)
        try #require(ending.status == 0, "\(ending.error)")
        func reconcile(_ at: String, _ shop: URL) throws -> (status: Int32, told: Told) {
            let ending = try SluiceProcess.run(
                "reconcile", "--data", data.path, "--orders", shop.path, "--settlement",
                settlement.path, "--at", at, "--json")
            return (ending.status, try ending.json(Told.self))
        }
        let first = try reconcile("2026-01-10T00:00:00Z", shop)
        #expect(first.status == 3 && first.told.open == 4)
        #expect(
            Set(first.told.breaks.map { "\($0.order) \($0.class) \($0.owner)" })
                == [
                    "O-2 state merchant", "O-3 amount treasury", "O-4 extra merchant",
                    "O-5 missing operator",
                ])
        #expect(
            FileManager.default.fileExists(
                atPath: folder.file("settlement.csv.rejects.csv").path))

        let extra = try #require(first.told.breaks.first { $0.order == "O-4" })
        let set = try SluiceProcess.run(
            "reconcile", "set", extra.id, "--data", data.path, "--owner", "desk-2",
            "--resolved", "shop_lost_it")
        #expect(set.status == 0, "\(set.error)")
        let unknown = try SluiceProcess.run(
            "reconcile", "set", "0", "--data", data.path, "--owner", "desk-2")
        #expect(unknown.status == 1)

        // A day later the shop has found O-5's cancellation out, and O-2's is told.
        let mended = try folder.write(
            "mended.csv", Self.shop.replacing("O-5,A-5,30.00", with: "O-4,A-4,20.00"))
        let second = try reconcile("2026-01-11T00:00:00Z", mended)
        #expect(second.status == 3 && second.told.open == 2)
        #expect(Set(second.told.breaks.map(\.order)) == ["O-2", "O-3"])
        #expect(second.told.breaks.allSatisfy { $0.firstSeen == "2026-01-10T00:00:00Z" })
        let list = try SluiceProcess.run("reconcile", "list", "--all", "--data", data.path)
        #expect(list.status == 0 && list.output.contains("resolved: shop_lost_it"))
        #expect(list.output.contains("desk-2"))

        let server = try ServerProcess(data, ["--go-live"])
        let connection = try server.connect(key: try #require(server.firstKey))
        let told = try connection.send("GET", "/v1/reconciliations?limit=1")
        let text = String(decoding: told.body, as: UTF8.self)
        #expect(told.status == 200 && text.contains(#""order":"O-2""#), "\(text)")
        #expect(text.contains(#""next":"#) && !text.contains("shop_lost_it"))
        let path = "/v1/reconciliations/\(extra.id)"
        let answer = try connection.send("POST", path, #"{"owner":"desk-3"}"#)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""owner":"desk-3""#))
        #expect(try connection.send("POST", path, "{}").status == 400)
        #expect(try server.stop().status == 0)
    }
}
