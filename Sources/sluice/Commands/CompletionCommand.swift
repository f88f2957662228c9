import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that completes commands and options in a shell.",
        discussion: """
            Once a shell, for all later ones:
              bash: sluice completion bash > ~/.local/share/bash-completion/completions/sluice
              zsh:  sluice completion zsh > ~/.zfunc/_sluice (with ~/.zfunc in fpath, before compinit)
              fish: sluice completion fish > ~/.config/fish/completions/sluice.fish
            Example, for the shell at hand: source <(sluice completion bash)
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let shell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.out(Sluice.completionScript(for: shell))
    }
}
