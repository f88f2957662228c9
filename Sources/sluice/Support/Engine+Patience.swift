import SluiceEngine

extension Engine {
    /// Asks again for as long as it is refused for load, which an import on the same machine brings
    /// about itself.
    /// - Throws: every other refusal.
    func patiently<Value>(_ ask: (Engine) async throws -> Value) async throws -> Value {
        while true {
            do {
                return try await ask(self)
            } catch EngineRefusal.overloaded {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
