import SluiceAPI
import SluiceCore
import SluiceEngine

/// Whose account the call is about, and whether it may be shown in full: it is once the session noted that
/// the caller was verified, until the call has lasted as long as one may. Members are those the template
/// names.
struct SupportCaller: Sendable {
    /// The account as it may stand on the screen.
    var account: String
    /// Where all of the account is; nil while no page may name it.
    var href: String?
    /// The account, as forms name it.
    var key: String
    /// Where forms lead back to.
    var path: String
    /// How the caller was verified and until when that holds; nil while all is masked.
    var shown: String?
    var ways: [SupportCase.Choice]
    var lasts: String
    /// After how many seconds the page is to be made anew, masked.
    let secondsLeft: Int64?

    init(_ name: String, _ account: AccountKey, at path: String, _ words: PageWords) {
        let session = Visit.current.session
        let call = session?.verified(account)
        let left = call.flatMap { call in session.map { call.endsNs - $0.seenNs } }
        secondsLeft = left.map { ($0 + Span.secondNs - 1) / Span.secondNs }
        self.account = call == nil ? SupportSearch.masked(name) : name
        href = call == nil ? nil : SupportSearch.path(account: name)
        key = account.hexadecimal
        self.path = path
        shown = call.map {
            words.text(
                .callerShown,
                ["way": words.text($0.way.text), "time": words.clock($0.until)])
        }
        ways = VerifiedCall.Way.allCases.map {
            SupportCase.Choice(code: $0.rawValue, word: words.text($0.text))
        }
        lasts = words.text(
            .callerLasts, ["span": words.span(ns: ConsoleLimits.verifiedCallNs)])
    }

    var isShown: Bool { shown != nil }
}
