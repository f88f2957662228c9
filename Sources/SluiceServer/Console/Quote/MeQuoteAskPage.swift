import SluiceAPI
import SluiceCore

/// What is about to be bought, with the button that tells what it would lock. Members are those the
/// template names.
struct MeQuoteAskPage: Sendable {
    struct Field: Sendable {
        var name: String
        var value: String
    }

    var frame: Frame
    var t: [String: String]
    var shop: String
    var orderLabel: String
    var amount: String
    var fields: [Field]

    init(_ purchase: Purchase, _ words: PageWords) {
        let request = purchase.request
        frame = Frame(words.text(.quoteTitle), words, scripts: [.onward])
        t = words.texts
        shop = request.merchant
        orderLabel = words.text(.orderNumber, ["number": request.number])
        amount = words.amount(request.amount, request.currency)
        fields = purchase.given.map { Field(name: $0.name, value: $0.value) }
    }
}
