import SluiceCore

/// How soon consumers must have been told of decisions against them, by version of the policy.
public struct NoticeTerms: Sendable {
    private let spansNs: [Int64]

    /// - Parameter policies: all versions adopted, ascending.
    public init(_ policies: [Policy]) { spansNs = policies.map(\.noticeWithinNs) }

    /// - Parameter version: nil for the newest.
    func withinNs(_ version: UInt32?) -> Int64 {
        let newest = spansNs.last ?? Policy.standard.noticeWithinNs
        guard let version, version > 0, version <= spansNs.count else { return newest }
        return spansNs[Int(version) - 1]
    }
}
