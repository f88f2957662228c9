import Foundation

/// Where a test runs: the package and what lies beside it.
public enum Surroundings {
    public static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Real data that is not part of the project: `SLUICE_SHARED_DATA`, else `../shared/data`.
    public static let sharedData: URL = {
        if let path = ProcessInfo.processInfo.environment["SLUICE_SHARED_DATA"] {
            return URL(filePath: path)
        }
        return packageRoot.deletingLastPathComponent().appending(path: "shared/data")
    }()

    /// A whole number of the environment, nil if it is not there.
    public static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}
