/// The body of `PUT /v1/people/{id}`: all contact data of a person; what is left out is given up.
public struct ContactRequest: Equatable, Sendable {
    public let name: String?
    public let mobile: String?
    public let mail: String?
    public let language: Language?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        name = try reader.optionalString("name", maxBytes: APILimits.personNameBytesMax)
        mobile = try reader.optionalString("mobile", maxBytes: APILimits.mobileBytesMax)
        mail = try reader.optionalString("mail", maxBytes: APILimits.mailBytesMax)
        let code = try reader.optionalString("language", maxBytes: APILimits.codeBytesMax)
        language = code.flatMap(Language.init)
        try reader.finish()
        if code != nil, language == nil {
            let known = Language.allCases.map(\.rawValue).joined(separator: " or ")
            throw reader.fault(.invalidField, "language", "The language is \(known).")
        }
        if let name, !ContactRequest.isName(name) {
            throw reader.fault(
                .invalidField, "name", "A name is not empty and has no control characters.")
        }
        if let mobile, !ContactRequest.isMobile(mobile) {
            throw reader.fault(
                .invalidField, "mobile", "A number has digits, spaces and the characters + - ( ).")
        }
        if let mail, PersonalData.shape(of: mail) != .mailAddress {
            throw reader.fault(.invalidField, "mail", "A mail address is needed.")
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && !text.unicodeScalars.contains {
                $0.value < 0x20 || (0x7F...0x9F).contains($0.value)
            }
    }

    private static func isMobile(_ text: String) -> Bool {
        text.utf8.contains(where: ASCII.isDigit)
            && text.utf8.allSatisfy { ASCII.isDigit($0) || " +-()".utf8.contains($0) }
    }
}
