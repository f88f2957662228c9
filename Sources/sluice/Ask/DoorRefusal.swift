import SluiceAPI

/// What an engine answered instead of doing what it was asked.
struct DoorRefusal: Error, CustomStringConvertible {
    let status: Int
    /// The stable code; empty where the answer is no problem document.
    let code: String
    let description: String

    init(_ door: EngineDoor, _ status: Int, _ problem: JSONValue) {
        self.status = status
        code = problem["code"].text ?? ""
        // Details are written in English for who integrates; titles have both languages.
        let said = door.language == .chinese ? problem["title"] : problem["detail"]
        let told = [problem["code"].text, said.text].compactMap(\.self)
        let field = problem["field"].text.map { " (\($0))" } ?? ""
        description =
            "\(door.place) answered \(status): " + told.joined(separator: ": ") + field
    }

    private init(_ status: Int, _ code: String, _ description: String) {
        self.status = status
        self.code = code
        self.description = description
    }

    /// The same in other words.
    func saying(_ text: String) -> DoorRefusal { DoorRefusal(status, code, text) }
}

/// Nobody answered: whether what was sent took effect is not known.
struct DoorSilence: Error, CustomStringConvertible {
    let place: String
    let cause: String

    var description: String { "nobody answers at \(place): \(cause)" }
}
