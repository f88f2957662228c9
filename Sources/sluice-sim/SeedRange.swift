import ArgumentParser

/// `A..<B`, as on the command line.
struct SeedRange: ExpressibleByArgument {
    let seeds: Range<UInt64>

    init?(argument: String) {
        let ends = argument.split(separator: "..<", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = UInt64(ends[0]), let end = UInt64(ends[1]), first < end
        else { return nil }
        seeds = first..<end
    }
}
