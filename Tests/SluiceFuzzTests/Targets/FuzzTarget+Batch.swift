import SluiceAPI

extension FuzzTarget {
    /// What is decoded is encoded to bytes that decode to the same.
    func checkBatch(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let commands = try? BatchDecoder.decode(bytes) else { return false }
        try Self.check(commands)
        return true
    }

    /// What one door takes the other does: the binary form of JSON lines says the same.
    func checkBatchLines(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let commands = try? BatchLines.decode(bytes) else { return false }
        try Self.check(commands)
        return true
    }

    /// Results have one form in bytes.
    func checkBatchResult(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let results = BatchResults.decode(bytes) else { return false }
        try FuzzFinding.unless(
            BatchResults.encode(results) == bytes, "results are encoded as they were read")
        return true
    }

    private static func check(_ commands: [BatchCommand]) throws(FuzzFinding) {
        let encoded = BatchEncoder.encode(commands)
        try FuzzFinding.unless(
            (try? BatchDecoder.decode(encoded)) == commands, "commands are read as they are written"
        )
    }
}
