import Foundation
import Testing

/// A `sluice serve` on a data directory, listening.
struct ServerProcess {
    let process: SluiceProcess
    let address: String
    /// The key, where this start made the first one.
    let firstKey: String?

    /// Starts it without waiting until it listens.
    static func launch(_ data: URL, _ more: [String] = []) throws -> SluiceProcess {
        try SluiceProcess(["serve", "--data", data.path, "--port", "0"] + more)
    }

    init(_ data: URL, _ more: [String] = []) throws {
        try self.init(Self.launch(data, more))
    }

    init(_ process: SluiceProcess) throws {
        self.process = process
        address = try process.line("address:")
        let told = try process.line("api key:")
        firstKey = told.hasPrefix("sk_") ? told : nil
    }

    func connect(key: String) throws -> HTTPConnection {
        try HTTPConnection(address: address, key: key)
    }

    /// Waits until the engine knows a key that was made beside it.
    ///
    /// It is the first key that asks: sent before its time, the new one would be a guess, and of these an
    /// address has thirty a minute.
    /// - Returns: false if it does not within the deadline.
    func knows(key: String) throws -> Bool {
        let parts = key.split(separator: "_")
        guard let firstKey, parts.count == 3 else { return false }
        let connection = try connect(key: firstKey)
        return try Waiting.until {
            usleep(100_000)
            return try connection.send("GET", "/v1/keys/\(parts[1])").status == 200
        }
    }

    /// Ends it as an operator does.
    @discardableResult
    func stop() throws -> SluiceProcess.Ending {
        process.signal(SIGTERM)
        return try process.waitForEnd()
    }

    @discardableResult
    func kill() throws -> SluiceProcess.Ending {
        process.signal(SIGKILL)
        return try process.waitForEnd()
    }
}

/// What `verify --json` prints.
struct Verification: Decodable {
    var rows: Int
    var events: Int
    var holds: Int
    var archived: Int
    var digest: String
    var faults: [String]
    var sound: Bool

    static func of(_ data: URL) throws -> Verification {
        try SluiceProcess.run("verify", "--data", data.path, "--json").json(Self.self)
    }
}

/// A line of `report --by order --json`, or of the oracle.
struct ReportedOrder: Decodable, Equatable {
    var order: String
    var status: String
    var placed: Int64
    var captured: Int64
    var refunded: Int64
    var released: Int64
    var expired: Int64
    var open: Int64

    static func of(_ data: URL) throws -> [ReportedOrder] {
        let ending = try SluiceProcess.run(
            "report", "--data", data.path, "--by", "order", "--json")
        #expect(ending.status == 0, "\(ending.error)")
        return try list(Data(ending.output.utf8))
    }

    static func list(_ lines: Data) throws -> [ReportedOrder] {
        let decoder = JSONDecoder()
        return try lines.split(separator: UInt8(ascii: "\n")).map {
            try decoder.decode(Self.self, from: $0)
        }
    }
}
