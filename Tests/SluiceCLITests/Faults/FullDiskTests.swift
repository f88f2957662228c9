import Foundation
import Testing

@Suite(
    "A disk that is full", .blocking,
    .enabled(if: TestDisk.canMount(.memory(bytes: 1 << 20)), "no small disk can be mounted here"))
struct FullDiskTests {
    @Test("scenario 52: refusals are retryable, reads marked stale, and it resumes by itself")
    func journal() throws {
        let disk = try TestDisk(.memory(bytes: 8 << 20))
        let server = try disk.serve(["--snapshot-events", "20"])
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        try client.place(30)
        #expect(try Waiting.until { try client.isReady() })
        // While nothing is taken, reads are of the views.
        #expect(
            try Waiting.until {
                try client.connection.send("GET", "/readyz").json(Readiness.self).consumers
                    .allSatisfy { $0.rowsBehind == 0 }
            })

        try disk.fill()
        let refused = try client.place()
        #expect(refused.status == 503 && refused.headers["retry-after"] != nil)
        let problem = try refused.json(ToldProblem.self)
        #expect(problem.code == "journal_stalled" && problem.retryable)
        for path in ["/v1/accounts/A", "/v1/holds/H-3?merchant=M"] {
            let read = try client.connection.send("GET", path)
            #expect(read.status == 200, "\(path): \(String(decoding: read.body, as: UTF8.self))")
            #expect(read.headers["sluice-stale"] == "true", "\(path)")
            #expect(read.headers["sluice-sequence"] != nil)
        }
        let ready = try client.connection.send("GET", "/readyz")
        #expect(ready.status == 503)
        #expect(try ready.json(Readiness.self).stalled == "disk_full")
        #expect(try client.connection.send("GET", "/healthz").status == 200)
        for _ in 0..<5 { #expect(try client.place().status == 503) }

        try disk.makeRoom()
        #expect(try Waiting.until { try client.place().status == 201 })
        let fresh = try client.connection.send("GET", "/v1/accounts/A")
        #expect(fresh.headers["sluice-stale"] == nil)
        try client.place(30)
        #expect(try Waiting.until { try client.isReady() })
        let ending = try server.stop()
        #expect(ending.status == 0, "\(ending.error)")
        let again = try disk.serve()
        try client.check(on: again, key: key)
        #expect(try again.stop().status == 0)
        let found = try disk.verify()
        #expect(found.sound && found.holds == client.acknowledged.count, "\(found.faults)")
    }

    @Test("killed while it is full, it starts when there is room, with all that was acknowledged")
    func killed() throws {
        let disk = try TestDisk(.memory(bytes: 8 << 20))
        let server = try disk.serve()
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        try client.place(20)
        try disk.fill()
        #expect(try client.place().status == 503)
        #expect(try server.kill().wasKilled)
        // A start needs room, and says so.
        let start = try disk.run(["serve", "--data", disk.data.path, "--port", "0"])
        let refused = try start.waitForEnd()
        #expect(refused.status == 1 && refused.error.contains("full"), "\(refused.error)")
        try disk.makeRoom()
        let again = try disk.serve()
        try client.check(on: again, key: key)
        #expect(try again.stop().status == 0)
        #expect(try disk.verify().sound)
    }

    @Test("full again and again while holds end: followers and snapshots catch up each time")
    func followers() throws {
        let disk = try TestDisk(.memory(bytes: 12 << 20))
        let server = try disk.serve(["--snapshot-events", "30"])
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        for round in 0..<4 {
            try client.place(20)
            for hold in client.acknowledged.suffix(20) { try client.capture(hold) }
            // Followers and the snapshot are on their way.
            try disk.fill()
            _ = try client.place()
            try disk.makeRoom()
            #expect(
                try Waiting.until { try client.refused == nil || client.place().status == 201 })
            let isCaughtUp = try Waiting.until {
                let ready = try client.connection.send("GET", "/readyz").json(Readiness.self)
                return ready.status == "ready"
                    && ready.consumers.allSatisfy { $0.rowsBehind == 0 && !$0.failing }
            }
            #expect(isCaughtUp, "round \(round)")
        }
        #expect(try server.stop().status == 0)
        let snapshots = try FileManager.default.contentsOfDirectory(
            atPath: disk.outside("data/snapshots").path)
        #expect(snapshots.contains { $0.hasSuffix(".snap") })
        #expect(!snapshots.contains { $0.hasSuffix(".new") }, "\(snapshots)")
        let found = try disk.verify()
        #expect(found.sound && found.archived > 0, "\(found.faults)")
        let again = try disk.serve()
        try client.check(on: again, key: key)
        #expect(try again.stop().status == 0)
    }

    @Test(
        "a backup and a followed copy onto a full disk fail by name, and are made when there is room"
    )
    func copies() throws {
        let live = try LiveDirectory()
        let disk = try TestDisk(.memory(bytes: 2 << 20))
        try disk.fill()
        let copy = disk.path + "/copy"
        let backup = ["backup", "--data", live.data.path, "--to", copy, "--json"]
        let failed = try disk.run(backup).waitForEnd()
        #expect(failed.status == 1, "\(failed.error)")
        #expect(!FileManager.default.fileExists(atPath: disk.outside("copy/backup.json").path))
        let followed = disk.path + "/followed"
        let follow = ["follow", "--data", live.data.path, "--to", followed, "--once"]
        let stopped = try disk.run(follow).waitForEnd()
        #expect(stopped.status == 1, "\(stopped.error)")

        try disk.makeRoom()
        try? FileManager.default.removeItem(at: disk.outside("copy"))
        #expect(try disk.run(backup).waitForEnd().status == 0)
        let target = disk.path + "/restored"
        let restored = try disk.run(["restore", "--from", copy, "--data", target]).waitForEnd()
        #expect(restored.status == 0, "\(restored.error)")
        let caughtUp = try disk.run(follow).waitForEnd()
        #expect(caughtUp.status == 0, "\(caughtUp.error)")
        let found = try disk.run(["verify", "--data", followed, "--json"]).waitForEnd()
        #expect(try found.json(Verification.self).digest == live.sound.digest)
    }
}
