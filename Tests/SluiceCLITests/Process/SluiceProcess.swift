import Dispatch
import Foundation
import SluiceTestKit
import Testing

/// A child that runs the built `sluice`; killed when nobody holds it any more.
///
/// What it prints goes to files of its own, so that a full pipe never holds it up and no other
/// child inherits an end of one.
final class SluiceProcess {
    /// How a child ended and what it said.
    struct Ending {
        var status: Int32
        var wasKilled: Bool
        var output: String
        var error: String

        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder.forAnswers.decode(type, from: Data(output.utf8))
        }
    }

    /// The longest anything is waited for: a slow machine is no fault, only what never comes is.
    static let deadlineSeconds = 600.0

    let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let folder: URL
    private var hasEnded = false

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Starts the binary, or another program that is given the binary's path and the arguments.
    init(_ arguments: [String], under wrapper: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "sluice-process-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let command = wrapper + [try SluiceBinary.url().path] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = FileHandle.nullDevice
        let output = try Self.file(folder.appending(path: "out"))
        let error = try Self.file(folder.appending(path: "err"))
        // The child has its own; Foundation's Process crashes in one that has too many files open.
        defer { for file in [output, error] { try? file.close() } }
        process.standardOutput = output
        process.standardError = error
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit {
        if process.processIdentifier > 0, !hasEnded {
            kill(process.processIdentifier, SIGKILL)
            _ = ended.wait(timeout: .now() + Self.deadlineSeconds)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs the binary to its end.
    static func run(_ arguments: String...) throws -> Ending { try run(arguments) }

    static func run(_ arguments: [String]) throws -> Ending {
        try SluiceProcess(arguments).waitForEnd()
    }

    func signal(_ number: Int32) { kill(pid, number) }

    func waitForEnd() throws -> Ending {
        if !hasEnded {
            try #require(
                ended.wait(timeout: .now() + Self.deadlineSeconds) == .success,
                "the child did not end: \(text("err"))")
            hasEnded = true
        }
        return Ending(
            status: process.terminationStatus,
            wasKilled: process.terminationReason == .uncaughtSignal, output: text("out"),
            error: text("err"))
    }

    /// The rest of the first line of output that begins with `label`.
    func line(_ label: String) throws -> String {
        var found: String?
        let told = Waiting.until {
            // The last line may be half written.
            let lines = text("out").split(separator: "\n", omittingEmptySubsequences: false)
            found = lines.dropLast().first { $0.hasPrefix(label) }.map {
                $0.dropFirst(label.count).trimmingCharacters(in: .whitespaces)
            }
            return found != nil || !isRunning
        }
        return try #require(found, "no line \(label) (waited: \(told)): \(text("err"))")
    }

    /// How many whole lines it has printed.
    var linesPrinted: Int { text("out").count { $0 == "\n" } }

    func hasPrinted(_ label: String) -> Bool { text("out").contains(label) }

    private func text(_ name: String) -> String {
        let data = try? Data(contentsOf: folder.appending(path: name))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    private static func file(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }
}

/// The program under test, which lies beside the bundle of the tests.
enum SluiceBinary {
    static func url() throws -> URL {
        let beside = CommandLine.arguments.compactMap { argument -> URL? in
            guard let bundle = argument.range(of: ".xctest") else { return nil }
            return URL(fileURLWithPath: String(argument[..<bundle.upperBound]))
                .deletingLastPathComponent().appending(path: "sluice")
        }
        let built = Surroundings.packageRoot.appending(path: ".build/debug/sluice")
        return try #require(
            (beside + [built]).first { FileManager.default.isExecutableFile(atPath: $0.path) },
            "there is no program `sluice` beside the tests: swift build --build-tests makes it")
    }
}

extension JSONDecoder {
    /// Names in Swift's spelling for those of the wire.
    static var forAnswers: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

enum Waiting {
    /// Looks every millisecond until a condition holds.
    /// - Returns: false if it did not within the deadline.
    @discardableResult
    static func until(_ condition: () throws -> Bool) rethrows -> Bool {
        let deadline = ContinuousClock.now.advanced(
            by: .seconds(SluiceProcess.deadlineSeconds))
        while ContinuousClock.now < deadline {
            if try condition() { return true }
            usleep(1_000)
        }
        return try condition()
    }
}
