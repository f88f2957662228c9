/// Why a key cannot be made or changed, or the key file not be used.
public enum KeyStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    case invalid(String)
    case unknownKey(String)
    case ended(String)
    case replaced(String, by: String)
    case file(String)

    public var description: String {
        switch self {
        case .invalid(let text): text
        case .unknownKey(let id): "there is no key \(id)"
        case .ended(let id): "the key \(id) has ended: make another"
        case .replaced(let id, let next): "the key \(id) was replaced by \(next): rotate that"
        case .file(let text): text
        }
    }
}
