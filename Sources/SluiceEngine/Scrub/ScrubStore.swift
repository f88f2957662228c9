/// A store that is read again while the engine runs.
public struct ScrubStore: Sendable {
    /// Reads the next page, about so many bytes; nil at the end of the store.
    ///
    /// Used by one thread. Errors are those of a store that cannot be read now; `.damaged` ends the
    /// pass and counts as damage.
    public typealias Pass = (_ bytesMax: Int) throws -> ScrubPage?

    /// Names the store in figures and messages.
    public var name: String
    /// Begins again at the first byte.
    public var begin: @Sendable () throws -> Pass

    public init(name: String, begin: @escaping @Sendable () throws -> Pass) {
        self.name = name
        self.begin = begin
    }

    /// A whole pass at once: what it finds, in its order.
    public func damages(pageBytesMax: Int = 1 << 20) throws -> [ScrubDamage] {
        let next = try begin()
        var damages: [ScrubDamage] = []
        while let page = try next(pageBytesMax) { damages += page.damages }
        return damages
    }
}

/// What was read at once, and what of it is not as it was written.
public struct ScrubPage: Sendable {
    public var bytes: Int
    public var damages: [ScrubDamage]

    public init(bytes: Int = 0, damages: [ScrubDamage] = []) {
        self.bytes = bytes
        self.damages = damages
    }
}

/// A place that is not as it was written.
public struct ScrubDamage: Hashable, Sendable {
    /// Where, in words without personal data: `row 17`.
    public var place: String
    /// What is wrong, for the operator.
    public var detail: String

    public init(place: String, detail: String) {
        self.place = place
        self.detail = detail
    }
}
