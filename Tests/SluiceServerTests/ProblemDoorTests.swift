import Foundation
import HTTPTypes
import SluiceAPI
import Testing

@testable import SluiceServer

/// Where the `type` of a problem document leads.
@Suite struct ProblemDoorTests {
    @Test("the type of every code leads to what is known of it, without a key")
    func everyCode() async throws {
        try await TestServer.run { server in
            for entry in ProblemCatalogue.entries {
                let answer = try await server.send(.get, "/problems/\(entry.code)", key: nil)
                #expect(answer.status == 200)
                #expect(answer["code"].text == entry.code)
                #expect(answer["title.zh"].text == entry.title.chinese)
                #expect(answer["reactions.support.en"].text?.isEmpty == false)
            }
            for path in ["/problems/HOLD_END", "/problems/APPLIED", "/problems/%3Cb%3E"] {
                let answer = try await server.send(.get, path, key: nil)
                #expect(answer.status == 404 && answer["type"].text == "/problems/not_found")
            }
        }
    }

    @Test("a browser is shown a page in both languages, the reader's first")
    func page() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(
                .get, "/problems/ID_CONFLICT", key: nil,
                headers: ["Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh-CN"])
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.body.contains(#"<html lang="zh">"#))
            let (chinese, english) = (
                answer.body.range(of: "该编号已用于其他内容"),
                answer.body.range(of: "The id was used with other content")
            )
            #expect(chinese != nil && english != nil)
            #expect(chinese!.lowerBound < english!.lowerBound)
            #expect(answer.body.contains("<code>"), "\(answer.body)")
            #expect(!answer.body.contains("`") || answer.body.contains("</code>"))
        }
    }

    @Test("titles of the door's problems are in the language asked for")
    func titles() async throws {
        try await TestServer.run { server in
            let chinese = try await server.send(
                .get, "/v1/accounts", key: nil, headers: ["Accept-Language": "zh"])
            #expect(chinese["title"].text == "请求未通过身份验证")
            let english = try await server.send(.get, "/v1/accounts", key: nil)
            #expect(english["title"].text == "The request is not authenticated")
            let field = try await server.post(
                "/v1/accounts", "{", headers: ["Accept-Language": "zh"])
            #expect(field["code"].text == "invalid_json")
            #expect(field["title"].text == "请求正文不是有效的 JSON")
        }
    }
}
