/// What is done about a problem: by who wrote the client, who runs the server, and who answers the
/// consumer's call.
public enum ProblemReaction: String, Sendable, CaseIterable {
    case mendRequest = "mend_request"
    case proveIdentity = "prove_identity"
    case needRight = "need_right"
    case needConsent = "need_consent"
    case secondPerson = "second_person"
    case otherPayment = "other_payment"
    case lookUp = "look_up"
    case compareContent = "compare_content"
    case readAgain = "read_again"
    case awaitPerson = "await_person"
    case keepPromise = "keep_promise"
    case atLimit = "at_limit"
    case setUp = "set_up"
    case comeBack = "come_back"
    case reportFault = "report_fault"

    /// Who reads it.
    public enum Reader: String, Sendable, CaseIterable {
        case developer, `operator`, support

        public var title: Bilingual {
            switch self {
            case .developer: Bilingual("Client developer", "客户端开发者")
            case .operator: Bilingual("Operator", "运维人员")
            case .support: Bilingual("Support", "客服人员")
            }
        }
    }

    public func text(for reader: Reader) -> Bilingual {
        let texts = texts
        return switch reader {
        case .developer: texts.developer
        case .operator: texts.operator
        case .support: texts.support
        }
    }

    private typealias Texts = (developer: Bilingual, operator: Bilingual, support: Bilingual)

    private var texts: Texts {
        switch self {
        case .mendRequest, .proveIdentity, .needRight, .needConsent, .secondPerson, .lookUp:
            ofRequests
        case .otherPayment, .compareContent, .readAgain, .awaitPerson, .keepPromise: ofState
        case .atLimit, .setUp, .comeBack, .reportFault: ofServer
        }
    }

    private var ofRequests: Texts {
        switch self {
        case .proveIdentity:
            (
                Bilingual(
                    "Send a key, or a signature of now; check that it was not revoked.",
                    "携带密钥或当前时间的签名，并确认其未被吊销。"),
                Bilingual(
                    "See with `sluice keys list` whether the key is in force; many at once are an attack or a rotation.",
                    "用 `sluice keys list` 查看密钥是否有效；大量出现意味着攻击或密钥轮换。"),
                Bilingual("Nothing about the consumer; tell your operator.", "与消费者无关，请告知运维人员。")
            )
        case .needRight:
            (
                Bilingual(
                    "Use a key of a role that has the right, for a merchant or account of its own.",
                    "使用具有该权限的密钥，且只访问其自身的商家或账户。"),
                Bilingual(
                    "Give the caller a key of the right role, or leave it: the table of rights is in http.md.",
                    "按 http.md 的权限表发放合适角色的密钥，或维持现状。"),
                Bilingual("Ask somebody whose role may do it.", "请由具备权限的同事处理。")
            )
        case .needConsent:
            (
                Bilingual(
                    "Have the lender ask the consumer, and send the consent it signs; each is good for one id.",
                    "请由放款方征得消费者同意，并附上其签发的同意凭证；每份凭证只对应一个编号。"),
                Bilingual(
                    "Check that the server knows the lender's keys: `serve --jwt-keys`.",
                    "确认服务器已配置放款方的公钥：`serve --jwt-keys`。"),
                Bilingual(
                    "Nothing is locked; the consumer can try again at the shop.",
                    "没有锁定任何额度，消费者可在商家处重试。")
            )
        case .secondPerson:
            (
                Bilingual(
                    "Propose it at /v1/proposals with a key of a person; another person approves.",
                    "使用个人密钥在 /v1/proposals 提出，由另一人批准。"),
                Bilingual(
                    "Find a second person who is neither proposer nor owner of the account.",
                    "安排既非提议人也非账户本人的第二人。"),
                Bilingual("Say that two persons look at it, and until when.", "告知需两人审核及最晚时间。")
            )
        case .lookUp:
            (
                Bilingual(
                    "Check the id, and whose it is: what belongs to another is not told either.",
                    "核对编号及其归属；属于他人的内容同样不会告知。"),
                Bilingual(
                    "Nothing for one; many tell of a client with another directory's ids.",
                    "单次无需处理；大量出现说明客户端使用了其他环境的编号。"),
                Bilingual("Search by order number or account.", "改用订单号或账户查询。")
            )
        default:
            (
                Bilingual(
                    "Mend the request where `field` and `detail` say; as it is it will never be taken.",
                    "按 `field` 和 `detail` 修改请求；原样重发不会成功。"),
                Bilingual(
                    "Nothing for one; many after a release are that client's fault.",
                    "单次无需处理；某次发布后大量出现说明该客户端有误。"),
                Bilingual(
                    "Nothing about the consumer; pass the request id on.", "与消费者无关，请转交请求编号。")
            )
        }
    }

