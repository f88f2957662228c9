/// Bytes of format 1. They were written once and are never edited.
enum Golden {
    static let batch = ""
    static let images: [String] = []
}
