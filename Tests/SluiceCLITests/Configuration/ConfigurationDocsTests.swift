import Foundation
import SluiceTestKit
import Testing

@testable import sluice

@Suite("The page of settings") struct ConfigurationDocsTests {
    @Test("names every setting with its key, flag, variable and default, in the order of the code")
    func table() throws {
        let rows = try ReferencePage("reference/configuration.md").table("key", "flag", "default")
        let wanted = Setting.allCases.map { setting in
            [setting.key, setting.flag ?? "none: a secret", setting.row.standard ?? "none"]
        }
        #expect(rows.map { Array($0.prefix(3)) } == wanted)
        #expect(rows.allSatisfy { $0.count == 4 && !$0[3].isEmpty })
    }

    @Test("the files of settings that are shown are right")
    func files() throws {
        let shipped = Surroundings.packageRoot.appending(path: "deploy/sluice.yaml")
        #expect(SettingLayer.file(shipped.path).faults == [])
        let page = try ReferencePage("reference/configuration.md").text
        let block = try #require(page.firstMatch(of: /```yaml\n([^`]*)```/))
        var layer = SettingLayer(name: "the page")
        layer.read(String(block.output.1), of: "the page")
        #expect(layer.faults == [] && !layer.given.isEmpty)
        #expect(ServeConfiguration([layer]).faults == [])
    }
}