    private var ofState: Texts {
        switch self {
        case .otherPayment:
            (
                Bilingual(
                    "Offer another way to pay. The id is used up: a new try has a new id.",
                    "请提供其他支付方式。该编号已用，新的尝试使用新编号。"),
                Bilingual(
                    "Watch avoidable declines: `sluice slo`, `sluice report declines`.",
                    "关注可避免的拒绝：`sluice slo`、`sluice report declines`。"),
                Bilingual(
                    "Tell what the consumer's own page says, no more: `sluice explain --audience consumer`.",
                    "只告知消费者页面上的内容：`sluice explain --audience consumer`。")
            )
        case .compareContent:
            (
                Bilingual(
                    "The first request under the id stands: send that again, or another thing under a new id.",
                    "以该编号的首次请求为准：重发原请求，或为不同内容使用新编号。"),
                Bilingual(
                    "Find the client that makes ids of what is not unique.",
                    "找出以非唯一内容生成编号的客户端。"),
                Bilingual(
                    "Look at the order for a second lock before promising anything.",
                    "先查看订单是否有第二笔锁定，再作答复。")
            )
        case .awaitPerson:
            (
                Bilingual(
                    "Wait for the event that ends it; asking again changes nothing.",
                    "等待使其结束的事件；重复请求不会改变结果。"),
                Bilingual(
                    "See who has it, and since when: `sluice top`, `sluice anomalies D5`.",
                    "查看由谁处理、已等多久：`sluice top`、`sluice anomalies D5`。"),
                Bilingual(
                    "Say by when it ends: the hold's `next.due_at`.", "告知最晚结束时间：锁定的 `next.due_at`。")
            )
        case .keepPromise:
            (
                Bilingual(
                    "A rule of the policy stands before it: wait until the time it names, or bring the merchant's word.",
                    "受策略规则约束：等待规则所定时间，或由商家确认。"),
                Bilingual(
                    "Nothing, unless policy should be another: `sluice policy show`.",
                    "无需处理，除非应调整策略：`sluice policy show`。"),
                Bilingual(
                    "Say what was promised to whom, and until when.", "说明对谁作出何种承诺、到何时为止。")
            )
        default:
            (
                Bilingual(
                    "Read it again: it has moved on since you last looked.",
                    "请重新读取：其状态在您上次查看后已变化。"),
                Bilingual(
                    "Nothing for one; many tell of a client that acts on old knowledge.",
                    "单次无需处理；大量出现说明客户端依据过时信息操作。"),
                Bilingual(
                    "Tell the state as it is now, from the timeline.", "按时间线告知当前状态。")
            )
        }
    }

    private var ofServer: Texts {
        switch self {
        case .atLimit:
            (
                Bilingual(
                    "Add no more here; what is there still ends as it would.",
                    "不要继续添加；已有内容仍会照常结束。"),
                Bilingual(
                    "Find what makes so many: limits.md has the number and its reason.",
                    "查明数量过多的原因；limits.md 列有上限及理由。"),
                Bilingual("Pass it on with the account or order.", "附上账户或订单转交处理。")
            )
        case .setUp:
            (
                Bilingual(
                    "Ask the operator: this server is not set up for it.", "请联系运维人员：该服务器未作此配置。"),
                Bilingual(
                    "Mend policy, mapping or connector, if it is wanted.",
                    "如有需要，请修改策略、映射或接口配置。"),
                Bilingual("Pass it on; nothing can be done from here.", "请转交处理，客服无法直接解决。")
            )
        case .comeBack:
            (
                Bilingual(
                    "Send the same again under the same id after Retry-After; it takes effect once. At checkout show `fallback_text`.",
                    "按 Retry-After 以同一编号重发，只生效一次；收银台可展示 `fallback_text`。"),
                Bilingual(
                    "Look at /readyz and `sluice top`: load, disk, follower or archive.",
                    "查看 /readyz 与 `sluice top`：负载、磁盘、备份或归档。"),
                Bilingual(
                    "Say that it passes soon; nothing that was confirmed is lost.",
                    "告知稍后恢复；已确认的内容不会丢失。")
            )
        default:
            (
                Bilingual(
                    "Send the same again once under the same id; then report the X-Request-Id.",
                    "以同一编号重发一次；仍失败请报告 X-Request-Id。"),
                Bilingual(
                    "Find the request id in the log, and report the fault.", "按请求编号查日志并上报。"),
                Bilingual("Pass the request id on.", "请转交请求编号。")
            )
        }
    }
}
