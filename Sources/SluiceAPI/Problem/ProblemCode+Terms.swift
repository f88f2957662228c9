extension ProblemCode {
    /// What is fixed about a problem of the door, in one place: whoever adds a code says all of it here.
    var terms: ProblemTerms {
        switch self {
        case .invalidJSON:
            ProblemTerms(
                400, "The body is not JSON", "请求正文不是有效的 JSON", .mendRequest, fields: .atFault)
        case .unknownField:
            ProblemTerms(
                400, "There is no such field", "没有这一字段", .mendRequest, fields: .atFault)
        case .missingField:
            ProblemTerms(
                400, "A field is missing", "缺少一个字段", .mendRequest, fields: .atFault)
        case .invalidField:
            ProblemTerms(
                400, "A field is not as it should be", "有一个字段不符合要求", .mendRequest, fields: .atFault)
        case .notAnInteger:
            ProblemTerms(
                400, "A number is not a plain integer", "数字不是普通整数", .mendRequest, fields: .atFault)
        case .numberOutOfRange:
            ProblemTerms(
                400, "A number is out of range", "数字超出范围", .mendRequest, fields: .atFault)
        case .merchantRequired:
            ProblemTerms(
                400, "The merchant must be named", "必须指明商家", .mendRequest,
                fields: .named(["merchant"]))
        case .idempotencyKeyRequired:
            ProblemTerms(
                400, "An id or Idempotency-Key is needed", "需要编号或 Idempotency-Key", .mendRequest,
                fields: .named(["id"]))
        case .idIsPersonalData:
            ProblemTerms(
                400, "The id looks like personal data", "编号疑似个人信息", .mendRequest, fields: .atFault)
        case .unknownEvent:
            ProblemTerms(
                400, "The mapping does not know the event", "映射不认识该事件", .setUp, fields: .atFault)
        case .unauthenticated:
            ProblemTerms(
                401, "The request is not authenticated", "请求未通过身份验证", .proveIdentity)
        case .credentialExpired:
            ProblemTerms(
                401, "The key or token has expired", "密钥或令牌已过期", .proveIdentity)
        case .invalidSignature:
            ProblemTerms(
                401, "The webhook is not signed as it should be", "回调签名不符合要求", .proveIdentity)
        case .forbidden:
            ProblemTerms(
                403, "The key does not permit this", "该密钥无此权限", .needRight, fields: .atFault)
        case .consentRequired:
            ProblemTerms(
                403, "The consumer's consent is needed", "需要消费者的同意", .needConsent,
                fields: .named(["consent"]))
        case .consentRefused:
            ProblemTerms(
                403, "The consent is not one to this", "该同意不适用于此请求", .needConsent, fields: .atFault)
        case .notFound:
            ProblemTerms(
                404, "There is no such thing", "没有所请求的内容", .lookUp)
        case .methodNotAllowed:
            ProblemTerms(
                405, "The method is not allowed here", "此路径不支持该方法", .mendRequest)
        case .textsFull:
            ProblemTerms(
                409, "The person has as many texts as one can have", "该用户的文本数量已达上限", .atLimit)
        case .noConnector:
            ProblemTerms(
                409, "The merchant has no connector", "该商家没有接口", .setUp)
        case .noStepUp:
            ProblemTerms(
                409, "Consumers are not asked to confirm", "未启用消费者确认", .setUp)
        case .quoteChanged:
            ProblemTerms(
                409, "The terms are no longer those of the quote", "条件已与报价不同", .needConsent,
                fields: .atFault)
        case .keyEnded:
            ProblemTerms(
                409, "The key has ended or was replaced", "该密钥已失效或已被替换", .lookUp)
        case .lastKey:
            ProblemTerms(
                409, "No other key could keep keys", "没有其他密钥可管理密钥", .setUp)
        case .preconditionFailed:
            ProblemTerms(
                412, "It is no longer as it was read", "内容在读取后已变化", .readAgain)
        case .bodyTooLarge:
            ProblemTerms(
                413, "The body is too large", "请求正文过大", .mendRequest)
        case .unsupportedMediaType:
            ProblemTerms(
                415, "The media type is not supported", "不支持该媒体类型", .mendRequest)
        case .tooManyFailures:
            ProblemTerms(
                429, "Too many credentials were wrong", "凭证错误次数过多", .comeBack)
        case .overloaded:
            ProblemTerms(
                429, "Too much is waiting", "等待处理的请求过多", .comeBack)
        case .rateLimited:
            ProblemTerms(
                429, "More comes than may", "请求超过速率限制", .comeBack)
        case .internal:
            ProblemTerms(
                500, "The server failed", "服务器出错", .reportFault)
        case .capacity:
            ProblemTerms(
                503, "The server is as full as it was sized for", "服务器已达设计容量", .comeBack)
        case .journalStalled:
            ProblemTerms(
                503, "The journal takes no writes now", "账本暂时不能写入", .comeBack)
        case .archiveUnreadable:
            ProblemTerms(
                503, "The archive cannot be read now", "归档暂时无法读取", .comeBack)
        case .viewsBehind:
            ProblemTerms(
                503, "What is read is behind what was asked for", "所读数据尚未跟上", .comeBack)
        case .peopleUnavailable:
            ProblemTerms(
                503, "What is held on people cannot be reached now", "用户信息暂时无法读取", .comeBack)
        case .shuttingDown:
            ProblemTerms(
                503, "The server is shutting down", "服务器正在停止", .comeBack)
        }
    }
}

/// The status, title and reaction of a problem of the door.
struct ProblemTerms {
    let status: Int
    let title: Bilingual
    let reaction: ProblemReaction
    /// The field a document of the problem names.
    let fields: ProblemFields

    init(
        _ status: Int, _ english: String, _ chinese: String, _ reaction: ProblemReaction,
        fields: ProblemFields = .none
    ) {
        self.status = status
        title = Bilingual(english, chinese)
        self.reaction = reaction
        self.fields = fields
    }

    /// Whether the same request, sent again unchanged, may succeed.
    var isRetryable: Bool { reaction == .comeBack }
}
