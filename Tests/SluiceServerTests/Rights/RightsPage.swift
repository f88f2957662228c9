import HTTPTypes
import SluiceAPI
import SluiceCore

@testable import SluiceServer

/// docs/reference/rights.md as the code has it.
struct RightsPage {
    static let roles: [Role] = [
        .lender, .merchant, .support, .treasury, .auditor, .operator, .reviewer, .migration,
        .consumer,
    ]

    let routes: [Route]

    var text: String {
        head + "\n" + rights + "\n" + pages + "\n" + fields
    }

    private var head: String {
        """
        # Rights

        Who may ask what, route by route, and what a document then shows. Made from the code: a test holds
        this page to it, asks a running server for every cell, and writes the page where it is run with
        `SLUICE_WRITE_PAGES=1`. What is said of keys and rights: [HTTP](http.md#keys-and-rights).

        ## Routes

        `yes`: whatever there is. `own`: of the merchant or the account the key is bound to; what is
        another's is 404, as what there is not, and 403 where a body names another merchant. `–`: 403
        `forbidden`. `anybody`: no key is needed; `signed`: a [webhook's](http.md#webhooks-of-merchants)
        signature stands for it. A key or a token may be narrowed to [scopes](http.md#scopes).
        Refusals are in the [access trail](cli.md#sluice-access).

        """
    }

    private var rights: String {
        let header = "| route | scope | right |" + Self.roles.map { " \($0.code) |" }.joined()
        let dashes = "|---|---|---|" + Self.roles.map { _ in "---|" }.joined()
        let sorted = routes.sorted {
            ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue)
        }
        let rows = sorted.map { route in
            "| `\(route.method.rawValue) \(route.path)` |"
                + (route.right.map { " `\($0.code)` | \($0.rawValue) |" } ?? " – | – |")
                + Self.roles.map { " \(Self.cell(route, $0)) |" }.joined()
        }
        return ([header, dashes] + rows).joined(separator: "\n") + "\n"
    }

    static func cell(_ route: Route, _ role: Role) -> String {
        guard let right = route.right else { return route.isSigned ? "signed" : "anybody" }
        guard role.has(right) else { return "–" }
        return role == .merchant || role == .consumer ? "own" : "yes"
    }

    private var pages: String {
        let header = "| page | scopes |" + Self.roles.map { " \($0.code) |" }.joined()
        let dashes = "|---|---|" + Self.roles.map { _ in "---|" }.joined()
        let rows = StaffBar.Page.allCases.map { page in
            "| `\(page.path)` | " + page.rights.map { "`\($0.code)`" }.joined(separator: ", ")
                + " |"
                + Self.roles.map { " \(Self.cell(page, $0)) |" }.joined()
        }
        return """
            ## Pages

            Which [pages](../guides/show-people-their-pages.md) a role opens with its key; all scopes named
            are needed. `own`: the page of its own merchant, and no other. `/me` is a consumer's own.

            \(([header, dashes] + rows).joined(separator: "\n"))

            """
    }

    private static func cell(_ page: StaffBar.Page, _ role: Role) -> String {
        let isBound = role == .merchant
        let principal = Principal(
            role: role, merchant: isBound ? "shop" : nil, subject: role.code, credential: 1)
        return page.isFor(principal) ? (isBound ? "own" : "yes") : "–"
    }

    /// Roles of one audience are shown the same.
    private var fields: String {
        let staff = Self.roles.filter { Audience($0) == .staff }.map(\.code)
        let header = "| document | \(staff.joined(separator: ", ")) | merchant | consumer |"
        let rows = DocumentKind.allCases.map { kind in
            "| `\(kind.rawValue)` | all \(kind.rows.count) |"
                + [Audience.merchant, .consumer].map { " \(Self.shown(kind, $0)) |" }.joined()
        }
        return """
            ## Fields

            Which members of a document a role is shown, of those there are; member by member:
            [fields](fields.md).

            \(header)
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    private static func shown(_ kind: DocumentKind, _ audience: Audience) -> String {
        let hidden = kind.rows.filter { !$0.audiences.contains(audience) }.map { "`\($0.member)`" }
        if hidden.isEmpty { return "all" }
        if hidden.count == kind.rows.count { return "none" }
        return "all but " + hidden.joined(separator: ", ")
    }
}
