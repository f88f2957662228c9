import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// What is configured for one merchant in a file of its own.
public protocol MerchantFile: Equatable, Sendable {
    /// What it is called in errors, such as `mapping`.
    static var word: String { get }
    var name: String { get }
    /// Raised with each change.
    var version: Int64 { get }
    var merchant: String { get }
}

extension EventMapping: MerchantFile {
    public static let word = "mapping"
}

extension Connector: MerchantFile {
    public static let word = "connector"
}

/// How merchants tell their events.
public typealias EventMappings = MerchantFiles<EventMapping>
/// How merchants are asked for their orders.
public typealias Connectors = MerchantFiles<Connector>

/// Why a set of such files cannot be used.
public struct MerchantFilesError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The files of a running server, one a merchant; replaced all together or not at all.
///
/// Safe to use from any thread.
public final class MerchantFiles<File: MerchantFile>: Sendable {
    private struct State {
        var files: [File] = []
        var places: [MerchantKey: Int] = [:]
        var failures = 0
    }

    private let read: @Sendable () throws -> [File]
    private let state = Mutex(State())

    /// - Parameter read: reads all files from where they are kept.
    /// - Throws: what `read` throws, and `MerchantFilesError`.
    public init(_ read: @escaping @Sendable () throws -> [File] = { [] }) throws {
        self.read = read
        try reload()
    }

    /// All files, by name.
    public var all: [File] { state.withLock { $0.files } }

    /// How often reading them again has failed.
    var failures: Int { state.withLock { $0.failures } }

    /// The file of a merchant; nil if there is none.
    func file(of merchant: MerchantKey) -> File? {
        state.withLock { state in state.places[merchant].map { state.files[$0] } }
    }

    /// Reads the files again; if one is wrong, all stay as they were.
    /// - Throws: what reading throws, and `MerchantFilesError`.
    public func reload() throws {
        do {
            let files = try read().sorted { $0.name < $1.name }
            var places: [MerchantKey: Int] = [:]
            for (index, file) in files.enumerated() {
                let key = KeyDerivation.merchant(file.merchant)
                if let other = places.updateValue(index, forKey: key) {
                    throw MerchantFilesError(
                        "\(File.word)s `\(files[other].name)` and `\(file.name)` "
                            + "are of one merchant")
                }
            }
            try state.withLock { state in
                try Self.check(files, against: state.files)
                state.files = files
                state.places = places
            }
        } catch {
            state.withLock { $0.failures += 1 }
            throw error
        }
    }

    /// A change that has no number of its own cannot be told from the one before in any report.
    private static func check(
        _ files: [File], against old: [File]
    ) throws(MerchantFilesError) {
        for file in files {
            guard let before = old.first(where: { $0.name == file.name }), before != file,
                file.version <= before.version
            else { continue }
            throw MerchantFilesError(
                "\(File.word) `\(file.name)` has changed: its version must be above "
                    + "\(before.version)")
        }
    }
}
