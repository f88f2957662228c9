import SluiceAPI

/// Good, watch or act: by word, icon and colour. Members are those the templates name.
enum Mark: Sendable {
    case good
    case watch
    case act

    var tone: String {
        switch self {
        case .good: "good"
        case .watch: "watch"
        case .act: "bad"
        }
    }

    var icon: String {
        switch self {
        case .good: "✓"
        case .watch: "!"
        case .act: "×"
        }
    }

    var word: ConsoleText {
        switch self {
        case .good: .wordGood
        case .watch: .wordWatch
        case .act: .wordAct
        }
    }
}
