import CFaults

/// One call of SQLite to the file system that fails, below a store of one test.
///
/// While a plan is armed no other may be: suites that use it run one test at a time, and only one of
/// them in a process.
struct FaultPlan: CustomStringConvertible {
    enum Operation: UInt32, CaseIterable {
        case open, read, write, truncate, sync, size, lock, fileControl, shmMap, shmLock
        case delete, access
    }

    var operation: Operation
    /// Which call fails, from 1; 0 for none.
    var call = 0
    /// A result code of sqlite.org/rescode.html.
    var code: Int32
    /// Whether all later ones fail as well.
    var lasts = false
    /// Whether the call is done and only its answer lost; a write that is not done is torn.
    var happens = false

    var description: String {
        "\(operation) \(call)\(lasts ? " and all after it" : "") fails with \(code)"
            + (happens ? " though it is done" : "")
    }

    /// The calls that were counted, and how many of them failed.
    struct Count {
        var calls: Int
        var failed: Int
    }

    /// Arms the plan for files of a directory whose path contains a name.
    func arm(_ directory: String, files name: String = "") {
        faults_install()
        faults_arm(
            directory, name,
            faults_plan(
                operation: faults_operation(rawValue: operation.rawValue), call: call, code: code,
                lasts: lasts ? 1 : 0, happens: happens ? 1 : 0))
    }

    @discardableResult
    static func disarm() -> Count {
        var failed = 0
        let calls = faults_disarm(&failed)
        return Count(calls: calls, failed: failed)
    }

    /// Closes what is open in a directory as the end of a process does: nothing is folded in, and no
    /// connection to it may be used again.
    static func endProcess(_ directory: String) { faults_end_process(directory) }
}

extension FaultPlan {
    /// Each kind of call with what a machine may answer to it.
    static let all: [FaultPlan] = [
        FaultPlan(operation: .open, code: 14),
        FaultPlan(operation: .open, code: 10, lasts: true),
        FaultPlan(operation: .read, code: 266),
        FaultPlan(operation: .read, code: 266, lasts: true),
        FaultPlan(operation: .write, code: 778),
        FaultPlan(operation: .write, code: 778, happens: true),
        FaultPlan(operation: .write, code: 8, lasts: true),
        FaultPlan(operation: .write, code: 13),
        FaultPlan(operation: .write, code: 13, lasts: true),
        FaultPlan(operation: .truncate, code: 1_546),
        FaultPlan(operation: .sync, code: 1_034),
        FaultPlan(operation: .sync, code: 1_034, happens: true),
        FaultPlan(operation: .sync, code: 1_034, lasts: true),
        FaultPlan(operation: .sync, code: 1),
        FaultPlan(operation: .size, code: 1_802),
        FaultPlan(operation: .lock, code: 3_850),
        FaultPlan(operation: .lock, code: 5),
        FaultPlan(operation: .fileControl, code: 10),
        FaultPlan(operation: .fileControl, code: 1, happens: true),
        FaultPlan(operation: .shmMap, code: 5_386),
        FaultPlan(operation: .shmMap, code: 4_874),
        FaultPlan(operation: .shmMap, code: 4_874, lasts: true),
        FaultPlan(operation: .shmLock, code: 5_130),
        FaultPlan(operation: .shmLock, code: 5),
        FaultPlan(operation: .delete, code: 2_570),
        FaultPlan(operation: .access, code: 3_338),
    ]
}
