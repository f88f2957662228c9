import SluiceAPI
import SluiceCore

extension Addressee {
    /// Whom the request at hand is answered to.
    ///
    /// Set once for every request where its key is known, so that no route can forget it; until
    /// then, and outside of requests, whoever may see least of an account.
    @TaskLocal static var current = Addressee(.merchant, .english)
}

extension Principal {
    /// Whom the caller is told things as: what its role allows, or less if it asks for less.
    func addressee(_ query: Query, _ language: Language) throws(Problem) -> Addressee {
        let own = Audience(role)
        guard let text = query["audience"] else { return Addressee(own, language) }
        guard let asked = Audience(rawValue: text) else {
            let words = Audience.allCases.map(\.rawValue).joined(separator: ", ")
            throw Query.fault(.invalidField, "audience", "One of these is needed: \(words).")
        }
        guard own.includes(asked) else {
            throw Query.fault(
                .forbidden, "audience", "A key of role \(role.code) is told what is for it.")
        }
        return Addressee(asked, language)
    }
}
