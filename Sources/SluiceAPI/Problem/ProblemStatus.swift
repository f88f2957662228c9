/// Why a problem has the HTTP status it has.
public enum ProblemStatus {
    public static let all = [400, 401, 402, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503]

    public static func reason(_ status: Int) -> Bilingual {
        switch status {
        case 400: Bilingual("The request cannot be read as what it should be.", "请求无法按规定读取。")
        case 401: Bilingual("Nobody knows who asks.", "无法确认请求方身份。")
        case 402:
            Bilingual(
                "The request is right, and the purchase is not paid from this credit.",
                "请求无误，但本次支付不能使用该额度。")
        case 403: Bilingual("It is known who asks, and who asks may not.", "身份已知，但无此权限。")
        case 404:
            Bilingual("There is no such thing for who asks.", "对请求方而言没有该内容。")
        case 405: Bilingual("The path is there, the method is not.", "路径存在，但不支持该方法。")
        case 409:
            Bilingual(
                "The request is right, and the state of what it is about forbids it.",
                "请求无误，但与对象的当前状态冲突。")
        case 412:
            Bilingual(
                "The request holds for another state than the one there is.",
                "请求所依据的状态已不是当前状态。")
        case 413: Bilingual("The body is beyond a stated limit.", "正文超过规定上限。")
        case 415: Bilingual("The body is in another form than the path takes.", "正文格式不被该路径接受。")
        case 422:
            Bilingual(
                "The form is right, and the content contradicts itself or what it names.",
                "格式正确，但内容自相矛盾或与所指对象不符。")
        case 429: Bilingual("There is no room now; there will be.", "当前没有余量，稍后会有。")
        case 500: Bilingual("The server is at fault.", "服务器自身出错。")
        case 503:
            Bilingual(
                "The server cannot now; nobody knows whether a command took effect.",
                "服务器暂时无法处理；命令是否生效未知。")
        default: preconditionFailure("no problem has the status \(status)")
        }
    }
}
