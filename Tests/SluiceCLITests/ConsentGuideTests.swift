import Foundation
import SluiceTestKit
import Testing

/// The guide "Place a hold as a merchant", as it is followed against a running engine.
@Suite("Guide: place a hold as a merchant", .blocking)
struct ConsentGuideTests {
    private static func blocks() throws -> [String: String] {
        let url = Surroundings.packageRoot.appending(
            path: "docs/guides/place-a-hold-as-a-merchant.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        let pattern = /<!-- run: (\w+) -->\n```bash\n([\s\S]*?)\n```/
        return Dictionary(
            uniqueKeysWithValues: text.matches(of: pattern).map {
                (String($0.output.1), String($0.output.2))
            })
    }

    @Test("its commands make a consent that locks once, and the trail tells of what was refused")
    func guide() throws {
        let folder = try ImportFolder()
        let blocks = try Self.blocks()
        func bash(_ script: String) throws -> SluiceProcess.Ending {
            let text = "set -euo pipefail\ncd '\(folder.url.path)'\n" + script + "\n"
            let file = try folder.write("script.sh", text)
            return try SluiceProcess(
                [file.path], under: ["/bin/bash", "-c", "exec /bin/bash \"$1\""]
            )
            .waitForEnd()
        }
        let keys = try #require(blocks["keys"])
        let made = try bash(keys)
        try #require(made.status == 0, "\(made.error)")
        let data = folder.file("data")
        let server = try ServerProcess(
            data,
            [
                "--jwt-keys", folder.file("lender-keys.json").path,
                "--jwt-issuer", "https://lender.example",
            ])
        let lender = try #require(server.firstKey)
        let shop = try SluiceProcess.run(
            "keys", "create", "--data", data.path, "--role", "merchant", "--merchant", "shop",
            "--name", "till"
        ).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let opened = try server.connect(key: lender).send(
            "POST", "/v1/accounts", #"{"id":"A-1","currency":"CNY","limit":100000}"#)
        #expect(opened.status == 201)
        let head =
            "ADDRESS='\(server.address)'\nSHOP='\(shop)'\n"
            + (keys.split(separator: "\n").first ?? "")
        let steps = try ["quote", "sign", "place"].map { try #require(blocks[$0]) }
        let script = head + "\n" + steps.joined(separator: "\n") + "\necho\n"
        let again = steps[2].replacing("H-1", with: "H-2").replacing("O-1", with: "O-2")
        #expect(try server.knows(key: shop))
        let output = try bash(script + steps[2] + "\necho\n" + again).output.split(separator: "\n")
        try #require(output.count == 3, "\(output)")
        #expect(output[0].contains(#""status":"active""#), "\(output)")
        #expect(output[1] == output[0], "the same request again")
        #expect(output[2].contains(#""code":"consent_refused""#))
        #expect(output[2].contains(#""field":"consent.id""#))
        #expect(
            try Waiting.until {
                let trail = try SluiceProcess.run(
                    "access", "--data", data.path, "--event", "forbidden", "--json")
                return trail.output.contains(#""code":"consent_refused""#)
                    && trail.output.contains(#""subject":"till""#)
            }, "the refusal is in the trail")
        let table = try SluiceProcess.run("access", "--data", data.path, "--role", "merchant")
        #expect(table.output.hasPrefix("time"))
        #expect(table.output.contains("403 consent_refused"))
        #expect(table.output.contains("POST /v1/holds"))
        for (arguments, text) in [
            (["--event", "seen"], "--event is one of"), (["--role", "king"], "no role"),
            (["--since", "today"], "--since is a time"), (["--limit", "0"], "is not above 0"),
        ] {
            let ending = try SluiceProcess(["access", "--data", data.path] + arguments).waitForEnd()
            #expect(ending.status == 64 && ending.error.contains(text), "\(ending.error)")
        }
        #expect(try server.stop().status == 0)
    }
}
