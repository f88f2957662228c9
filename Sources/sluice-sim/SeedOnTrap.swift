import Foundation

/// Tells which seed was run when the engine traps: a failed precondition ends the process, and only a
/// signal is left to say so.
enum SeedOnTrap {
    // Written between seeds and read by the handler, which may neither allocate nor lock.
    nonisolated(unsafe) private static let text = UnsafeMutablePointer<CChar>.allocate(capacity: 96)
    nonisolated(unsafe) private static var length = 0

    /// Has the traps of Swift told; they end the process as before.
    static func listen() {
        signal(SIGILL) { number in SeedOnTrap.tell(number) }
        signal(SIGTRAP) { number in SeedOnTrap.tell(number) }
    }

    /// Notes the seed that is run from now on.
    static func begin(_ seed: UInt64) {
        let line = "seed \(seed) ended the process: sluice-sim --seed \(seed) --trace\n"
        length = 0
        for (index, byte) in line.utf8.prefix(96).enumerated() {
            text[index] = CChar(bitPattern: byte)
        }
        length = min(96, line.utf8.count)
    }

    private static func tell(_ number: Int32) {
        _ = write(STDERR_FILENO, text, length)
        signal(number, SIG_DFL)
        raise(number)
    }
}
