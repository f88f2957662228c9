import Foundation
import Testing

@Suite(
    "A disk that takes no more writes", .blocking,
    .enabled(if: TestDisk.canMount(.image), "no file can be mounted as a disk here"))
struct ReadOnlyDiskTests {
    @Test("given up by the kernel while it serves: exit 70, and a start when it is mounted again")
    func whileServing() throws {
        let disk = try TestDisk(.image)
        let server = try disk.serve()
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        try client.place(20)
        // As after a failure of the device: ext4 stops writing, files that are open stay so.
        try disk.change("mount", "-o", "remount,abort", disk.path)
        #expect(throws: HTTPConnection.Failure.self) { _ = try client.place() }
        let ending = try server.process.waitForEnd()
        #expect(ending.status == 70 && !ending.wasKilled)
        #expect(ending.error.contains("fatal: the journal cannot be written"), "\(ending.error)")
        try disk.change("umount", disk.path)
        try disk.change("mount", "-o", "loop", disk.path + ".img", disk.path)
        let again = try disk.serve()
        try client.check(on: again, key: key)
        let writer = try FaultClient(again, key: key, prefix: "I")
        try writer.place(5)
        #expect(try again.stop().status == 0)
        let found = try disk.verify()
        #expect(found.sound, "\(found.faults)")
    }

    @Test("a start on a disk that is mounted read-only is refused by name, and changes nothing")
    func atAStart() throws {
        let disk = try TestDisk(.image)
        let server = try disk.serve()
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        try client.place(3)
        #expect(try server.stop().status == 0)
        try disk.change("mount", "-o", "remount,ro", disk.path)
        let start = try disk.run(["serve", "--data", disk.data.path, "--port", "0"])
        let refused = try start.waitForEnd()
        #expect(refused.status == 1 && refused.error.contains("Read-only"), "\(refused.error)")
        try disk.change("mount", "-o", "remount,rw", disk.path)
        let again = try disk.serve()
        try client.check(on: again, key: key)
        #expect(try again.stop().status == 0)
        #expect(try disk.verify().sound)
    }
}
