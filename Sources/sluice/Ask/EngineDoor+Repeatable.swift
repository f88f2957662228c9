import SluiceAPI

extension EngineDoor {
    /// Posts a command that has an id. Where nobody answers it may have taken effect, so the id is told:
    /// sent again under it, it does nothing twice.
    func repeatable(_ id: String, _ path: String, _ body: [UInt8]) async throws -> JSONValue {
        do {
            return try await post(path, body)
        } catch let silence as DoorSilence {
            Terminal.error("whether it took effect is not known: send it again with --id \(id)")
            throw silence
        }
    }
}
