import Foundation
import Testing

@testable import sluice

@Suite("sluice completion", .blocking)
struct CompletionTests {
    /// What bash offers after some words, asked of the completion as bash asks it.
    private func offered(_ words: String...) throws -> [String] {
        let folder = try ImportFolder()
        let line = words.joined(separator: " ")
        let script = try folder.write(
            "complete.sh",
            """
            source <("$SLUICE" completion bash)
            COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count - 1)
            COMP_LINE='\(line)'
            COMP_POINT=\(line.utf8.count)
            function=$(complete -p sluice | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" sluice '\(words.last ?? "")' '\(words.dropLast().last ?? "")' 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
        let ending = try SluiceProcess(
            [script.path], under: ["/bin/bash", "-c", "SLUICE=\"$0\" exec /bin/bash \"$1\""]
        ).waitForEnd()
        #expect(ending.status == 0, "\(ending.error)")
        return ending.output.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    @Test("bash is offered commands, their commands, and options that there are")
    func bash() throws {
        #expect(try Set(offered("sluice", "ho")) == ["hold"])
        #expect(try Set(offered("sluice", "ex")).isSuperset(of: ["export", "explain"]))
        #expect(
            try Set(offered("sluice", "hold", ""))
                .isSuperset(of: ["show", "list", "timeline", "place", "capture", "release"]))
        #expect(try offered("sluice", "hold", "list", "--ov") == ["--overlay"])
        #expect(
            try Set(offered("sluice", "completion", "")).isSuperset(of: ["bash", "zsh", "fish"]))
    }

    @Test("each shell has a script of its own, and no other is known")
    func shells() throws {
        for (shell, mark) in [
            ("bash", "complete "), ("zsh", "#compdef sluice"), ("fish", "complete -c 'sluice'"),
        ] {
            let ending = try SluiceProcess.run("completion", shell)
            #expect(ending.status == 0 && ending.output.contains(mark), "\(shell)")
        }
        let ending = try SluiceProcess.run("completion", "csh")
        #expect(ending.status == 64 && ending.error.contains("bash"), "\(ending.error)")
    }
}
