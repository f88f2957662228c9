import Foundation
import Testing

@Suite("sluice config", .blocking) struct ConfigCommandTests {
    @Test("check finds what a start would refuse, in files that settings name too")
    func check() throws {
        let folder = try ImportFolder()
        let file = try folder.write("sluice.yaml", "port: 1\n")
        let sound = try SluiceProcess.run("config", "check", file.path)
        #expect(sound.status == 0 && sound.output == "ok\n", "\(sound.error)")
        let json = try SluiceProcess.run("config", "check", file.path, "--json")
        #expect(json.output == "{\"ok\":true}\n")
        try #expect(
            SluiceProcess.run("config", "check", file.path, "--config", file.path).status == 64)

        let typo = try folder.write("typo.yaml", "prot: 1\n")
        let refused = try SluiceProcess.run("config", "check", typo.path)
        #expect(refused.status == 64 && refused.error.contains("did you mean port?"))
        let start = try SluiceProcess.run("serve", "--config", typo.path)
        #expect(start.status == 64 && start.error.contains("did you mean port?"))

        let desk = try folder.write("desk.yaml", "case: soon\n")
        let named = try folder.write("named.yaml", "port: 1\ndesk: \(desk.path)\n")
        let inside = try SluiceProcess.run("config", "check", named.path)
        #expect(inside.status == 1)
        #expect(inside.error.contains("named.yaml, line 2"), "\(inside.error)")
        #expect(inside.error.contains("desk.yaml"), "\(inside.error)")
    }

    @Test("show tells each setting with where it comes from")
    func show() throws {
        let folder = try ImportFolder()
        let file = try folder.write("sluice.yaml", "port: 1\n")
        let table = try SluiceProcess.run(
            "config", "show", "--config", file.path, "--lender", "ours")
        #expect(table.status == 0, "\(table.error)")
        let lines = table.output.split(separator: "\n").map {
            $0.split(separator: "  ", omittingEmptySubsequences: true)
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        #expect(lines.contains(["port", "1", "\(file.path), line 1"]), "\(table.output)")
        #expect(lines.contains(["lender", "ours", "--lender"]))
        #expect(lines.contains(["host", "127.0.0.1", "default"]))
        let json = try SluiceProcess.run("config", "show", "--json", "--port", "5")
        #expect(
            json.output.contains(
                #"{"setting":"port","value":"5","from":"--port","secret":false}"#))
    }

    @Test("a server is run with a file alone")
    func served() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let file = try folder.write("sluice.yaml", "port: 0\ndata: \(data.path)\n")
        let server = try SluiceProcess(["serve", "--config", file.path])
        #expect(try server.line("address:").hasPrefix("http://127.0.0.1:"))
        server.signal(SIGTERM)
        #expect(try server.waitForEnd().status == 0)
    }
}
