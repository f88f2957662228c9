/// Every limit of the HTTP surface, each with its reason.
///
/// The limits are part of the contract: openapi.yaml states them, and widening one is a change of
/// the interface while narrowing one breaks callers.
public enum APILimits {
    /// 1 MiB a request body: some five thousand order events, a batch of them being bounded by
    /// its bytes before its count; the values of one body stay below some 20 MiB of memory.
    public static let bodyBytesMax = 1 << 20

    /// 2 MiB a batch: 8,192 commands of 255 bytes, three times what a placement with names of 16
    /// bytes takes.
    public static let batchBytesMax = 2 << 20

    /// 8,192 commands a batch: as many as one row of the journal takes, so that one batch is one
    /// fsync.
    public static let batchCommandsMax = 8_192

    /// 16 levels of nesting: our deepest document has 5; recursion stays within a small stack.
    public static let nestingLevelsMax = 16

    /// 64 KiB a string: the longest text taken is evidence written by a person.
    public static let stringBytesMax = 64 << 10

    /// 10,000 elements an array: the largest batch of one request.
    public static let arrayElementsMax = 10_000

    /// 4 KiB a challenge that a consumer confirms: four ids of 64 bytes, escaped at worst, in base64.
    public static let challengeBytesMax = 4 << 10

    /// 4 KiB a consent: a signed token whose claims are four ids, an amount and times.
    public static let consentBytesMax = 4 << 10

    /// 500 lines a hold or an operation: a wholesale order; the rules compare the lines of a hold
    /// with one another.
    public static let linesMax = 500

    /// 100 scenarios a policy: kinds of sale, looked for from the first on at every placement.
    public static let scenariosMax = 100

    /// 20 holds a split makes: the ledger's own bound, an order split into parcels.
    public static let splitChildrenMax = 20

    /// 128 members an object: our widest document has about 25; duplicates are found by comparing
    /// each name with those before it, which must stay cheap for a hostile body.
    public static let objectMembersMax = 128

    /// 64 bytes an identifier: room for a UUID with a prefix; fits an index key everywhere.
    public static let identifierBytesMax = 64

    /// 32 bytes a code (purpose, scenario): a word or two, journalled in every hold.
    public static let codeBytesMax = 32

    /// 256 bytes a person's name: some eighty characters of Chinese, all of a long double name.
    public static let personNameBytesMax = 256

    /// 32 bytes a mobile number: 15 digits by E.164, with what people write between them.
    public static let mobileBytesMax = 32

    /// 254 bytes a mail address: the longest path SMTP takes.
    public static let mailBytesMax = 254

    /// 2^53 − 1 minor units: the largest integer every JSON reader holds exactly.
    public static let amountMinorMax: Int64 = (1 << 53) - 1

    /// 64 bytes of a caller's member name are repeated in an error, so that an error stays small
    /// whatever was sent.
    public static let echoedNameBytesMax = 64

    /// Two edits: what a slip of the fingers makes; beyond that a suggestion is a guess.
    public static let suggestionEditsMax = 2

    /// How long the answer of an endpoint of webhooks is waited for.
    public static let webhookTimeoutSeconds: Int64 = 15

    /// Bytes of such an answer that are read; nothing of them is kept.
    public static let webhookAnswerBytesMax = 64 << 10
}
