import NIOCore
import SluiceClient
import SluiceCore

/// The load of `sluice bench engine` as batches of the compact form, names of 16 bytes.
struct BatchLoad {
    let accounts: Int
    let holds: Int
    let seed: UInt64
    /// The number of the first hold.
    var first = 0

    private static let merchant = "bench-merchant-0"
    private static let currency = Currency("CNY")!

    /// Opens the accounts, a request each.
    func open(_ target: BenchTarget) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<accounts {
                if index >= 32 { try await group.next() }
                group.addTask {
                    let id = BenchLoad.name("account", index)
                    try await target.post(
                        "/v1/accounts", #"{"id":"\#(id)","currency":"CNY","limit":9000000000000}"#)
                }
            }
            try await group.waitForAll()
        }
    }

    func placing() -> [ByteBuffer] {
        batches { place in
            let index = first + place
            return .place(
                PlaceHoldRequest(
                    id: BenchLoad.name("hold", index),
                    account: BenchLoad.name("account", index % accounts),
                    amount: Money(minor: 19_900), currency: Self.currency,
                    merchant: Self.merchant, number: BenchLoad.name("order", index)))
        }
    }

    func ending() -> [ByteBuffer] {
        let order = BenchLoad.shuffled(holds, seed: seed)
        return batches { place in
            let index = first + order[place]
            let hold = HoldReference(
                merchant: Self.merchant, hold: BenchLoad.name("hold", index))
            let id = BenchLoad.name("operation", index)
            return index % 2 == 0
                ? .capture(hold, CaptureRequest(id: id))
                : .release(hold, ReleaseRequest(id: id, reason: .orderCancelled))
        }
    }

    private func batches(_ command: (Int) -> BatchCommand) -> [ByteBuffer] {
        stride(from: 0, to: holds, by: APILimits.batchCommandsMax).map { first in
            let upper = min(holds, first + APILimits.batchCommandsMax)
            return ByteBuffer(bytes: BatchEncoder.encode((first..<upper).map(command)))
        }
    }
}
