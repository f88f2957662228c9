import SluiceAPI
import SluiceCore

/// What is told of a directory whose policy is not the one that was asked for: it is not changed.
struct PolicyAdvice {
    let version: UInt32
    let changes: [PolicyChange]

    /// nil where nothing differs.
    init?(_ inForce: Policy, asked: Policy) {
        changes = inForce.changes(to: asked)
        version = inForce.version
        guard !changes.isEmpty else { return nil }
    }

    /// - Parameters:
    ///   - name: what has the policy that was asked for.
    ///   - file: its path; nil where it is no file that could be adopted as it is.
    func text(of name: String, file: String?, data: String) -> String {
        let keys = changes.prefix(3).map(\.key).joined(separator: ", ")
        let more = changes.count > 3 ? " and \(changes.count - 3) more" : ""
        return "the policy in force in \(data), version \(version), is not that of \(name): it "
            + "differs in \(keys)\(more). Version \(version) stays in force; to change it: sluice "
            + "policy adopt \(file ?? "FILE") --data \(data) --key KEY"
    }
}
