import SluiceCore

extension TableSecret {
    /// A secret of this process.
    static func random() -> TableSecret {
        TableSecret(.random(in: .min ... .max), .random(in: .min ... .max))
    }
}
