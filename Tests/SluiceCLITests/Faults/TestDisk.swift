import Foundation
import Testing

/// A small disk of one test, mounted in a name space of its own that ends with the value.
///
/// Nothing of it shows on the rest of the machine. A process that lives in the name space keeps it;
/// programs enter it by `under`, the test by `url`.
final class TestDisk {
    enum Kind {
        /// In memory, of so many bytes, which may be changed.
        case memory(bytes: Int)
        /// ext4 on a file of 24 MiB, whose kernel can be told to give it up.
        case image
    }

    struct CannotMount: Error {}

    private let folder: ImportFolder
    private let keeper = Process()
    private let input = Pipe()
    /// Where the disk is mounted, seen from inside.
    let path: String

    init(_ kind: Kind) throws {
        folder = try ImportFolder()
        path = folder.file("disk").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        let script =
            switch kind {
            case .memory(let bytes): "mount -t tmpfs -o size=\(bytes) tmpfs '\(path)'"
            case .image:
                """
                truncate -s 24M '\(path).img' && mkfs.ext4 -qF '\(path).img' \
                && mount -o loop '\(path).img' '\(path)'
                """
            }
        keeper.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // It ends when nobody holds the other end of its input any more.
        keeper.arguments = [
            "unshare", "--mount", "sh", "-c", "\(script) && touch '\(path).ready' && cat",
        ]
        keeper.standardInput = input
        keeper.standardOutput = FileHandle.nullDevice
        keeper.standardError = FileHandle.nullDevice
        try keeper.run()
        let ready = path + ".ready"
        Waiting.until { FileManager.default.fileExists(atPath: ready) || !keeper.isRunning }
        guard FileManager.default.fileExists(atPath: ready) else { throw CannotMount() }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        keeper.waitUntilExit()
    }

    /// Whether this machine lets a test mount such a disk: it takes root, and a container that may.
    static func canMount(_ kind: Kind) -> Bool { (try? TestDisk(kind)) != nil }

    /// What a program is started by to see the disk.
    var under: [String] {
        ["/usr/bin/env", "nsenter", "--target", "\(keeper.processIdentifier)", "--mount", "--"]
    }

    /// The data directory, as a program inside knows it.
    var data: URL { URL(fileURLWithPath: path + "/data") }

    /// A file of the disk, as the test reaches it from outside.
    func outside(_ name: String) -> URL {
        URL(fileURLWithPath: "/proc/\(keeper.processIdentifier)/root\(path)/\(name)")
    }

    /// Runs a command that changes the disk.
    func change(_ command: String...) throws {
        let process = Process()
        let arguments = under + command
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command)")
    }

    /// Takes all room there is.
    func fill() throws {
        let ballast = outside("ballast")
        _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
        let file = try FileHandle(forWritingTo: ballast)
        // Smaller and smaller pieces, down to the block.
        for bytes in [1 << 20, 1 << 16, 1 << 12, 1 << 9] {
            let piece = Data(repeating: 0xBA, count: bytes)
            while (try? file.write(contentsOf: piece)) != nil {}
        }
        try? file.close()
    }

    func makeRoom() throws { try FileManager.default.removeItem(at: outside("ballast")) }

    func serve(_ more: [String] = []) throws -> ServerProcess {
        try ServerProcess(run(["serve", "--data", data.path, "--port", "0"] + more))
    }

    func run(_ arguments: [String]) throws -> SluiceProcess {
        try SluiceProcess(arguments, under: under)
    }

    func verify() throws -> Verification {
        try run(["verify", "--data", data.path, "--json"]).waitForEnd().json(Verification.self)
    }
}
