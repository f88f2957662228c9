import SluiceCore

/// Whom something is told: texts, codes and fields follow from it.
public enum Audience: String, Sendable, CaseIterable {
    case consumer
    case merchant
    case staff

    /// Whom a key of a role is told things as; the bound of what it may ask for.
    public init(_ role: Role) {
        switch role {
        case .consumer: self = .consumer
        case .merchant: self = .merchant
        case .engine, .lender, .support, .reviewer, .operator, .treasury, .auditor, .migration:
            self = .staff
        }
    }

    /// Whether somebody of this audience may ask to be told as another: staff may look with the
    /// eyes of the others, who see nothing but their own.
    public func includes(_ other: Audience) -> Bool { self == .staff || self == other }
}

/// Whom an answer is for, and in which language.
public struct Addressee: Hashable, Sendable {
    public var audience: Audience
    public var language: Language

    public init(_ audience: Audience, _ language: Language) {
        self.audience = audience
        self.language = language
    }
}
