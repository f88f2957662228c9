import Crypto
import Foundation
import SluiceAPI
import SluiceCore
import Synchronization

@testable import SluiceServer

/// An endpoint that checks signatures, answers as it is told, and remembers what it has.
final class MockReceiver: Sendable {
    struct Got: Sendable {
        var id: String
        var code: String
        var hold: String
        var account: String
        /// Which of the secrets it knows signed it.
        var signers: [Int]
    }

    private struct State {
        var secrets: [String] = []
        var answers: [WebhookResult] = []
        var otherwise = WebhookResult.taken(status: 200)
        var got: [Got] = []
        var tried: [String] = []
    }

    private let state = Mutex(State())

    /// What it took, in order.
    var got: [Got] { state.withLock(\.got) }
    /// The ids of all requests, in order.
    var tried: [String] { state.withLock(\.tried) }

    func know(_ secret: String) { state.withLock { $0.secrets.append(secret) } }

    /// What it answers next, one after the other, and then always.
    func answer(_ next: [WebhookResult], then otherwise: WebhookResult = .taken(status: 200)) {
        state.withLock { ($0.answers, $0.otherwise) = (next, otherwise) }
    }

    func take(_ request: WebhookRequest) -> WebhookResult {
        state.withLock { state in
            func header(_ name: String) -> String {
                request.headers.first { $0.name == name }?.value ?? ""
            }
            let id = header("webhook-id")
            state.tried.append(id)
            let content = Array("\(id).\(header("webhook-timestamp")).".utf8) + request.body
            let given = header("webhook-signature").split(separator: " ").map(String.init)
            let signers = state.secrets.indices.filter { index in
                let key = SymmetricKey(data: WebhookSecret(state.secrets[index])!.bytes)
                let code = HMAC<SHA256>.authenticationCode(for: content, using: key)
                return given.contains("v1," + Data(code).base64EncodedString())
            }
            let answer = state.answers.isEmpty ? state.otherwise : state.answers.removeFirst()
            guard case .taken = answer else { return answer }
            let json = (try? JSONReader.read(request.body)) ?? .null
            state.got.append(
                Got(
                    id: id, code: json["data.code"].text ?? "", hold: json["data.hold"].text ?? "",
                    account: json["data.account"].text ?? "", signers: signers))
            return answer
        }
    }
}
