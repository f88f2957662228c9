import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import SluiceAPI

/// The templates of the pages, compiled once.
enum Templates {
    private static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (name, bytes) in sources {
            do {
                try library.register(String(decoding: bytes, as: UTF8.self), named: name)
            } catch {
                preconditionFailure("the template \(name) is wrong: \(error)")
            }
        }
        return library
    }()

    static let sources: [(name: String, bytes: [UInt8])] = [
        ("head", PackageResources.head_mustache),
        ("looks", PackageResources.looks_mustache),
        ("foot", PackageResources.foot_mustache),
        ("live", PackageResources.live_mustache),
        ("stale", PackageResources.stale_mustache),
        ("notice", PackageResources.notice_mustache),
        ("arrive", PackageResources.arrive_mustache),
        ("sign-in", PackageResources.sign_in_mustache),
        ("enter", PackageResources.enter_mustache),
        ("demo", PackageResources.demo_mustache),
        ("demo-body", PackageResources.demo_body_mustache),
        ("bar", PackageResources.bar_mustache),
        ("support", PackageResources.support_mustache),
        ("support-body", PackageResources.support_body_mustache),
        ("operations", PackageResources.operations_mustache),
        ("operations-body", PackageResources.operations_body_mustache),
        ("anomaly", PackageResources.anomaly_mustache),
        ("reviews", PackageResources.reviews_mustache),
        ("reviews-body", PackageResources.reviews_body_mustache),
        ("judged", PackageResources.judged_mustache),
        ("levels", PackageResources.levels_mustache),
        ("levels-body", PackageResources.levels_body_mustache),
        ("me", PackageResources.me_mustache),
        ("me-body", PackageResources.me_body_mustache),
        ("me-card", PackageResources.me_card_mustache),
        ("me-foot", PackageResources.me_foot_mustache),
        ("amounts", PackageResources.amounts_mustache),
        ("me-quote-ask", PackageResources.me_quote_ask_mustache),
        ("me-quote", PackageResources.me_quote_mustache),
        ("me-hold", PackageResources.me_hold_mustache),
        ("me-hold-body", PackageResources.me_hold_body_mustache),
        ("topics", PackageResources.topics_mustache),
        ("merchant", PackageResources.merchant_mustache),
        ("merchant-body", PackageResources.merchant_body_mustache),
        ("merchant-find", PackageResources.merchant_find_mustache),
        ("merchant-hold", PackageResources.merchant_hold_mustache),
        ("merchant-hold-body", PackageResources.merchant_hold_body_mustache),
    ]

    /// - Parameter page: a struct whose stored members the template names.
    static func render(_ name: String, _ page: Any) -> String {
        guard let text = library.render(page, withTemplate: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return text
    }
}

extension Response {
    static func html(
        status: HTTPResponse.Status = .ok, _ text: String
    ) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Answers a form: the browser goes on to a page, which it may load again at will.
    static func onward(_ path: String, cookies: [String] = []) -> Response {
        var response = Response(status: .seeOther, headers: [.location: path])
        response.set(cookies)
        return response
    }

    mutating func set(_ cookies: [String]) {
        for cookie in cookies {
            headers.append(HTTPField(name: .setCookie, value: cookie))
        }
    }
}
