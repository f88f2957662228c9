import Foundation
import Testing

/// Places holds on one account, one by one, and keeps account of what was acknowledged.
final class FaultClient {
    static let account = "A"
    static let limit: Int64 = 1_000_000
    static let amount: Int64 = 100

    let connection: HTTPConnection
    private(set) var acknowledged: [String] = []
    /// The placement that was not answered by success, to be sent again.
    private(set) var refused: String?
    private let prefix: String
    private var next = 0

    /// - Parameter prefix: of the names of holds, where several clients write.
    init(_ server: ServerProcess, key: String, prefix: String = "H") throws {
        connection = try server.connect(key: key)
        self.prefix = prefix
    }

    func openAccount() throws {
        let answer = try connection.send(
            "POST", "/v1/accounts",
            #"{"id":"\#(Self.account)","currency":"CNY","limit":\#(Self.limit)}"#)
        try #require(answer.status == 201)
    }

    /// Sends the refused placement again, or a new one.
    func place() throws -> HTTPConnection.Answer {
        let hold = refused ?? "\(prefix)-\(next)"
        if refused == nil { next += 1 }
        refused = hold
        let answer = try connection.send(
            "POST", "/v1/holds",
            """
            {"id":"\(hold)","account":"\(Self.account)","amount":\(Self.amount),"currency":"CNY",\
            "order":{"merchant":"M","number":"O-\(hold)"}}
            """)
        if answer.status == 201 {
            acknowledged.append(hold)
            refused = nil
        }
        return answer
    }

    func place(_ count: Int) throws {
        for _ in 0..<count { try #require(try place().status == 201) }
    }

    /// Captures a hold, so that it ends.
    func capture(_ hold: String) throws {
        let answer = try connection.send(
            "POST", "/v1/holds/\(hold)/captures?merchant=M", #"{"id":"C"}"#)
        try #require(answer.status == 201)
    }

    func isReady() throws -> Bool { try connection.send("GET", "/readyz").status == 200 }

    /// Every acknowledged hold is there, by a connection to a server that was started again.
    func check(on server: ServerProcess, key: String) throws {
        let reader = try server.connect(key: key)
        for hold in acknowledged {
            let answer = try reader.send("GET", "/v1/holds/\(hold)?merchant=M")
            #expect(answer.status == 200, "\(hold) is lost")
        }
        let account = try reader.send("GET", "/v1/accounts/\(Self.account)").json(Told.self)
        let held = Int64(acknowledged.count) * Self.amount - account.owed
        // What was refused or cut off may be there as a whole.
        let more = refused == nil ? 0 : Self.amount
        #expect(account.held == held || account.held == held + more)
        #expect(account.held + account.owed + account.available == Self.limit)
    }

    private struct Told: Decodable {
        var held: Int64
        var owed: Int64
        var available: Int64
    }
}

/// What a problem document says.
struct ToldProblem: Decodable {
    var code: String
    var retryable: Bool
}

/// What `/readyz` says.
struct Readiness: Decodable {
    struct Consumer: Decodable {
        var name: String
        var rowsBehind: Int
        var failing: Bool
    }

    var status: String
    var stalled: String?
    var consumers: [Consumer]
}
