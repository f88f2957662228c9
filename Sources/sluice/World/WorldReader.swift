import NIOHTTP1
import SluiceAPI
import SluiceCore

/// Reads holds and accounts back from an engine.
struct WorldReader: Sendable {
    let client: WorldClient
    let world: World

    /// A reading with what lists and accounts tell now.
    /// - Throws: `WorldError`, or the error of the connection.
    func complete(_ reading: WorldReading, at clock: WorldClock) async throws -> WorldReading {
        var reading = reading
        reading.slackNs = clock.slackNs
        reading.atNs = clock.nowNs
        reading.accounts = try await accounts()
        reading.holds = try await holds()
        return reading
    }

    private func accounts() async throws -> [Int: WorldAccount] {
        try await withThrowingTaskGroup(of: (Int, WorldAccount).self) { group in
            var accounts: [Int: WorldAccount] = [:]
            for shopper in 0..<world.shape.accounts {
                if shopper >= WorldLimits.shoppersAtOnce,
                    let (number, account) = try await group.next()
                {
                    accounts[number] = account
                }
                group.addTask { (shopper, try await account(of: shopper)) }
            }
            for try await (number, account) in group { accounts[number] = account }
            return accounts
        }
    }

    private func account(of shopper: Int) async throws -> WorldAccount {
        let json = try await client.get("/v1/accounts/" + WorldShape.account(shopper)).json
        guard let held = json["held"].number, let owed = json["owed"].number,
            let credit = json["credit_balance"].number
        else {
            throw WorldError(description: "\(WorldShape.account(shopper)) cannot be read")
        }
        return WorldAccount(heldMinor: held, owedMinor: owed - credit)
    }

    /// All holds, from lists that have come as far as the journal was when this was called.
    private func holds() async throws -> [Int: WorldHold] {
        let newest =
            try await client.get("/v1/accounts/W-end").headers
            .first(name: "Sluice-Sequence").flatMap { OpaqueSequence.decode($0) } ?? 0
        while try await sequence("/v1/holds?limit=1") < newest {
            try await Task.sleep(for: .milliseconds(100))
        }
        var holds: [Int: WorldHold] = [:]
        var cursor: String?
        repeat {
            let page = try await client.get(
                "/v1/holds?limit=1000" + (cursor.map { "&cursor=" + $0 } ?? ""))
            guard page.status == 200 else {
                throw WorldError(description: "holds cannot be listed: status \(page.status)")
            }
            for hold in page.json["holds"].elements {
                guard let number = hold["id"].text.flatMap(WorldShape.number),
                    hold["status"].text != "declined"
                else { continue }
                holds[number] = WorldHold(hold)
            }
            cursor = page.json["next"].text
        } while cursor != nil
        return holds
    }

    private func sequence(_ path: String) async throws -> UInt64 {
        try await client.get(path).headers.first(name: "Sluice-Sequence")
            .flatMap { OpaqueSequence.decode($0) } ?? 0
    }
}

extension WorldHold {
    fileprivate init(_ json: JSONValue) {
        func minor(_ name: String) -> Int64 { json[name].number ?? 0 }
        let kinds = json["overlays"].elements.compactMap { $0["kind"].text }
        self.init(
            capturedMinor: minor("captured"), returnedMinor: minor("released") + minor("expired"),
            refundedMinor: minor("refunded"), openMinor: minor("open"),
            isKept: kinds.contains("dispute") || kinds.contains("legal_freeze"))
    }
}
