import Synchronization

/// The headers of everything that was sent.
final class CapturedHeaders: Sendable {
    private let all = Mutex<[(name: String, value: String)]>([])

    func add(_ headers: [(name: String, value: String)]) {
        all.withLock { $0 += headers }
    }

    func values(of name: String) -> [String] {
        all.withLock { headers in headers.filter { $0.name == name }.map(\.value) }
    }
}
