import SluiceCore

// Micro-benchmarks of the core, one thread and no I/O, so that an instruction counter sees nothing
// else. `CoreBench two-phase COUNT`: apply alone; `CoreBench codec COUNT`: with the batches encoded.
// Prints nanoseconds an operation of each phase.

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]), count > 0,
    arguments[1] == "two-phase" || arguments[1] == "codec"
else { fatalError("usage: CoreBench two-phase|codec COUNT") }
var load = TwoPhaseLoad(holds: count)
load.run(encodes: arguments[1] == "codec")
