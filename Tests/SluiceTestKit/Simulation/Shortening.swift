/// Finds a short list that still fails, by leaving out what does not matter.
///
/// Delta debugging: halves, quarters and so on down to single elements, over and over until nothing more
/// can be left out or so many lists were tried.
public struct Shortening {
    private var runsLeft: Int

    public init(runsMax: Int) { runsLeft = runsMax }

    /// - Parameter all: a list that fails.
    public mutating func shortest<Element>(
        of all: [Element], fails: ([Element]) -> Bool
    ) -> [Element] {
        var shortest = all
        var size = max(1, all.count / 2)
        while true {
            let isShorter = leaveOut(size, of: &shortest, fails)
            if size > 1 { size /= 2 } else if !isShorter { return shortest }
        }
    }

    /// Leaves out runs of a size, from the end: what comes later is more often of no concern.
    private mutating func leaveOut<Element>(
        _ size: Int, of list: inout [Element], _ fails: ([Element]) -> Bool
    ) -> Bool {
        var isShorter = false
        var end = list.count
        while end > 0, runsLeft > 0 {
            let start = max(0, end - size)
            var fewer = list
            fewer.removeSubrange(start..<end)
            runsLeft -= 1
            if fails(fewer) {
                list = fewer
                isShorter = true
            }
            end = start
        }
        return isShorter
    }
}

extension Simulation.Failure {
    /// The same promise broken by a shorter history: steps are left out, then commands of requests.
    public func shortened(runsMax: Int = 3_000) -> Simulation.Failure {
        var shortest = self
        func fails(_ steps: [Step]) -> Bool {
            var history = history
            history.steps = steps
            guard let violation = Simulation.replay(history),
                violation.property == self.violation.property
            else { return false }
            shortest = Simulation.Failure(violation: violation, history: history)
            return true
        }
        var shortening = Shortening(runsMax: runsMax)
        var steps = shortening.shortest(of: history.steps, fails: fails)
        for index in steps.indices {
            guard case .submit(let commands, let afterNs) = steps[index], commands.count > 1 else {
                continue
            }
            let fewer = shortening.shortest(of: commands) { fewer in
                var changed = steps
                changed[index] = .submit(fewer, afterNs: afterNs)
                return !fewer.isEmpty && fails(changed)
            }
            steps[index] = .submit(fewer, afterNs: afterNs)
        }
        return shortest
    }
}
