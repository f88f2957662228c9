import SluiceAPI
import SluiceCore

/// A part of the pages with people of its own, who are let in by a cookie of its own.
enum Room: CaseIterable, Sendable {
    case consumer
    case merchant
    case staff

    var cookie: Cookie.Name {
        switch self {
        case .consumer: .consumer
        case .merchant: .merchant
        case .staff: .staff
        }
    }

    /// Whether a path leads into it.
    func has(_ path: some StringProtocol) -> Bool {
        path == cookie.path || path.hasPrefix(cookie.path + "/")
    }

    /// The room a path leads into; nil for one that is no page's.
    init?(of path: some StringProtocol) {
        guard let room = Room.allCases.first(where: { $0.has(path) }) else { return nil }
        self = room
    }

    /// Whether somebody of a role may be in it, whatever the cookie is called. Staff may look into a
    /// merchant's.
    func admits(_ role: Role) -> Bool {
        let audience = Audience(role)
        return switch self {
        case .consumer: audience == .consumer
        case .merchant: audience != .consumer
        case .staff: audience == .staff
        }
    }
}
